/** The decision table for TCP dials: the first row that applies decides. (bindings.md 13.5) */
import { containerPort, publishedPort } from '../compose/ports.ts';
import type { Service } from '../compose/types.ts';
import { bindsLoopbackOnly } from '../listen.ts';
import type { Binding, EvidencePlace } from '../types.ts';
import { isBind } from './binds.ts';
import { namesakeElsewhere } from './orphans.ts';
import { pinnedElsewhere, pinnedNowhere } from './row-contract.ts';
import { onlySockets } from './row-transport.ts';
import { unixPrefix } from './row-unix-prefix.ts';
import { notInSnapshot, wrongPort } from './row-wrong-port.ts';
import { unknownHost, unreachableNetwork } from './rows-names.ts';
import { containerIp, hostGateway, imageDefaultPort, serviceNameOnHost } from './rows-network.ts';
import { bindAddress, loopbackBind, notPublished } from './rows-reach.ts';
import { isCompatible, isNamedAfter } from './similar.ts';
import type { Mismatch, Row, TcpSituation } from './situation.ts';
import { reaches, reachesHost } from './support.ts';
import { meaningOf, type Target } from './targets.ts';
import { labelOf } from './words.ts';

/** Rows that concern a TCP dial, in order. Row 18 (row-self-dial.ts) was asked before. */
export const TCP_ROWS: readonly Row<TcpSituation>[] = [
  (s) => pinnedElsewhere(s, (host) => reaches(host, s)),
  (s) => {
    const declared = s.targets.flatMap((target) => target.bindings);
    return unixPrefix(s, declared);
  },
  serviceNameOnHost,
  loopbackInContainer,
  unknownHost,
  unreachableNetwork,
  (s) => publishedInNetwork(s) ?? publishedOnOtherPort(s),
  notPublished,
  // what an image does by itself beats what the framework in it would do elsewhere
  (s) => certainImage(s) ?? wrongPort(s) ?? notInSnapshot(s) ?? namesakeElsewhere(s),
  imageDefaultPort,
  loopbackBind,
  bindAddress,
  onlySockets,
  hostGateway,
  containerIp,
  (s) => (reachesHost(s) ? pinnedNowhere(s) : undefined),
];

function certainImage(s: TcpSituation): Mismatch | undefined {
  const found = imageDefaultPort(s);
  return found && 'why' in found ? undefined : found;
}

/** Row 3: nothing in nginx's own container listens there, but the app runs in another one. */
function loopbackInContainer(s: TcpSituation): Mismatch | undefined {
  const own = s.at.files;
  if (s.meaning.kind !== 'own' || !s.at.net || !own) return undefined;
  const target = s.targets[0]!;
  // what may run in there besides nginx is known only of nginx's own images and of commands that start nginx alone
  if (own.runsNginx !== 'only' && own.runsNginx !== 'yes') return undefined;
  const others = target.members.filter((member) => member !== own);
  if (others.some((member) => !member.process.closed)) return undefined;
  if (target.bindings.some((b) => b.listen.kind === 'unresolved')) return undefined;
  const found = [...s.at.projects].flatMap((project) =>
    [...project.services.values()].filter((x) => !target.members.includes(x)).flatMap((x) => claimOf(x, s.port)),
  );
  const host = s.world.declared.find(
    (b) => b.place.kind === 'host' && b.listen.kind === 'tcp' && b.listen.port === s.port,
  );
  const compatible = found.filter((claim) => isCompatible(s.dial, claim.protocol));
  if (found.length > 0 && compatible.length === 0) return undefined;
  const named = compatible.filter((claim) => isNamedAfter(claim.service.name, s.dial.hints));
  const best = named[0] ?? compatible[0];
  const container = own.name;
  if (best) {
    const dials = compatible.filter((claim) => canDial(s, claim.service) && !claim.loopbackOnly);
    return {
      code: 'loopback-in-container',
      confidence: 'high',
      data: data(s, best.service.name, String(best.port), { container, service: best.service.name }),
      evidence: [best.evidence, ...s.at.evidence],
      suggestions: [
        ...new Set([best, ...dials].filter((c) => dials.includes(c)).map((c) => `${c.service.name}:${c.port}`)),
      ].slice(0, 3),
    };
  }
  if (host) {
    return {
      code: 'loopback-in-container',
      confidence: 'high',
      data: data(s, host.app, String(s.port), { container, service: host.app }),
      evidence: [{ span: host.span, label: labelOf(host) }, ...s.at.evidence],
      suggestions: [],
    };
  }
  // known from its image only, nginx may have a sidecar that no file shows, or the network of the host
  const isLonely = own.project.dockerfile !== undefined;
  if (!isLonely && (own.runsNginx !== 'only' || s.at.projects.some((project) => project.incomplete))) return undefined;
  return {
    code: 'loopback-in-container',
    confidence: isLonely ? 'low' : 'medium',
    data: data(s, '', '', { container, service: '' }),
    evidence: s.at.evidence,
    suggestions: [],
  };
}

interface Claim {
  readonly service: Service;
  /** The port inside the service's container. */
  readonly port: number;
  readonly protocol: Binding['protocol'];
  readonly loopbackOnly: boolean;
  readonly evidence: EvidencePlace;
}

/** What speaks for a service listening on a port: a binding, or the port it is published on. */
function claimOf(service: Service, port: number): Claim[] {
  const bindings = service.bindings.filter((b) => b.listen.kind === 'tcp' && b.listen.port === port);
  const binding = bindings.find(isBind) ?? bindings[0];
  if (binding) {
    const loopbackOnly = binding.listen.kind === 'tcp' && bindsLoopbackOnly(binding.listen.host);
    const evidence = { span: binding.span, label: labelOf(binding) };
    return [{ service, port, protocol: binding.protocol, loopbackOnly, evidence }];
  }
  for (const mapping of service.ports) {
    const inside = containerPort(mapping, port);
    if (inside === undefined) continue;
    const evidence = { span: mapping.span, label: `\`${service.name}\` is published here` };
    return [{ service, port: inside, protocol: 'unknown', loopbackOnly: false, evidence }];
  }
  return [];
}

function canDial(s: TcpSituation, service: Service): boolean {
  const meaning = meaningOf(s.world, s.at, service.name);
  return meaning.kind === 'services' && meaning.services.includes(service);
}

/** Row 6 inside a network: the port is the one on the host, not the one in the container. */
function publishedInNetwork(s: TcpSituation): Mismatch | undefined {
  if (s.meaning.kind !== 'services') return undefined;
  const all = s.targets.map((target) => publication(target, s));
  const first = all[0];
  if (!first || all.some((found) => found === undefined)) return undefined;
  const { service, inside, span } = first;
  return {
    code: 'published-port',
    confidence: 'high',
    data: data(s, service.name, String(inside), {
      published: String(s.port),
      container: String(inside),
      side: 'network',
    }),
    evidence: [{ span, label: 'published here' }, ...s.at.evidence],
    suggestions: [`${s.host}:${inside}`],
  };
}

function publication(target: Target, s: TcpSituation) {
  // an nginx in the target may listen on its usual ports as well, whatever is published
  if (target.members.some((m) => m.runsNginx !== 'no' && m.runsNginx !== 'maybe') && isWebPort(s.port))
    return undefined;
  const binds = target.bindings.flatMap((b) => (isBind(b) && b.listen.kind === 'tcp' ? [b.listen.port] : []));
  for (const service of target.members) {
    for (const mapping of service.ports) {
      const inside = containerPort(mapping, s.port);
      if (inside === undefined || inside === s.port) continue;
      // what the process declares is better than what the mapping hopes for: row 8 says it
      if (target.closed && !binds.includes(inside)) return undefined;
      return { service: target.service ?? service, inside, span: mapping.span };
    }
  }
  return undefined;
}

/** Row 6 from the host: the port is the one in the container, which is published elsewhere. */
function publishedOnOtherPort(s: TcpSituation): Mismatch | undefined {
  if (s.meaning.kind !== 'own' || s.at.net) return undefined;
  const found = s.at.projects.flatMap((project) =>
    [...project.services.values()].flatMap((service) =>
      service.ports.flatMap((mapping) => {
        const published = publishedPort(mapping, s.port);
        return published === undefined || mapping.hostIp === '::1' ? [] : [{ service, mapping, published }];
      }),
    ),
  );
  const first = found[0];
  // several services (or variants) with such a port: which of them is meant is not known
  if (!first || found.some((f) => f.service.name !== first.service.name || f.published !== first.published))
    return undefined;
  const host = /^(0\.0\.0\.0|::|)$/.test(first.mapping.hostIp) ? s.host : first.mapping.hostIp;
  return {
    code: 'published-port',
    confidence: 'high',
    data: data(s, first.service.name, String(first.published), {
      published: String(first.published),
      container: String(s.port),
      side: 'host',
    }),
    evidence: [{ span: first.mapping.span, label: 'published here' }, ...s.at.evidence],
    suggestions: [`${host}:${first.published}`],
  };
}

function isWebPort(port: number): boolean {
  return port === 80 || port === 443;
}

function data(s: TcpSituation, app: string, declared: string, more: Record<string, string>): Record<string, string> {
  return { dialled: s.dialled, app, declared, ...more };
}
