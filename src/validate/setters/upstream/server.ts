/**
 * What does nginx say about the `server` lines of an upstream block, and about the block as a whole?
 * ngx_http_upstream_server and ngx_http_upstream (src/http/ngx_http_upstream.c), ngx_stream_upstream_server.
 */
import { not, variantsOf } from '../../../catalog/index.ts';
import { decimal, parseTime } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Closer, Complaint, Reading, Setter } from '../../setter.ts';
import { maybePlus } from './edition.ts';
import { type Group, groupAt, groupsOf } from './groups.ts';
import { parseUrl, type Url } from './inet.ts';
import { invalidParameter, wrong } from './words.ts';

export const upstreamBlock: Setter = function* (directive, reading) {
  const complaint = groupsOf(reading.level).open(directive);
  if (complaint) yield complaint;
};

/** Parameters by their names, `=` included where a value follows. */
const COMMON = ['weight=', 'max_conns=', 'max_fails=', 'fail_timeout=', 'backup', 'down', 'resolve', 'service='];
/** NGINX Plus has had these for long. */
const PLUS = /^(?:resolve$|service=|slow_start=|route=|drain$)/;
/** NGX_HTTP_UPSTREAM_SID_LEN. */
const LONGEST_ROUTE = 32;

export const upstreamServer =
  (isStream: boolean): Setter =>
  (directive, reading) => {
    const group = groupAt(reading, directive);
    const { args } = directive;
    const found = { backup: false, resolve: false, service: '' };
    // nginx counts the server before it looks at it
    const complaint = parameterMistake(directive, reading, group, isStream, found) ?? addressMistake();
    group.servers.push({ directive, isBackup: found.backup, resolves: found.resolve && resolves() });
    return complaint ? [complaint] : [];

    function resolves(): boolean {
      return parseUrl(args[0]!, { defaultPort: 80 }).family === 'name';
    }

    function addressMistake(): Complaint | undefined {
      const text = args[0]!;
      const hasService = found.service !== '';
      if (hasService && !found.resolve) {
        const message = `service upstream "${text}" requires "resolve" parameter`;
        return wrong(directive, 0, message, { rule: 'config-error', help: 'add `resolve`' });
      }
      const url = parseUrl(text, { defaultPort: isStream ? 0 : 80 });
      if (url.error !== undefined) return addressComplaint(directive, 0, text, url);
      if (isStream && url.family !== 'unix' && url.noPort && !hasService) {
        const message = `no port in upstream "${text}"`;
        return wrong(directive, 0, message, {
          label: 'a port is missing',
          help: 'stream has no default port: write `:PORT`',
        });
      }
      if (!hasService) return undefined;
      if (!url.noPort)
        return wrong(directive, 0, `service upstream "${text}" may not have port`, { rule: 'config-error' });
      if (url.family === 'name') return undefined;
      return wrong(directive, 0, `service upstream "${text}" requires domain name`, { rule: 'config-error' });
    }
  };

/** `%s in upstream "%V"` for an address that nginx cannot read. */
export function addressComplaint(directive: Directive, index: number, text: string, url: Url): Complaint {
  const help =
    url.error === 'invalid host' && /^\w+:\/\//.test(text)
      ? 'only the address stands here: leave the scheme and the path out'
      : url.error === 'invalid port'
        ? 'a port is a number from 1 to 65535'
        : undefined;
  return wrong(directive, index, `${url.error} in upstream "${text}"`, {
    label: url.error ?? '',
    ...(help !== undefined && { help }),
  });
}

/** The first wrong parameter; what is right goes to `found`. */
function parameterMistake(
  directive: Directive,
  reading: Reading,
  group: Group,
  isStream: boolean,
  found: { backup: boolean; resolve: boolean; service: string },
): Complaint | undefined {
  const { args } = directive;
  const { version } = reading;
  for (let i = 1; i < args.length; i++) {
    const arg = args[i]!;
    if (arg.startsWith('weight=')) {
      if (decimal(arg.slice(7)) <= 0) return invalidValue(directive, i, 'a number from 1');
    } else if (arg.startsWith('max_conns=') || arg.startsWith('max_fails=')) {
      if (decimal(arg.slice(10)) < 0) return invalidValue(directive, i, 'a number');
    } else if (arg.startsWith('fail_timeout=')) {
      if (parseTime(arg.slice(13), true) < 0) return invalidValue(directive, i, 'a time such as `10s`');
    } else if (arg === 'backup') {
      if (!group.takesBackup) return notSupported(directive, i, group);
      found.backup = true;
    } else if (arg === 'down') {
      // every method takes it
    } else {
      const since =
        arg === 'resolve' || arg.startsWith('service=') ? '1.27.3' : /^(?:drain$|route=)/.test(arg) ? '1.29.6' : '';
      const known = since === '' || (isStream && since === '1.29.6') ? 'no' : not(version.before(since));
      if (known === 'no') {
        if (PLUS.test(arg) && maybePlus(reading)) continue;
        const help = since !== '' && !isStream ? `\`${arg}\` exists since nginx ${since}` : undefined;
        return { ...invalidParameter(directive, i, COMMON), ...(help !== undefined && { help }) };
      }
      if (arg === 'resolve') found.resolve = true;
      else if (arg.startsWith('service=')) {
        if (arg.length === 8) return wrong(directive, i, 'service is empty');
        found.service = arg.slice(8);
      } else if (arg === 'route=') return wrong(directive, i, 'route is empty');
      else if (arg.length - 6 > LONGEST_ROUTE && arg.startsWith('route='))
        return wrong(directive, i, `route is longer than ${LONGEST_ROUTE}`);
    }
  }
  return undefined;
}

function invalidValue(directive: Directive, index: number, expected: string): Complaint {
  return { ...invalidParameter(directive, index), label: `expected ${expected}` };
}

function notSupported(directive: Directive, index: number, group: Group): Complaint {
  return wrong(directive, index, `balancing method does not support parameter "${directive.args[index]}"`, {
    rule: 'config-error',
    label: 'no backup servers with this method',
    ...(group.method && { related: [{ span: group.method.headSpan, label: 'the method' }] }),
  });
}

/** `no servers are inside upstream`, at the `}`. */
export const noServers = (at: 'upstream' | 'stream-upstream', module: string): Closer => ({
  module,
  at,
  stage: 'init',
  *check({ level, isPartial }) {
    const { block } = level;
    if (!block || isPartial) return;
    // modules that are not nginx's own may bring the servers (`state` of Plus, service discovery)
    if (block.children.some((child) => child.name === 'server' || !isOwn(child))) return;
    yield {
      rule: 'upstream-reference',
      message: 'no servers are inside upstream',
      label: 'a group without a `server`',
      place: { close: block },
    };
  },
});

function isOwn({ name, context }: Directive): boolean {
  return variantsOf(name).some(
    (variant) => variant.src === 'oss' && (variant.ctx.includes(context) || variant.ctx.includes('any')),
  );
}
