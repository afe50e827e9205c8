/** Rows 2, 4 and 5: does the name that nginx dials lead to a service from where nginx runs? */
import { editDistance, nearest } from '../../text/index.ts';
import type { Service } from '../compose/types.ts';
import type { EvidencePlace } from '../types.ts';
import type { Doubt, Mismatch, TcpSituation } from './situation.ts';
import { meaningOf, networkNames } from './targets.ts';

/** Row 4: no service has this name, and one is so alike that it must be meant. */
export function unknownHost(s: TcpSituation): Mismatch | Doubt | undefined {
  const client = s.at.net;
  if (s.meaning.kind !== 'no-such-name' || !client) return undefined;
  const name = s.host.toLowerCase();
  // moby, daemon/container_operations.go: buildEndpointDNSNames
  if ([...client.project.services.values()].some((one) => one.hostname?.text.toLowerCase() === name))
    return {
      why: 'it is the `hostname` of a service, which Docker makes a name of its networks since release 25 only',
    };
  // another deployment of the repository has such a service: nginx may be meant to run there
  if (s.world.projects.some((project) => [...project.services.keys()].some((key) => key.toLowerCase() === name)))
    return { why: 'a service of this name is in another compose project' };
  const services = [...client.project.services.values()].filter(
    (service) => service !== client && service !== s.at.files && isReachable(s, service),
  );
  const best = nearest(
    name,
    services.map((service) => service.name),
  );
  const service = services.find((candidate) => candidate.name === best);
  // `app1` and `app2` are two instances, not a slip
  if (!service || withoutDigits(service.name.toLowerCase()) === withoutDigits(name)) {
    return { why: `no service of \`${client.project.name}\` has this name, and none has one that is much like it` };
  }
  const isSlip = editDistance(name, service.name.toLowerCase(), 2) === 1;
  return {
    code: 'unknown-host',
    confidence: isSlip ? 'high' : 'medium',
    data: { dialled: s.dialled, host: s.host, app: service.name, declared: service.name },
    evidence: [{ span: service.span, label: `\`${service.name}\` is a service` }, ...s.at.evidence],
    suggestions: [`${service.name}:${s.port}`],
  };
}

function isReachable(s: TcpSituation, service: Service): boolean {
  return meaningOf(s.world, s.at, service.name).kind === 'services';
}

function withoutDigits(name: string): string {
  return name.replace(/\d/g, '');
}

/** Row 5: the service exists, but no network leads to it. */
export function unreachableNetwork(s: TcpSituation): Mismatch | Doubt | undefined {
  const client = s.at.net;
  if (s.meaning.kind !== 'unreachable' || !client) return undefined;
  const [service, ...others] = s.meaning.services;
  if (!service || others.length > 0) return { why: 'several services have this name, none in a network of nginx' };
  const mode = service.networkMode?.text;
  // in the network of another container a service has no name of its own
  if ((mode !== undefined && mode !== 'host') || client.networkMode) {
    return { why: `\`${service.name}\` or \`${client.name}\` has the network of another container` };
  }
  return {
    code: 'unreachable-network',
    confidence: client.project.incomplete ? 'medium' : 'high',
    data: {
      dialled: s.dialled,
      app: service.name,
      declared: mode === 'host' ? 'host' : networkNames(service).join(', '),
      client: client.name,
      networks: networkNames(client).join(', '),
    },
    evidence: [membership(service), membership(client), ...s.at.evidence],
    suggestions: [],
  };
}

function membership(service: Service): EvidencePlace {
  const mode = service.networkMode;
  if (mode?.text === 'host') return { span: service.span, label: `\`${service.name}\` has the network of the host` };
  const names = networkNames(service);
  return { span: service.span, label: `\`${service.name}\` is in the network \`${names.join('`, `')}\`` };
}
