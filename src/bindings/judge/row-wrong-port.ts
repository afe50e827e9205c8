/** Row 8: does everything that is known about the dialled app contradict the port? (bindings.md 13.4, 13.5) */
import type { Service } from '../compose/types.ts';
import { bindsLoopbackOnly } from '../listen.ts';
import type { Binding, Confidence } from '../types.ts';
import { isBind, isSureBind } from './binds.ts';
import { isCompatible, portScore, THRESHOLD } from './similar.ts';
import type { Mismatch, TcpSituation } from './situation.ts';
import type { Target } from './targets.ts';
import { unanimousPort } from './unanimous.ts';
import { labelOf } from './words.ts';

interface Contradiction {
  readonly target: Target;
  readonly bindings: readonly Binding[];
  readonly confidence: Confidence;
}

/** The mismatch when every service of that name contradicts the dialled port. */
export function wrongPort(s: TcpSituation): Mismatch | undefined {
  if (s.targets.length === 0) return undefined;
  const all: Contradiction[] = [];
  for (const target of s.targets) {
    const found = contradiction(target, s);
    if (!found) return undefined;
    all.push(found);
  }
  const { target, bindings } = all[0]!;
  // of a machine where several apps listen nobody knows which one is meant
  if (!target.service && new Set(bindings.map((b) => b.app)).size > 1) return undefined;
  const ports = [...new Set(all.flatMap((c) => c.bindings.map(portOf)))].sort((a, b) => a - b);
  const confidence = all.reduce<Confidence>((low, c) => (rank(c.confidence) < rank(low) ? c.confidence : low), 'high');
  const usable = bindings
    .filter((b) => isCompatible(s.dial, b.protocol) && !(s.crossing && isBind(b) && bindsLoopbackOnly(hostOf(b))))
    .map((b) => ({ port: portOf(b), score: portScore(s.port, portOf(b), s.dial, b.protocol) }))
    .filter((candidate) => candidate.score >= THRESHOLD)
    .sort((a, b) => b.score - a.score || a.port - b.port);
  const host = s.dialled.slice(0, s.dialled.lastIndexOf(':'));
  return {
    code: 'wrong-port',
    confidence,
    data: {
      dialled: s.dialled,
      app: target.service?.name ?? bindings[0]!.app,
      declared: words(ports.map(String)),
    },
    evidence: [
      ...onePerPort(bindings)
        .slice(0, 3)
        .map((b) => ({ span: b.span, label: labelOf(b) })),
      ...s.at.evidence,
    ],
    suggestions: [...new Set(usable.map((candidate) => `${host}:${candidate.port}`))].slice(0, 3),
  };
}

/** A snapshot of the host that lacks nothing, and nothing listens there. */
export function notInSnapshot(s: TcpSituation): Mismatch | undefined {
  const whole = s.world.snapshots.complete.find(({ place }) => place.kind === 'host');
  const [target] = s.targets;
  if (!whole || !target || target.service || s.at.certainty === 'guessed') return undefined;
  const onPort = target.bindings.filter((b) => portOf(b) === s.port);
  if (onPort.length > 0 || target.bindings.some((b) => b.listen.kind === 'unresolved')) return undefined;
  return {
    code: 'wrong-port',
    confidence: 'high',
    data: { dialled: s.dialled, app: '', declared: '' },
    evidence: [{ span: whole.span, label: 'nothing listened there when this was taken' }, ...s.at.evidence],
    suggestions: [],
  };
}

/** What of a place contradicts the port: its closed set of binds, or everything that is said about its port. */
function contradiction(target: Target, s: TcpSituation): Contradiction | undefined {
  const isOpen = target.bindings.some((b) => b.listen.kind === 'unresolved' || b.listen.kind === 'invalid');
  if (isOpen && !target.closedByPins) return undefined;
  const tcp = target.bindings.filter((b) => b.listen.kind === 'tcp');
  if (tcp.some((b) => isBind(b) && portOf(b) === s.port)) return undefined; // the address is wrong: rows 10 and 11
  if (target.closed) {
    const listening = tcp.filter(isSureBind);
    if (listening.length === 0) return undefined;
    return { target, bindings: listening, confidence: target.closedByPins ? 'medium' : confidenceOf(listening) };
  }
  // the host is open; nothing that is said about it excludes another program
  if (!target.service || target.members.some((member) => member.unknownPorts)) return undefined;
  return unanimous(
    tcp.filter((b) => b.active !== false),
    target,
    s,
  );
}

function confidenceOf(binds: readonly Binding[]): Confidence {
  if (binds.some((b) => b.evidence === 'default')) return 'low';
  return binds.some((b) => b.evidence === 'env-port') ? 'medium' : 'high';
}

/** Everything that speaks about the app's port names the same one: at least two kinds, or a published port. */
function unanimous(tcp: readonly Binding[], target: Target, s: TcpSituation): Contradiction | undefined {
  const said = unanimousPort(tcp);
  if (!said || target.members.some((member) => mayListenBeside(member, s))) return undefined;
  return { target, bindings: said, confidence: 'medium' };
}

/** Reasons to believe that an app whose process is not known listens on the dialled port as well. */
function mayListenBeside(service: Service, s: TcpSituation): boolean {
  // php-fpm's images listen on 9000 whatever is published of the web server beside it
  if (s.dial.family === 'fastcgi' && s.port === 9000) return true;
  const holdsNginx = service.runsNginx !== 'no' && service.runsNginx !== 'maybe';
  if (holdsNginx && (s.port === 80 || s.port === 443)) return true;
  const number = new RegExp(`(^|\\D)${s.port}(\\D|$)`);
  if ([...service.env.values()].some((value) => number.test(value.text))) return true;
  return [...(service.entrypoint ?? []), ...(service.command ?? [])].some((word) => number.test(word.text));
}

/** The strongest declaration of each port. */
function onePerPort(bindings: readonly Binding[]): Binding[] {
  const sorted = [...bindings].sort((a, b) => Number(isBind(b)) - Number(isBind(a)));
  const seen = new Set<number>();
  return sorted.filter((binding) => {
    const port = portOf(binding);
    if (seen.has(port)) return false;
    seen.add(port);
    return true;
  });
}

function portOf(binding: Binding): number {
  return binding.listen.kind === 'tcp' ? binding.listen.port : 0;
}

function hostOf(binding: Binding): string {
  return binding.listen.kind === 'tcp' ? binding.listen.host : '';
}

function rank(confidence: Confidence): number {
  return confidence === 'low' ? 0 : confidence === 'medium' ? 1 : 2;
}

/** `8080`, `8080 and 9090`, `8080, 9090 and 9443`. */
function words(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
