/** Does anything that is declared support a TCP dial? (bindings.md 13.4: `ok` if any evidence matches) */
import { containerPort } from '../compose/ports.ts';
import type { PortMapping, Service } from '../compose/types.ts';
import { answersLoopback, bindsLoopbackOnly, isLoopback, unbracket } from '../listen.ts';
import type { Binding, EvidencePlace, Verdict } from '../types.ts';
import { isBind, isSureBind, ratherDeclared } from './binds.ts';
import { driftsAround, onTheHost } from './contract.ts';
import { protocolVerdict } from './row-protocol.ts';
import { refusesClients } from './rows-network.ts';
import { isCompatible } from './similar.ts';
import type { TcpSituation } from './situation.ts';
import { containerTarget, publishedOnHost, type Target } from './targets.ts';
import { labelOf } from './words.ts';

/** The verdict `ok` with what supports it, or `unknown` where the protocols contradict; undefined without support. */
export function supportOf(s: TcpSituation): Verdict | undefined {
  const literal = s.world.declared.find((b) => saysExactly(b, s));
  if (literal) return asPinned(literal, s);
  for (const target of s.targets) {
    const found = supporting(target, s);
    if (found.length === 0) continue;
    // what binds the port knows its protocol better than what only speaks about the port
    const certain = found.filter((binding) => isBind(binding) || binding.evidence === 'image-default');
    const asked = certain.length > 0 ? certain : found;
    const speaking = asked.filter((binding) => isCompatible(s.dial, binding.protocol));
    if (speaking.length === 0) return elsewhere(s) ?? protocolVerdict(s, asked);
    const refused = refusesClients(s, ratherDeclared(speaking.filter(isBind)));
    if (refused) return refused;
    return ok(`\`${speaking[0]!.app}\` ${isBind(speaking[0]!) ? 'listens' : 'is said to listen'} there`, speaking);
  }
  if (reachesHost(s)) {
    const published = publishedAndAnswered(s);
    if (published) {
      const label = `\`${published.service.name}\` is published here`;
      return {
        kind: 'ok',
        why: label,
        evidence: [{ span: published.mapping.span, label }],
        published: onTheHost(published.service, published.mapping, s.port),
        ...(IPV4.has(published.mapping.hostIp || '0.0.0.0') && { onIpv4Loopback: true as const }),
        answering: behind(published, s),
      };
    }
  }
  return elsewhere(s);
}

/** What the settings say is so; what else is known of the app stands in its declaration. */
function asPinned(literal: Binding, s: TcpSituation): Verdict {
  const found = s.targets.flatMap((target) => supporting(target, s));
  const speaking = found.filter((b) => !b.pinned && isBind(b) && isCompatible(s.dial, b.protocol));
  return (
    refusesClients(s, ratherDeclared([literal, ...speaking])) ??
    ok(`declared as \`${literal.app}\``, [literal, ...speaking])
  );
}

/** Whether the dial reaches the host's own addresses, and with them the published ports. */
export function reachesHost(s: TcpSituation): boolean {
  return s.meaning.kind === 'host' || (s.meaning.kind === 'own' && !s.at.net);
}

function ok(why: string, bindings: readonly Binding[]): Verdict {
  const loopback = familiesOf(bindings.filter(isBind));
  return {
    kind: 'ok',
    why,
    evidence: bindings.slice(0, 3).map((b): EvidencePlace => ({ span: b.span, label: labelOf(b) })),
    ...(bindings.some((b) => isBind(b) && b.listen.kind === 'tcp' && IPV4.has(b.listen.host)) && {
      onIpv4Loopback: true as const,
    }),
    ...(loopback && { loopback }),
    ...(bindings.some(isBind) && { answering: ratherDeclared(bindings.filter(isBind)) }),
  };
}

/** Of addresses that somebody wrote down: `localhost` may be either, and a default that of another release. */
function familiesOf(binds: readonly Binding[]): 'IPv4' | 'IPv6' | 'both' | undefined {
  const families = binds.map(({ evidence, listen }) => {
    if (listen.kind !== 'tcp' || !/^(?:observed|declared|derived)$/.test(evidence)) return undefined;
    const host = unbracket(listen.host);
    if (host === '*' || host === '::') return 'both';
    return host === '::1' ? 'IPv6' : host === '0.0.0.0' || host.startsWith('127.') ? 'IPv4' : undefined;
  });
  if (families.length === 0 || families.includes(undefined)) return undefined;
  return new Set(families).size === 1 ? families[0] : 'both';
}

/** Hosts of a bind that 127.0.0.1 reaches for certain: on `::` some servers (asyncio's) take IPv6 only. */
const IPV4: ReadonlySet<string> = new Set(['0.0.0.0', '127.0.0.1', '*']);

function supporting(target: Target, s: TcpSituation): Binding[] {
  const ruledBy = target.closed && target.bindings.some((b) => b.evidence === 'declared' || b.evidence === 'derived');
  const unreached = isRefuted(target, s.port, (host) => reaches(host, s));
  return target.bindings.filter((binding) => {
    if (unreached && !isBind(binding)) return false;
    if (binding.listen.kind !== 'tcp' || binding.listen.port !== s.port) return false;
    // the command that really runs beats a stale `expose` or the image's default
    if (ruledBy && (binding.evidence === 'exposed' || binding.evidence === 'image-default')) return false;
    return !isBind(binding) || reaches(binding.listen.host, s);
  });
}

/**
 * Whether what is said about a port is of no use: the process that has it is known to bind it where the dial does not get.
 * A probe from within and a published port speak of that very listener.
 */
export function isRefuted(target: Target, port: number, reached: (host: string) => boolean): boolean {
  if (target.bindings.some((b) => b.listen.kind === 'unresolved')) return false;
  const binds = target.bindings.filter((b) => isBind(b) && b.listen.kind === 'tcp' && b.listen.port === port);
  const sure = binds.filter((b) => isSureBind(b) && b.evidence !== 'default' && b.evidence !== 'env-port');
  return (
    sure.length > 0 && !binds.some((b) => b.listen.kind === 'tcp' && (b.listen.host === '?' || reached(b.listen.host)))
  );
}

/** Whether a bind to a host answers the dial, which comes from the same network namespace or from another. */
export function reaches(bound: string, s: TcpSituation): boolean {
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

/** What listens on the container's side of a published port. */
function behind({ service, mapping }: { service: Service; mapping: PortMapping }, s: TcpSituation): Binding[] {
  const inside = containerPort(mapping, s.port);
  const behindIt = containerTarget(s.world, service).bindings.filter(
    (b) => isBind(b) && b.listen.kind === 'tcp' && b.listen.port === inside && isCompatible(s.dial, b.protocol),
  );
  return [...ratherDeclared(behindIt)];
}

/** The published port that a dial from the host reaches, where the process behind it answers there. */
function publishedAndAnswered(s: TcpSituation) {
  const drifts = driftsAround(s.world, s.at.projects);
  return publishedOnHost(s.at.projects, s.port).find(({ service, mapping }) => {
    if (drifts.some(({ binding }) => binding.span === mapping.span)) return false;
    const inside = containerPort(mapping, s.port);
    return (
      inside === undefined || !isRefuted(containerTarget(s.world, service), inside, (host) => !bindsLoopbackOnly(host))
    );
  });
}
