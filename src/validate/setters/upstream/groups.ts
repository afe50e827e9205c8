/**
 * Which groups of servers does nginx know, from `upstream` blocks and from the addresses of pass directives?
 * ngx_http_upstream_add (src/http/ngx_http_upstream.c) and its twin ngx_stream_upstream_add.
 */
import { fromByteString } from '../../../text/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { type Proposal, partOf } from '../../proposal.ts';
import type { Complaint, Level, Reading } from '../../setter.ts';
import type { Url } from './inet.ts';
import { placeOf, wrong } from './words.ts';

/** One group (`ngx_http_upstream_srv_conf_t`). */
export interface Group {
  readonly host: string;
  /** Has an `upstream` block been read? Then what follows is about that. */
  isBlock: boolean;
  port: number;
  readonly noPort: boolean;
  /** Where nginx says the group is: the statement that named it first. */
  readonly first: Directive;
  /** True where the address itself is the only server. */
  readonly isAddress: boolean;
  /** Does the method in use take `backup` servers? */
  takesBackup: boolean;
  /** Has something set how peers are chosen (`peer.init_upstream`)? The statement that did. */
  method: Directive | undefined;
  /** The statement that gave it shared memory. */
  zone: Directive | undefined;
  resolver: Directive | undefined;
  /** Servers in order, as far as they count later. */
  readonly servers: { readonly directive: Directive; readonly isBackup: boolean; readonly resolves: boolean }[];
}

/** The groups of one host name or address. */
interface HostGroups {
  readonly list: Group[];
  /** Ports of the groups that are nothing but an address and a port. */
  readonly ports: Set<number>;
  /** False once one of them is a block or has no port: then each has to be compared. */
  isPortsOnly: boolean;
}

/** The groups of http or of stream, in the order in which nginx made them. */
export class Groups {
  readonly all: Group[] = [];
  readonly #isStream: boolean;
  readonly #byHost = new Map<string, HostGroups>();
  readonly #byBlock = new Map<Directive, Group>();

  constructor(isStream: boolean) {
    this.#isStream = isStream;
  }

  /** The group of an `upstream` block. */
  ofBlock(block: Directive): Group | undefined {
    return this.#byBlock.get(block);
  }

  /** An `upstream` block begins. */
  open(directive: Directive): Complaint | undefined {
    const name = directive.args[0] ?? '';
    const host = this.#of(name);
    for (const group of host.list) {
      if (group.isBlock) {
        const related = [{ span: group.first.headSpan, label: 'first here' }];
        // a second block is read like the first, so that its own mistakes are found
        this.#byBlock.set(directive, newGroup(name, 0, true, directive, false));
        const label = 'a second group of this name';
        return {
          ...wrong(directive, 0, `duplicate upstream "${name}"`, { label }),
          rule: 'duplicate-directive',
          related,
        };
      }
      if (!group.noPort) {
        const message = `upstream "${name}" may not have port ${group.port} in ${placeOf(group.first)}`;
        this.#add(directive, newGroup(name, 0, true, directive, false));
        return {
          rule: 'upstream-reference',
          message,
          span: group.first.argSpan(0),
          label: 'the port stands with the servers of the group',
          related: [{ span: directive.headSpan, label: 'the group' }],
          help: 'leave the port out',
          proposal: withoutPort(group.first, 0, group.host, group.port),
          place: group.first,
        };
      }
      group.isBlock = true;
      group.port = 0;
      host.isPortsOnly = false;
      this.#byBlock.set(directive, group);
      return undefined;
    }
    this.#add(directive, newGroup(name, 0, true, directive, false));
    return undefined;
  }

  /** A pass directive names an address; `index` is its argument. */
  refer(url: Url, directive: Directive, index: number): Complaint | undefined {
    const host = this.#of(url.host);
    // thousands of ports of one address: one look will do where they differ in nothing else
    const isOneLook = host.isPortsOnly && url.port !== 0;
    if (isOneLook && host.ports.has(url.port)) return undefined;
    for (const group of isOneLook ? [] : host.list) {
      if (group.isBlock && !url.noPort) {
        const message = `upstream "${url.host}" may not have port ${url.port}`;
        const related = [{ span: group.first.headSpan, label: 'the group' }];
        const label = 'the port stands with the servers of the group';
        return {
          rule: 'upstream-reference',
          message,
          span: directive.argSpan(index),
          label,
          related,
          help: 'leave the port out',
          proposal: withoutPort(directive, index, url.host, url.port),
        };
      }
      const differs = this.#isStream ? group.port !== url.port : group.port && url.port && group.port !== url.port;
      if (differs) continue;
      return undefined;
    }
    const isAddress = url.family === 'unix' || (url.family !== 'name' && url.port !== 0);
    this.#add(undefined, newGroup(url.host, url.port, url.noPort, directive, isAddress));
    return undefined;
  }

  #of(host: string): HostGroups {
    const key = host.toLowerCase();
    let groups = this.#byHost.get(key);
    if (!groups) {
      groups = { list: [], ports: new Set(), isPortsOnly: true };
      this.#byHost.set(key, groups);
    }
    return groups;
  }

  #add(block: Directive | undefined, group: Group): void {
    const host = this.#of(group.host);
    if (block) {
      group.isBlock = true;
      this.#byBlock.set(block, group);
    }
    if (group.isBlock || group.port === 0) host.isPortsOnly = false;
    this.all.push(group);
    host.list.push(group);
    host.ports.add(group.port);
  }
}

/** `app:3000` as `app`: the servers of the group have ports of their own, and which of them was meant is not known. */
function withoutPort(directive: Directive, index: number, host: string, port: number): Proposal | undefined {
  const part = partOf(directive, index, `:${port}`);
  return (
    part && {
      title: `write \`${fromByteString(host)}\` alone`,
      safety: 'suggestion',
      edits: [{ span: part, text: '' }],
    }
  );
}

function newGroup(host: string, port: number, noPort: boolean, first: Directive, isAddress: boolean): Group {
  return {
    host,
    isBlock: false,
    port,
    noPort,
    first,
    isAddress,
    takesBackup: true,
    method: undefined,
    zone: undefined,
    resolver: undefined,
    servers: [],
  };
}

/** The groups of the http or stream block around a level. */
export function groupsOf(level: Level): Groups {
  const outer = level.nearest('http', 'stream') ?? level;
  return outer.fact('upstream groups', () => new Groups(outer.kind === 'stream'));
}

/** The group whose block the level is; for the inside of a block that is not here one of its own. */
export function groupAt({ level }: Reading, directive: Directive): Group {
  const known = level.block && groupsOf(level).ofBlock(level.block);
  return known ?? level.fact('upstream group', () => newGroup('', 0, true, level.block ?? directive, false));
}
