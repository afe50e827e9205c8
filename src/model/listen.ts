/** On which TCP ports does nginx itself listen? */
import type { Scope } from './scope.ts';

/**
 * TCP ports of the `listen` lines of the http and stream servers among `scopes`; a server without a `listen` has port 80
 * (8000 without root's rights, which nobody runs).
 */
export function listenPorts(scopes: readonly Scope[]): readonly number[] {
  const ports = new Set<number>();
  for (const scope of scopes) {
    if (scope.kind !== 'server' && scope.kind !== 'stream-server') continue;
    const lines = scope.own('listen');
    if (lines.length === 0 && scope.kind === 'server' && !scope.isImplicit) ports.add(80);
    for (const line of lines) {
      const port = portOf(line.args[0] ?? '');
      if (port !== undefined) ports.add(port);
    }
  }
  return [...ports];
}

function portOf(address: string): number | undefined {
  if (address.startsWith('unix:')) return undefined;
  if (/^\d{1,5}$/.test(address)) return Number(address);
  const match = /^(?:\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(address);
  return match ? Number(match[1] ?? 80) : undefined;
}
