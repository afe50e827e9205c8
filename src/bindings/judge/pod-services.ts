/** Row 21: does a dial of a Kubernetes Service name one of its ports, and do its pods listen behind it? (bindings.md 13.5) */
import { nearest } from '../../text/index.ts';
import { targetPort } from '../kubernetes/cluster.ts';
import type { ServicePort, Workload } from '../kubernetes/types.ts';
import { bindsLoopbackOnly } from '../listen.ts';
import type { Binding, Confidence, EvidencePlace, Verdict } from '../types.ts';
import { isBind, isSureBind } from './binds.ts';
import { type FoundService, type PodStandpoint, sameNamespace } from './pod-names.ts';
import { protocolVerdict } from './row-protocol.ts';
import { socketVerdict } from './row-self-dial.ts';
import { isCompatible } from './similar.ts';
import type { Situation } from './situation.ts';
import { addressText, labelOf } from './words.ts';

/** A TCP dial from a pod. */
export interface PodDial extends Situation {
  readonly at: PodStandpoint;
  readonly host: string;
  readonly port: number;
}

/** The verdict on a dial of a Service by its name. */
export function serviceVerdict(s: PodDial, found: FoundService, isPod: boolean): Verdict {
  const { service, workloads } = found;
  if (service.externalName !== undefined || service.type === 'ExternalName')
    return { kind: 'unknown', why: `the Service \`${service.name}\` stands for a name outside of the cluster` };
  if (service.ports.some(({ port }) => port === 'unknown'))
    return { kind: 'unknown', why: `a template fills in the ports of the Service \`${service.name}\`` };
  if (service.isHeadless || isPod) return headlessVerdict(s, found);
  const port = service.ports.find((one) => one.port === s.port);
  if (!port) return noSuchPort(s, found);
  if (!workloads) return served(s, port, []);
  if (workloads.length === 0) return withoutPods(s, found, port);
  const behind = workloads.map((workload) => behindPort(s, found, port, workload));
  return behind.find(({ kind }) => kind === 'ok') ?? behind.find(({ kind }) => kind === 'unknown') ?? behind[0]!;
}

/** What one workload does with what a port of the Service sends it. */
function behindPort(s: PodDial, found: FoundService, port: ServicePort, workload: Workload): Verdict {
  const { service } = found;
  const number = targetPort(service, port, workload);
  if (number === undefined) {
    const isNamed = port.target !== 'unknown' && 'name' in port.target;
    if (!isNamed || workload.containers.some((container) => container.hasUnknownPorts)) return served(s, port, []);
    const target = port.target.name;
    return mismatch(s, found, 'name', 'high', { declared: '', target }, [said(port, service.name), pods(workload)]);
  }
  if (workload === s.at.pod.holder?.workload) {
    const own = s.dial.ownSocket?.(number, 'network');
    if (own) return socketVerdict(s, own, 'network', [said(port, service.name)]);
  }
  return onPods(s, found, [workload], number, port) ?? served(s, port, bindingsOf([workload], number));
}

/** The verdict of what is known to run in pods about a port of theirs; undefined where it leaves the port open. */
function onPods(
  s: PodDial,
  found: FoundService,
  workloads: readonly Workload[],
  port: number,
  by?: ServicePort,
): Verdict | undefined {
  const here = bindingsOf(workloads, port);
  const containers = workloads.flatMap((workload) => workload.containers);
  const isOpen = containers.some(({ bindings }) => bindings.some((b) => b.listen.kind === 'unresolved'));
  const binds = here.filter(isSureBind);
  const reached = here.filter((b) => !isBind(b) || (b.listen.kind === 'tcp' && !bindsLoopbackOnly(b.listen.host)));
  const evidence = by ? [said(by, found.service.name)] : [];
  if (binds.length > 0 && !reached.some(isBind) && !isOpen) return onLoopback(s, binds, evidence);
  const certain = reached.filter(isBind);
  const asked = certain.length > 0 ? certain : reached;
  const speaking = asked.filter((b) => isCompatible(s.dial, b.protocol));
  if (asked.length > 0 && speaking.length === 0) return protocolVerdict(s, asked);
  if (speaking.length > 0) return listening(speaking, evidence);
  const elsewhere = containers.flatMap(({ bindings }) => bindings).filter((b) => b.listen.kind === 'tcp');
  const isClosed = containers.length > 0 && containers.every(({ process }) => process.closed);
  if (isOpen || containers.some((container) => container.hasUnknownPorts) || elsewhere.length === 0) return undefined;
  const bound = elsewhere.filter(isSureBind);
  const confidence =
    isClosed && bound.length > 0 ? closedConfidence(bound) : unanimous(elsewhere) ? 'medium' : undefined;
  if (!confidence) return undefined;
  const telling = bound.length > 0 ? bound : elsewhere;
  const declared = [...new Set(telling.map(portOf))].sort((a, b) => a - b).join(', ');
  const places = [...evidence, ...telling.slice(0, 2).map((b) => ({ span: b.span, label: labelOf(b) }))];
  return mismatch(
    s,
    found,
    'behind',
    confidence,
    { declared, target: String(port), listener: telling[0]!.app },
    places,
  );
}

function closedConfidence(binds: readonly Binding[]): Confidence {
  return binds.some((b) => b.evidence === 'default')
    ? 'low'
    : binds.some((b) => b.evidence === 'env-port')
      ? 'medium'
      : 'high';
}

/** Ports that are only named count when two kinds of words name one and the same. */
function unanimous(bindings: readonly Binding[]): boolean {
  const kinds = new Set(bindings.filter((b) => b.evidence !== 'image-default').map((b) => b.evidence));
  return new Set(bindings.map(portOf)).size === 1 && kinds.size >= 2;
}

/** The name of a headless Service leads to the pods themselves: what counts is where they listen. */
function headlessVerdict(s: PodDial, found: FoundService): Verdict {
  const { service, workloads } = found;
  if (!workloads || workloads.length === 0)
    return { kind: 'unknown', why: `the pods of the Service \`${service.name}\` were not found` };
  const targets = service.ports.flatMap((port) =>
    workloads.map((one) => ({ port, target: targetPort(service, port, one) })),
  );
  const known = onPods(s, found, workloads, s.port);
  if (known?.kind === 'ok' || known?.kind === 'unknown') return known;
  if (targets.some(({ target }) => target === s.port)) {
    const own = targets.find(({ target }) => target === s.port)!;
    return known ?? served(s, own.port, []);
  }
  const wrong = targets.find(({ port, target }) => port.port === s.port && target !== undefined);
  const targetsKnown = new Set(targets.flatMap(({ target }) => target ?? []));
  if (wrong && targetsKnown.size === 1 && workloads.every((one) => !one.containers.some((c) => c.hasUnknownPorts))) {
    const declared = String(wrong.target);
    const suggestions = [`${s.host}:${declared}`];
    return mismatch(s, found, 'headless', 'high', { declared }, [said(wrong.port, service.name)], suggestions);
  }
  return known ?? { kind: 'unknown', why: `nothing says whether the pods of \`${service.name}\` listen on this port` };
}

/** All ports of a Service are those that its file names. */
function noSuchPort(s: PodDial, found: FoundService): Verdict {
  const { service, workloads = [] } = found;
  if (service.ports.length === 0) return { kind: 'unknown', why: `the Service \`${service.name}\` names no TCP port` };
  const behind = service.ports.find((port) => workloads.some((one) => targetPort(service, port, one) === s.port));
  const onNode = service.ports.find((port) => port.nodePort === s.port);
  const right = behind ?? onNode ?? (service.ports.length === 1 ? service.ports[0] : undefined);
  const ports = service.ports.map(({ port }) => String(port)).join(', ');
  const how = behind ? 'target' : onNode ? 'node' : 'none';
  const places = (right ? [right] : service.ports.slice(0, 2)).map((port) => said(port, service.name));
  const suggestions = right ? [`${s.host}:${right.port}`] : [];
  return mismatch(s, found, how, 'high', { declared: ports }, places, suggestions);
}

/** No workload has the labels that the Service selects; one that nothing selects is surely meant, where its name says so. */
function withoutPods(s: PodDial, { service, cluster }: FoundService, port: ServicePort): Verdict {
  const free = cluster.workloads.filter(
    (workload) =>
      sameNamespace(workload.namespace, service.namespace) &&
      workload !== s.at.pod.holder?.workload &&
      !cluster.services.some(
        ({ selector }) => selector && [...selector].every(([k, v]) => workload.labels.get(k) === v),
      ),
  );
  const [meant, ...others] = free;
  const isNamed = meant && nearest(service.name, [meant.name]) !== undefined;
  if (!isNamed || others.length > 0 || cluster.isIncomplete) return served(s, port, []);
  const selector = [...(service.selector ?? [])].map(([key, value]) => `${key}=${value}`).join(',');
  const labels = [...meant.labels].map(([key, value]) => `${key}=${value}`).join(',');
  return mismatch(
    s,
    { service, cluster, workloads: [] },
    'selector',
    'medium',
    { declared: selector, labels, workload: meant.name },
    [
      { span: service.span, label: `selects \`${selector}\`` },
      { span: meant.span, label: `its pods have \`${labels}\`` },
    ],
  );
}

function onLoopback(s: PodDial, binds: readonly Binding[], evidence: readonly EvidencePlace[]): Verdict {
  const first = binds[0]!;
  return {
    kind: 'mismatch',
    code: 'loopback-bind',
    confidence: binds.some((b) => b.evidence === 'default') ? 'medium' : 'high',
    data: {
      dialled: s.dialled,
      app: first.app,
      declared: addressText(first),
      bind: `0.0.0.0:${portOf(first)}`,
      isDefault: String(first.evidence === 'default'),
      where: 'pod',
    },
    evidence: [...binds.slice(0, 2).map((b) => ({ span: b.span, label: labelOf(b) })), ...evidence, ...s.at.evidence],
    suggestions: [],
  };
}

/** A Service that has the port is enough, where nothing says otherwise. */
function served(s: PodDial, port: ServicePort, bindings: readonly Binding[]): Verdict {
  const label = 'the Service has it here';
  return bindings.some(isBind)
    ? listening(bindings, [{ span: port.span, label }])
    : { kind: 'ok', why: `\`${s.host}\` has this port`, evidence: [{ span: port.span, label }] };
}

function listening(bindings: readonly Binding[], by: readonly EvidencePlace[]): Verdict {
  const [first] = bindings;
  const answering = bindings.filter(isBind);
  return {
    kind: 'ok',
    why: `\`${first!.app}\` ${isBind(first!) ? 'listens' : 'is said to listen'} there`,
    evidence: [...by, ...bindings.slice(0, 2).map((b) => ({ span: b.span, label: labelOf(b) }))],
    ...(answering.length > 0 && { answering }),
  };
}

function bindingsOf(workloads: readonly Workload[], port: number): Binding[] {
  const all = workloads.flatMap(({ containers }) => containers.flatMap(({ bindings }) => bindings));
  return all.filter((b) => b.listen.kind === 'tcp' && b.listen.port === port);
}

function mismatch(
  s: PodDial,
  { service }: FoundService,
  how: 'target' | 'node' | 'none' | 'headless' | 'behind' | 'selector' | 'name',
  confidence: Confidence,
  data: Readonly<Record<string, string>>,
  evidence: readonly EvidencePlace[],
  suggestions: readonly string[] = [],
): Verdict {
  return {
    kind: 'mismatch',
    code: 'service-port',
    confidence,
    data: { dialled: s.dialled, app: service.name, declared: '', port: String(s.port), how, ...data },
    evidence: [...evidence, ...s.at.evidence],
    suggestions,
  };
}

function said({ span }: ServicePort, name: string): EvidencePlace {
  return { span, label: `the Service \`${name}\` has this port` };
}

function pods({ span, name }: Workload): EvidencePlace {
  return { span, label: `the pods of \`${name}\` are behind it` };
}

function portOf({ listen }: Binding): number {
  return listen.kind === 'tcp' ? listen.port : 0;
}
