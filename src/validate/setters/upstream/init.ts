/**
 * What does nginx say about the groups at the end of http and stream? ngx_http_upstream_init_main_conf calls the method of
 * each group, and all of them begin with ngx_http_upstream_init_round_robin (src/http/ngx_http_upstream_round_robin.c).
 */
import { fromByteString } from '../../../text/index.ts';
import { insertAfter } from '../../../tree/index.ts';
import { didYouMean, partOf } from '../../proposal.ts';
import type { Closer, Complaint, Level, Reading } from '../../setter.ts';
import { type Group, groupsOf } from './groups.ts';
import { placeOf } from './words.ts';

export const initGroups = (at: 'http' | 'stream', module: string): Closer => ({
  module,
  at,
  stage: 'init',
  *check(reading) {
    for (const group of groupsOf(reading.level).all) {
      const complaint = group.isBlock ? blockMistake(group, reading) : addressMistake(group, reading);
      if (complaint) yield complaint;
    }
  },
});

function blockMistake(group: Group, { level, isPartial }: Reading): Complaint | undefined {
  const named = `upstream "${group.host}" in ${placeOf(group.first)}`;
  const resolving = group.servers.find((server) => server.resolves);
  if (resolving && !isPartial) {
    const { directive } = resolving;
    const span = directive.argSpan(directive.args.indexOf('resolve'));
    const common = { rule: 'upstream-resolve-needs-zone', span, place: group.first } as const;
    const related = [{ span: group.first.headSpan, label: 'the group' }];
    if (!group.zone) {
      const message = `resolving names at run time requires ${named} to be in shared memory`;
      const zone = `zone ${group.host} 64k;`;
      const isEnough = group.resolver !== undefined || hasResolver(level);
      return {
        ...common,
        message,
        label: 'needs a `zone`',
        related,
        help: 'add `zone NAME 64k;` to the group',
        ...(isEnough && {
          proposal: {
            title: `add \`${fromByteString(zone)}\``,
            safety: 'unsafe',
            edits: [insertAfter(directive, zone)],
          },
        }),
      };
    }
    if (!group.resolver && !hasResolver(level)) {
      const message = `no resolver defined to resolve names at run time in ${named}`;
      const help = 'add `resolver ADDRESS;` to the group or to the block around it';
      return { ...common, message, label: 'needs a `resolver`', related, help };
    }
  }
  if (group.servers.length === 0 || group.servers.some((server) => !server.isBackup)) return undefined;
  return {
    rule: 'config-error',
    message: `no servers in ${named}`,
    span: group.first.headSpan,
    label: 'all servers are `backup`',
    place: group.first,
  };
}

function* groupNames(level: Level): Generator<string> {
  for (const group of groupsOf(level).all) if (group.isBlock) yield group.host;
}

/** `resolver` of http{} itself: those of servers do not count. */
function hasResolver(level: Level): boolean {
  return level.read('resolver').length > 0;
}

/** An address of a pass directive that no block defines. */
function addressMistake(group: Group, { isPartial, level }: Reading): Complaint | undefined {
  if (group.isAddress || group.port !== 0) return undefined; // a name is looked up: nothing is known about it
  if (isPartial && !/[.:]/.test(group.host)) return undefined; // the group may be defined by text that is not here
  return {
    rule: 'upstream-reference',
    message: `no port in upstream "${group.host}" in ${placeOf(group.first)}`,
    span: group.first.argSpan(0),
    label: 'neither a group of that name nor an address with a port',
    help: `add the port, or define \`upstream ${group.host} { … }\``,
    ...didYouMean(group.host, groupNames(level), partOf(group.first, 0, group.host)),
    place: group.first,
  };
}
