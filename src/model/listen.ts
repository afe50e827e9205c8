/** On which TCP ports does nginx itself listen? */
import type { Scope } from './scope.ts';

/**
 * TCP ports of the `listen` lines of the http and stream servers among `scopes`, each once; a server without a `listen` has
 * port 80 (8000 without root's rights, which nobody runs). UDP (`udp`, `quic`) and unix sockets have none.
 */
export function listenPorts(scopes: readonly Scope[]): readonly number[] {
  const ports = new Set<number>();
  for (const scope of scopes) {
    if (scope.kind !== 'server' && scope.kind !== 'stream-server') continue;
    const lines = scope.own('listen');
    // an include that is not here may bring the `listen` line
    if (lines.length === 0 && scope.kind === 'server' && !scope.isImplicit && !scope.hidesDirectives) ports.add(80);
    for (const { args } of lines) {
      if (args.includes('udp') || args.includes('quic')) continue;
      const [first, last] = portsOf(args[0] ?? '');
      for (let port = first; port <= last; port++) ports.add(port);
    }
  }
  return [...ports];
}

/** The first and last port of an address (ngx_parse_url with `listen`: `8080`, `*:8080-8090`, `[::1]:443`, `localhost`). */
function portsOf(address: string): readonly [number, number] {
  if (/^unix:/i.test(address)) return NONE;
  const [, first, last] = /^(?:(?:\[[^\]]*\]|[^:]*):)?(\d{1,5})(?:-(\d{1,5}))?$/.exec(address) ?? [];
  if (first === undefined) return /^(?:\[[^\]]*\]|[^:$]+)$/.test(address) ? [80, 80] : NONE;
  return [Number(first), Math.min(Number(last ?? first), 65535)];
}

const NONE: readonly [number, number] = [1, 0];
