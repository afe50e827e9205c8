/** Which names and name servers are known not to be there where nginx runs? */
import type { Service } from '../compose/types.ts';
import type { Workload } from '../kubernetes/types.ts';
import { isIp, isLoopback, unbracket } from '../listen.ts';
import type { Confidence, Dial, MissingName } from '../types.ts';
import type { World } from '../world.ts';
import { netOwner, type Standpoint } from './standpoints.ts';
import { containerTarget, meaningOf } from './targets.ts';

/** Docker's own name server, in containers of networks that somebody made. */
const DOCKER = '127.0.0.11';
/** systemd-resolved's, on the host. */
const STUBS: ReadonlySet<string> = new Set(['127.0.0.53', '127.0.0.54']);
/** Programs and images that answer DNS on every address. */
const DNS_SERVERS = /dnsmasq|unbound|named|bind9?|coredns|pihole|pi-hole|adguard|pdns|powerdns|resolved|knot|kresd/i;

type Missing = Omit<MissingName, 'evidence'>;

/** Why a dialled name leads nowhere; undefined where it may lead somewhere. */
export function missingHost(world: World, dial: Dial, standpoints: readonly Standpoint[]): MissingName | undefined {
  if (dial.target.kind !== 'tcp') return undefined;
  const { host } = dial.target;
  return unanimous(standpoints, (at) => missingAt(world, at, host));
}

/** Why nothing answers at the address of a `resolver` line; undefined where something may. */
export function missingNameServer(
  world: World,
  server: { readonly host: string; readonly port: number },
  standpoints: readonly Standpoint[],
): MissingName | undefined {
  const host = server.host.toLowerCase();
  if (!isIp(host) && host !== 'localhost') return unanimous(standpoints, (at) => missingAt(world, at, host));
  return unanimous(standpoints, (at) => {
    const found = at.net
      ? deadInContainer(world, at, at.net, { ...server, host })
      : deadOnHost(world, at, { ...server, host });
    return found && { ...found, confidence: at.certainty === 'inferred' ? 'medium' : found.confidence };
  });
}

/** The same for nginx in pods that hold its configuration. */
export function missingInPods(host: string, pods: readonly Workload[]): MissingName | undefined {
  const [first] = pods;
  if (!first) return undefined;
  const where = 'in a pod';
  const kind =
    host === DOCKER ? 'docker' : STUBS.has(host) && pods.every((pod) => !pod.hostNetwork) ? 'stub' : undefined;
  return kind && { kind, where, confidence: 'high', evidence: [] };
}

/** What holds at every place where nginx may run, with the least certainty of them. A guessed place proves nothing. */
function unanimous(
  standpoints: readonly Standpoint[],
  missing: (at: Standpoint) => Missing | undefined,
): MissingName | undefined {
  const all = standpoints.map((at) => (at.certainty === 'guessed' ? undefined : missing(at)));
  const [first] = all;
  if (!first || all.some((one) => one?.kind !== first.kind)) return undefined;
  const confidence: Confidence = all.some((one) => one?.confidence === 'medium') ? 'medium' : 'high';
  return { ...first, confidence, evidence: standpoints[0]!.evidence.slice(0, 2) };
}

/** A name that nothing around this place has. */
function missingAt(world: World, at: Standpoint, written: string): Missing | undefined {
  const host = written.toLowerCase().replace(/\.$/, '');
  if (isIp(host) || isLoopback(host)) return undefined;
  const isCluster = /\.svc(\.cluster\.local)?$|\.cluster\.local$/.test(host);
  const configured = Object.keys(world.request.config?.value.hosts ?? {}).some((name) => name.toLowerCase() === host);
  if (configured) return undefined;
  if (isCluster) {
    const isSaid = at.net && (at.net.extraHosts.has(host) || meaningOf(world, at, host).kind === 'services');
    if (isSaid || world.clusters().length > 0 || !isExplicit(at)) return undefined;
    // a node of a cluster may ask the cluster's name server
    return { kind: 'cluster', where: whereOf(at), confidence: at.net ? 'high' : 'medium' };
  }
  const client = at.net;
  if (!client || host.includes('.') || meaningOf(world, at, host).kind !== 'no-such-name') return undefined;
  const services = [...client.project.services.values()];
  const isKnown = services.some((service) => service.hostname?.text.toLowerCase() === host);
  const isElsewhere = world.projects.some((project) =>
    [...project.services.keys()].some((key) => key.toLowerCase() === host),
  );
  // alone in its file, nginx is for apps that are started otherwise
  if (isKnown || isElsewhere || services.length < 2 || client.networkMode || client.profiles.length > 0)
    return undefined;
  // the search domains of the machine may complete a short name
  return { kind: 'service', where: whereOf(at), confidence: 'medium', client: client.name };
}

function isExplicit(at: Standpoint): boolean {
  return at.certainty === 'explicit' || at.certainty === 'definite';
}

function whereOf(at: Standpoint): string {
  if (at.net) return `in the container of \`${at.net.name}\``;
  return at.files ? `in the container of \`${at.files.name}\`, which has the network of the host` : 'on the host';
}

interface Server {
  readonly host: string;
  readonly port: number;
}

function deadOnHost(world: World, at: Standpoint, { host, port }: Server): Missing | undefined {
  const where = whereOf(at);
  const seen = world.snapshots.datagrams;
  if (seen && isLoopback(host) && at.projects.length === 0) {
    const answers = seen.some((one) => one.port === port && covers(one.host, unbracket(host)));
    return answers ? undefined : { kind: 'observed', where, confidence: 'high' };
  }
  if (host !== DOCKER || hasNameServer(world, at)) return undefined;
  return { kind: 'docker', where, confidence: 'high' };
}

/** Whether a name server may have every address of the host. */
function hasNameServer(world: World, at: Standpoint): boolean {
  const services = at.projects.flatMap((project) => [...project.services.values()]);
  return (
    world.apps.some((app) => DNS_SERVERS.test(app.name) || DNS_SERVERS.test(app.server ?? '')) ||
    [...world.declared, ...world.hosted].some(({ listen }) => listen.kind === 'tcp' && listen.port === 53) ||
    services.some(
      (service) => answersNames(service) || service.ports.some(({ target }) => target.first <= 53 && target.last >= 53),
    )
  );
}

function answersNames(service: Service): boolean {
  return DNS_SERVERS.test(service.name) || DNS_SERVERS.test(service.container.reference?.text ?? '');
}

function deadInContainer(world: World, at: Standpoint, net: Service, { host, port }: Server): Missing | undefined {
  const where = whereOf(at);
  const members = [...net.project.services.values()].filter((service) => netOwner(service) === net);
  if (members.some(answersNames) || members.some((member) => member.runsNginx === 'beside')) return undefined;
  if (host === DOCKER) {
    // the default bridge has no name server of its own
    const mode = net.networkMode?.text;
    return mode === 'bridge' || mode === 'default' || mode === 'none'
      ? { kind: 'docker', where, confidence: 'high' }
      : undefined;
  }
  const target = containerTarget(world, net);
  if (
    target.bindings.some(
      ({ listen }) => listen.kind === 'unresolved' || (listen.kind === 'tcp' && listen.port === port),
    )
  )
    return undefined;
  const isAlone = members.every(
    (member) => member.runsNginx === 'only' || member.runsNginx === 'yes' || member.process.closed,
  );
  if (STUBS.has(host)) return { kind: 'stub', where, confidence: isAlone ? 'high' : 'medium' };
  return isAlone && isLoopback(host) ? { kind: 'loopback', where, confidence: 'high' } : undefined;
}

/** Whether a datagram socket of this host gets what is sent to an address of the machine. */
function covers(bound: string, host: string): boolean {
  return (
    bound === '*' ||
    bound === '0.0.0.0' ||
    bound === '::' ||
    bound === host ||
    (host === 'localhost' && isLoopback(bound))
  );
}
