/** Does anything that is declared support a TCP dial? (bindings.md 13.4: `ok` if any evidence matches) */
import { answersLoopback, bindsLoopbackOnly, isLoopback } from '../listen.ts';
import type { Binding, EvidencePlace, Verdict } from '../types.ts';
import { isCompatible } from './similar.ts';
import type { TcpSituation } from './situation.ts';
import { isBind, publishedOnHost, type Target } from './targets.ts';

/** The verdict `ok` with what supports it, or `unknown` where the protocols contradict; undefined without support. */
export function supportOf(s: TcpSituation): Verdict | undefined {
  const literal = s.world.declared.find((b) => saysExactly(b, s));
  if (literal) return ok(`declared as \`${literal.app}\``, [literal]);
  for (const target of s.targets) {
    const found = supporting(target, s);
    if (found.length === 0) continue;
    const speaking = found.filter((binding) => isCompatible(s.dial, binding.protocol));
    if (speaking.length === 0)
      return { kind: 'unknown', why: 'binding/protocol: the address matches, the protocol does not' };
    return ok(`\`${speaking[0]!.app}\` ${isBind(speaking[0]!) ? 'listens' : 'is said to listen'} there`, speaking);
  }
  if (reachesHost(s)) {
    const published = publishedOnHost(s.at.projects, s.port)[0];
    if (published) {
      const label = `\`${published.service.name}\` is published here`;
      return {
        kind: 'ok',
        why: label,
        evidence: [{ span: published.mapping.span, label }],
        ...(IPV4.has(published.mapping.hostIp || '0.0.0.0') && { onIpv4Loopback: true as const }),
      };
    }
  }
  return elsewhere(s);
}

/** Whether the dial reaches the host's own addresses, and with them the published ports. */
export function reachesHost(s: TcpSituation): boolean {
  return s.meaning.kind === 'host' || (s.meaning.kind === 'own' && !s.at.net);
}

function ok(why: string, bindings: readonly Binding[]): Verdict {
  return {
    kind: 'ok',
    why,
    evidence: bindings.slice(0, 3).map((b): EvidencePlace => ({ span: b.span, label: labelOf(b) })),
    ...(bindings.some((b) => isBind(b) && b.listen.kind === 'tcp' && IPV4.has(b.listen.host)) && {
      onIpv4Loopback: true as const,
    }),
  };
}

/** Hosts of a bind that 127.0.0.1 reaches for certain: on `::` some servers (asyncio's) take IPv6 only. */
const IPV4: ReadonlySet<string> = new Set(['0.0.0.0', '127.0.0.1', '*']);

/** The words beside a declaration. */
export function labelOf(binding: Binding): string {
  if (binding.evidence === 'published') return `\`${binding.app}\`'s port is published here`;
  if (binding.evidence === 'exposed') return `\`${binding.app}\` exposes it here`;
  if (binding.evidence === 'probe') return `\`${binding.app}\` is checked here`;
  if (binding.evidence === 'container-port') return `\`${binding.app}\` names the port here`;
  if (binding.evidence === 'service-port') return `the Service \`${binding.app}\` has it here`;
  if (binding.evidence === 'image-default') return `\`${binding.app}\`'s image`;
  return `\`${binding.app}\` listens here`;
}

function supporting(target: Target, s: TcpSituation): Binding[] {
  const ruledBy = target.closed && target.bindings.some((b) => b.evidence === 'declared' || b.evidence === 'derived');
  return target.bindings.filter((binding) => {
    if (binding.listen.kind !== 'tcp' || binding.listen.port !== s.port) return false;
    // the command that really runs beats a stale `expose` or the image's default
    if (ruledBy && (binding.evidence === 'exposed' || binding.evidence === 'image-default')) return false;
    return !isBind(binding) || reaches(binding.listen.host, s);
  });
}

/** Whether a bind to a host answers the dial, which comes from the same network namespace or from another. */
function reaches(bound: string, s: TcpSituation): boolean {
  if (bound === '?' || bound === '*') return true;
  return s.crossing ? !bindsLoopbackOnly(bound) : answersLoopback(bound, s.host);
}

/** A declared app whose text is what nginx dials is meant, wherever it runs. */
function saysExactly(binding: Binding, s: TcpSituation): boolean {
  const { listen } = binding;
  if (listen.kind !== 'tcp' || listen.port !== s.port || binding.place.kind === 'container') return false;
  if (!isCompatible(s.dial, binding.protocol)) return false;
  return (
    listen.host === s.host || (isLoopback(listen.host) && isLoopback(s.host) && answersLoopback(listen.host, s.host))
  );
}

/** Another compose file of the same directory may be the one in use: what it says about the service counts as known. */
function elsewhere(s: TcpSituation): Verdict | undefined {
  if (s.meaning.kind !== 'services') return undefined;
  for (const service of s.meaning.services) {
    const others = s.world.projects.filter((p) => p !== service.project && p.directory === service.project.directory);
    for (const project of others) {
      const other = project.services.get(service.name);
      const found = other?.bindings.some((b) => b.listen.kind === 'tcp' && b.listen.port === s.port);
      if (found) return { kind: 'unknown', why: 'another compose file of the directory declares this port' };
    }
  }
  return undefined;
}
