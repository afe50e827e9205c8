/** Which servers are in an `upstream` block, and how are connections to them kept? */
import type { NginxVersion } from '../catalog/index.ts';
import { type Directive, isOpenValue } from '../tree/index.ts';
import { parseUpstreamServer, type WrittenAddress } from './address.ts';
import { constantText } from './expression.ts';
import { effective, type Setting } from './inherit.ts';
import type { Scope } from './scope.ts';

export interface UpstreamServer {
  readonly directive: Directive;
  readonly address: WrittenAddress;
  readonly isDown: boolean;
  readonly isBackup: boolean;
  /** With `resolve`: the name is looked up while requests are served, by a `resolver`. */
  readonly resolves: boolean;
}

/** An explicit group: an `upstream NAME {}` block. */
export interface Upstream {
  /** As written; nginx compares it without regard to case. */
  readonly name: string;
  readonly family: 'http' | 'stream';
  readonly block: Directive;
  readonly scope: Scope;
  readonly servers: readonly UpstreamServer[];
  /** False when an include inside the block could not be read. */
  readonly isComplete: boolean;
  /** The value of a directive of the block (`keepalive`, `keepalive_timeout` …). */
  setting(name: string): Setting;
}

/** The upstream blocks among `scopes`, in nginx's order. */
export function buildUpstreams(scopes: readonly Scope[], version: NginxVersion): readonly Upstream[] {
  const upstreams: Upstream[] = [];
  for (const scope of scopes) {
    if (scope.kind !== 'upstream' && scope.kind !== 'stream-upstream') continue;
    // bare `server` lines of a fragment belong to a group whose name is not here
    const block = scope.block;
    const name = block?.args[0];
    if (!block || name === undefined) continue;
    const family = scope.kind === 'upstream' ? 'http' : 'stream';
    const servers = scope.own('server').map((directive): UpstreamServer => {
      const [written = '', ...parameters] = directive.args; // a host may be called `backup`
      const isOpen = constantText(written) === undefined || isOpenValue(written, directive.file.template);
      return {
        directive,
        address: isOpen ? { kind: 'none' } : parseUpstreamServer(written, family),
        isDown: parameters.includes('down'),
        isBackup: parameters.includes('backup'),
        resolves: parameters.includes('resolve'),
      };
    });
    upstreams.push({
      name,
      family,
      block,
      scope,
      servers,
      isComplete: !scope.hidesDirectives,
      setting: (directive) => effective(scope, directive, 'upstream', version),
    });
  }
  return upstreams;
}

/** How many idle connections the group keeps per worker; null when that is not known from the text. */
export function keepaliveCount(upstream: Upstream): number | null {
  const directive = upstream.scope.own('keepalive')[0];
  const count = directive?.args[0];
  return count !== undefined && /^\d+$/.test(count) ? Number(count) : null;
}
