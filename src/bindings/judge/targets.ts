/** What does a dialled host mean at nginx's place, and what is known to listen there? (bindings.md 13.2, 13.4) */

import { containerPort } from '../compose/ports.ts';
import type { Project, Service } from '../compose/types.ts';
import { isIp, isLoopback, unbracket } from '../listen.ts';
import { placeOf, samePlace } from '../own-config.ts';
import type { Binding, Place } from '../types.ts';
import type { World } from '../world.ts';
import { type Deviation, driftsAround } from './contract.ts';
import { netOwner, type Standpoint } from './standpoints.ts';

/** What the host of a TCP dial means. */
export type Meaning =
  | { readonly kind: 'own' }
  | { readonly kind: 'host' }
  | { readonly kind: 'services'; readonly services: readonly Service[] }
  | { readonly kind: 'unreachable'; readonly services: readonly Service[] }
  | { readonly kind: 'name-on-host' }
  | { readonly kind: 'no-such-name' }
  /** The host, where docker gives the name. */
  | { readonly kind: 'gateway' }
  | { readonly kind: 'outside'; readonly why: string };

/** One network namespace with all that is known about it. */
export interface Target {
  /** The service that is dialled; undefined = the host. */
  readonly service: Service | undefined;
  /** Everything in the namespace, declared or merely spoken about. */
  readonly bindings: readonly Binding[];
  /** Every listener is known. */
  readonly closed: boolean;
  /** It is closed because the settings pin its addresses, and for no other reason. */
  readonly closedByPins?: boolean;
  /** What is declared in it otherwise than the settings pin it; left out of `bindings`. */
  readonly drifts: readonly Deviation[];
  /** The services in this namespace. */
  readonly members: readonly Service[];
}

/** Docker Desktop's names for the machine around the containers; podman has its own for that, and gives it always. */
const GATEWAYS = new Set(['host.docker.internal', 'gateway.docker.internal']);

/** What a host name or address means at a standpoint. */
export function meaningOf(world: World, at: Standpoint, host: string): Meaning {
  const name = unbracket(host).toLowerCase().replace(/\.$/, '');
  const configured = Object.entries(world.request.config?.value.hosts ?? {}).find(([h]) => h.toLowerCase() === name);
  if (configured) return meaningOfPlace(placeOf(configured[1]), at);
  if (name === '127.0.0.11') return { kind: 'outside', why: "docker's own DNS server" };
  if (isLoopback(name)) return { kind: 'own' };
  return at.net ? inContainer(at.net, name) : onHost(at, name);
}

function meaningOfPlace(place: Place, at: Standpoint): Meaning {
  if (place.kind === 'host') return at.net ? { kind: 'host' } : { kind: 'own' };
  if (place.kind === 'unknown') return { kind: 'outside', why: 'the config says that its place is unknown' };
  if (place.kind !== 'container') return { kind: 'outside', why: 'a place in a Kubernetes cluster' };
  const services = at.projects.flatMap((project) => {
    const service = project.services.get(place.service);
    return service && (place.project === '' || place.project === project.name) ? [service] : [];
  });
  return services.length > 0 ? { kind: 'services', services } : { kind: 'outside', why: 'no such service was found' };
}

function inContainer(client: Service, name: string): Meaning {
  const added = client.extraHosts.get(name);
  if (added !== undefined) {
    return added === 'host-gateway' ? { kind: 'host' } : { kind: 'outside', why: '`extra_hosts` gives it an address' };
  }
  if (GATEWAYS.has(name)) return { kind: 'gateway' };
  const linked = client.links.get(name);
  const services = [...client.project.services.values()];
  const known = services.filter((service) => answersTo(service, name, client) || service.name === linked);
  const reachable = known.filter((service) => sharesNetwork(client, service));
  if (reachable.length > 0) return { kind: 'services', services: reachable };
  if (known.length > 0) return { kind: 'unreachable', services: known };
  if (isIp(name)) return { kind: 'outside', why: 'an address that no file gives to a service' };
  if (name.includes('.')) return { kind: 'outside', why: 'a public name' };
  if (client.project.incomplete || client.externalLinks) {
    return { kind: 'outside', why: 'the project has networks or services that are not visible' };
  }
  return { kind: 'no-such-name' };
}

function onHost(at: Standpoint, name: string): Meaning {
  if (!name.includes('.') && at.projects.some((project) => project.services.has(name))) return { kind: 'name-on-host' };
  return { kind: 'outside', why: isIp(name) ? 'an address of another machine' : 'a name of another machine' };
}

/** Service name, container name, `<project>-<service>-N`, an alias or an address on a network of the client; its own `hostname`. */
function answersTo(service: Service, name: string, client: Service): boolean {
  if (service.name.toLowerCase() === name || service.containerName?.text.toLowerCase() === name) return true;
  const prefix = `${service.project.name}-${service.name}-`.toLowerCase();
  if (name.replaceAll('_', '-').startsWith(prefix.replaceAll('_', '-')) && /[-_]\d+$/.test(name)) return true;
  if (service === client && service.hostname?.text.toLowerCase() === name) return true;
  const shared = service.networks.filter((n) => networkNames(client).includes(n.name));
  return shared.some((network) => network.ipv4 === name || network.aliases.some((a) => a.toLowerCase() === name));
}

function sharesNetwork(client: Service, service: Service): boolean {
  if (client === service || netOwner(service) === client) return true;
  if (service.networkMode && !/^(bridge|default)$/.test(service.networkMode.text)) return false;
  const ids = new Set(networkNames(client).map((name) => networkId(client, name)));
  return networkNames(service).some((name) => ids.has(networkId(service, name)));
}

/** The networks of a service, by their names in the compose file. */
export function networkNames(service: Service): readonly string[] {
  return service.networks.length > 0 ? service.networks.map((network) => network.name) : ['default'];
}

/** Two keys may mean one network. */
function networkId({ project }: Service, name: string): string {
  return project.networks.get(name)?.name ?? `${project.name}_${name}`;
}

/** What listens in the network namespace of a service. */
export function containerTarget(world: World, service: Service): Target {
  const owner = netOwner(service);
  if (owner === 'host') return hostTarget(world, [service.project]);
  const members = [...service.project.services.values()].filter((other) => netOwner(other) === owner);
  const declared = members.flatMap((member) =>
    world.declared.filter((b) => samePlace(b.place, placeOfService(member))),
  );
  const seen = members.flatMap((member) => world.hosted.filter((b) => samePlace(b.place, placeOfService(member))));
  const all = [...members.flatMap((member) => member.bindings), ...seen];
  const drifts = driftsAround(world, [service.project]).filter(({ binding }) => all.includes(binding));
  const bindings = [...declared, ...pinnedOver(all, drifts)];
  const complete = (world.request.config?.value.complete ?? []).some((config) =>
    members.some((member) => samePlace(placeOf(config), placeOfService(member))),
  );
  const isAllSeen = world.snapshots.complete.some(({ place }) =>
    members.some((member) => samePlace(place, placeOfService(member))),
  );
  const resolved = !bindings.some((b) => b.listen.kind === 'unresolved' || b.listen.kind === 'invalid');
  const isClosed = complete || isAllSeen || (resolved && members.every((member) => member.process.closed));
  const isPinned = members.every((member) => declared.some((b) => samePlace(b.place, placeOfService(member))));
  return {
    service,
    bindings,
    closed: isClosed || isPinned,
    closedByPins: isPinned && !isClosed,
    drifts,
    members,
  };
}

/** The declarations without those that the settings overrule. */
export function pinnedOver(bindings: readonly Binding[], drifts: readonly Deviation[]): readonly Binding[] {
  if (drifts.length === 0) return bindings;
  const overruled = new Set(drifts.flatMap((drift) => drift.overruled));
  return bindings.filter((binding) => !overruled.has(binding));
}

/** What listens on the host: declared apps, pools, services without a network namespace of their own. */
export function hostTarget(world: World, projects: readonly Project[]): Target {
  const members = projects.flatMap((project) => [...project.services.values()].filter((s) => netOwner(s) === 'host'));
  const apps = [...world.declared, ...world.hosted].filter((binding) => binding.place.kind === 'host');
  const pins = members.flatMap((member) => world.declared.filter((b) => samePlace(b.place, placeOfService(member))));
  const drifts = driftsAround(world, projects);
  return {
    service: undefined,
    bindings: pinnedOver([...apps, ...pins, ...members.flatMap((member) => member.bindings)], drifts),
    drifts,
    // never closed by discovery: any program may run there
    closed: (world.request.config?.value.complete ?? []).some((config) => placeOf(config).kind === 'host'),
    members,
  };
}

/** The services that publish a port on the host, with the container port behind it. */
export function publishedOnHost(projects: readonly Project[], port: number) {
  return projects.flatMap((project) =>
    [...project.services.values()].flatMap((service) =>
      service.ports.flatMap((mapping) => {
        const target = containerPort(mapping, port);
        return target === undefined ? [] : [{ service, mapping, target }];
      }),
    ),
  );
}

function placeOfService(service: Service): Place {
  return { kind: 'container', project: service.project.name, service: service.name };
}
