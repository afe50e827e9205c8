/** Which servers are in an `upstream` block, and how are connections to them kept? */
import type { NginxVersion } from '../catalog/index.ts';
import { type Directive, isOpenValue } from '../tree/index.ts';
import { parseUpstreamServer, type WrittenAddress } from './address.ts';
import { constantText } from './expression.ts';
import { effective, type Setting } from './inherit.ts';
import { countPeers, type PeerCount } from './peer-count.ts';
import type { Scope } from './scope.ts';

export interface UpstreamServer {
  readonly directive: Directive;
  readonly address: WrittenAddress;
  readonly isDown: boolean;
  readonly isBackup: boolean;
  /** With `resolve`: the name is looked up while requests are served, by a `resolver`. */
  readonly resolves: boolean;
  /** The words after the address. */
  readonly parameters: readonly string[];
  /** So many failures within `fail_timeout` take it out of use; 0 = never. null when the text does not tell. */
  readonly maxFails: number | null;
}

/** An explicit group: an `upstream NAME {}` block. */
export interface Upstream {
  /** As written; nginx compares it without regard to case. */
  readonly name: string;
  readonly family: 'http' | 'stream';
  readonly block: Directive;
  readonly scope: Scope;
  readonly servers: readonly UpstreamServer[];
  /** The peers that requests can be tried at: those of the servers that are not `down`. */
  readonly peers: PeerCount;
  /**
   * Has it one peer and no more (`peers->single`)? nginx never takes that one out of use. `down` and `backup` servers count
   * here, too, and a name may have several addresses: then it is not certain and the answer is no.
   */
  readonly isSingle: boolean;
  /** The lines that choose how servers are picked (`least_conn`, `hash` …), in nginx's order; the last one holds. */
  readonly methods: readonly Directive[];
  /** The method that comes after `keepalive`: before nginx 1.29.7 it takes the place of the pool (`peer.init_upstream`). */
  readonly methodAfterKeepalive: Directive | undefined;
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
        parameters,
        maxFails: maxFailsOf(parameters),
      };
    });
    const isComplete = !scope.hidesDirectives;
    upstreams.push({
      name,
      family,
      block,
      scope,
      servers,
      peers: countPeers(
        servers.filter((s) => !s.isDown).map((s) => s.address),
        isComplete,
      ),
      isSingle: isSingle(
        servers.map((s) => s.address),
        isComplete,
      ),
      methods: scope.directives.filter((d) => METHODS.has(d.name)),
      methodAfterKeepalive: methodAfterKeepalive(scope),
      isComplete,
      setting: (directive) => effective(scope, directive, 'upstream', version),
    });
  }
  return upstreams;
}

/** Modules that set `peer.init_upstream` (src/http/modules/ngx_http_upstream_*_module.c, and their stream twins). */
const METHODS: ReadonlySet<string> = new Set(['hash', 'ip_hash', 'least_conn', 'least_time', 'random']);

function methodAfterKeepalive({ directives }: Scope): Directive | undefined {
  const keepalive = directives.findIndex((d) => d.name === 'keepalive');
  return keepalive < 0 ? undefined : directives.slice(keepalive).findLast((d) => METHODS.has(d.name));
}

function isSingle(addresses: readonly WrittenAddress[], isComplete: boolean): boolean {
  const { least, isExact } = countPeers(addresses, isComplete);
  return least === 1 && isExact;
}

function maxFailsOf(parameters: readonly string[]): number | null {
  const written = parameters.findLast((p) => p.startsWith('max_fails='))?.slice('max_fails='.length);
  if (written === undefined) return 1;
  return /^\d+$/.test(written) ? Number(written) : null;
}

/** How many idle connections the group keeps per worker; null when that is not known from the text. */
export function keepaliveCount(upstream: Upstream): number | null {
  const directive = upstream.scope.own('keepalive')[0];
  const count = directive?.args[0];
  return count !== undefined && /^\d+$/.test(count) ? Number(count) : null;
}
