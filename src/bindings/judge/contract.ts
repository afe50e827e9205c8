/** Which declarations differ from the address that the settings pin for the same app? */
import { nearest } from '../../text/index.ts';
import type { PortMapping, Project, Service } from '../compose/types.ts';
import { isLoopback, unbracket } from '../listen.ts';
import { samePlace } from '../own-config.ts';
import type { App, Binding, Confidence, Drift, Protocol } from '../types.ts';
import type { World } from '../world.ts';
import { isSureBind } from './binds.ts';
import { normalSocket, type SocketAliases } from './sockets.ts';
import { unanimousPort } from './unanimous.ts';
import { addressText, labelOf } from './words.ts';

/** A declaration of an app that does not keep to what is pinned. */
export interface Deviation {
  /** The address that no declaration of the app gives it. */
  readonly pin: Binding;
  /** What is declared instead; where `isLost`, one of the addresses that are left. */
  readonly binding: Binding;
  /** The app keeps to its other pinned addresses: this one is gone. */
  readonly isLost: boolean;
  readonly confidence: Confidence;
  /** Declarations that the pin overrules. */
  readonly overruled: readonly Binding[];
}

/** Everything that is declared about one app, under the name or in the place that a pin gives. */
interface Candidate {
  readonly bindings: readonly Binding[];
  /** Nothing else listens for it. */
  readonly closed: boolean;
  /** A loopback address is not reached from where nginx is. */
  readonly isContainer: boolean;
  /** The bindings are published ports. */
  readonly isPublished?: boolean;
  /** Where nothing binds: the port that everything else names. */
  readonly spoken?: readonly Binding[] | undefined;
}

/** The declarations around these deployments, and on the host, that differ from what the settings pin. */
export function driftsAround(world: World, projects: readonly Project[]): readonly Deviation[] {
  if (world.declared.length === 0) return [];
  const directories = [...new Set(projects.map((project) => project.directory))].sort();
  const key = directories.join('\0');
  const known = world.drifts.get(key);
  if (known) return known;
  const around = world.projects.filter((project) => directories.includes(project.directory));
  const found = [...inServices(world, around), ...onHost(world, around)];
  world.drifts.set(key, found);
  return found;
}

/** A deviation in the vocabulary of the room. */
export function driftOf({ binding, confidence, isLost, pin }: Deviation): Drift {
  const [declared, pinned] = [addressText(binding), addressText(pin)];
  // the address is the same: what it speaks is not
  const spoken = declared === pinned;
  return {
    kind: isLost ? 'lost' : binding.evidence === 'published' && binding.place.kind === 'host' ? 'published' : 'moved',
    span: binding.span,
    app: binding.app,
    declared: spoken ? `${declared} (${binding.protocol})` : declared,
    pinned: spoken ? `${pinned} (${pin.protocol})` : pinned,
    pin: { span: pin.span, label: labelOf(pin) },
    confidence,
  };
}

/** Pins of a service hold for all variants of one deployment; two deployments with such a service leave open which is meant. */
function inServices(world: World, projects: readonly Project[]): Deviation[] {
  const services = projects.flatMap((project) => [...project.services.values()]);
  const byApp = new Map<string, { pins: Binding[]; variants: Service[] }>();
  for (const pin of world.declared) {
    const variants = services.filter((service) => samePlace(pin.place, placeOfService(service)));
    const [first] = variants;
    if (!first || variants.some(({ project }) => project.directory !== first.project.directory)) continue;
    const app = byApp.get(first.name) ?? { pins: [], variants };
    app.pins.push(pin);
    byApp.set(first.name, app);
  }
  return [...byApp.values()].flatMap(({ pins, variants }) => agreed(world, pins, variants.map(candidateOf)));
}

function candidateOf(service: Service): Candidate {
  return {
    bindings: service.bindings,
    closed: service.process.closed,
    isContainer: service.networkMode?.text !== 'host',
    spoken: service.unknownPorts ? undefined : unanimousPort(service.bindings),
  };
}

/** On the host an app is known by its name: that of one unit, pool or program, or of a service that publishes a port. */
function onHost(world: World, projects: readonly Project[]): Deviation[] {
  const byName = new Map<string, Binding[]>();
  for (const pin of world.declared) {
    if (pin.place.kind !== 'host' && pin.place.kind !== 'unknown') continue;
    const name = plainName(pin.app);
    byName.set(name, [...(byName.get(name) ?? []), pin]);
  }
  return [...byName].flatMap(([name, pins]) => {
    const apps = world.apps.filter((app) => plainName(app.name) === name && speaks(app));
    const services = projects.flatMap((project) => project.services.get(name) ?? []);
    const [app, ...others] = apps;
    if (others.length > 0 || (app && services.length > 0 && app.place.kind !== 'host')) return [];
    if (app) return agreed(world, pins, [{ ...app, isContainer: false }]);
    if (new Set(services.map(({ project }) => project.directory)).size !== 1) return [];
    return agreed(world, pins, services.map(published));
  });
}

function speaks(app: App): boolean {
  if (app.place.kind !== 'host' && app.place.kind !== 'unknown') return false;
  return app.bindings.some((binding) => isSureBind(binding));
}

/** What a service is on the host: the ports it publishes there. */
function published(service: Service): Candidate {
  const bindings = service.ports.flatMap((mapping): Binding[] => {
    if (typeof mapping.published === 'string') return [unresolved(service)];
    const { first, last } = mapping.published;
    const length = Math.min(last - first, MAX_RANGE) + 1;
    return Array.from({ length }, (_, i) => onTheHost(service, mapping, first + i));
  });
  const isOpen = service.unknownPorts || service.networkMode !== undefined;
  return {
    bindings: isOpen ? [...bindings, unresolved(service)] : bindings,
    closed: true,
    isContainer: false,
    isPublished: true,
  };
}

const MAX_RANGE = 63;

/** A published port as what it is on the host. */
export function onTheHost({ name }: Service, { hostIp, span }: PortMapping, port: number): Binding {
  const host = hostIp === '' || hostIp === '0.0.0.0' ? '*' : hostIp;
  const listen = { kind: 'tcp', host, port } as const;
  return { listen, protocol: 'unknown', evidence: 'published', place: { kind: 'host' }, app: name, span };
}

function unresolved({ name, span }: Service): Binding {
  const listen = { kind: 'unresolved', text: '' } as const;
  return { listen, protocol: 'unknown', evidence: 'declared', place: { kind: 'host' }, app: name, span };
}

/** Variants of a deployment are alternatives: what one of them keeps to is kept. Those that say nothing do not count. */
function agreed(world: World, pins: readonly Binding[], candidates: readonly Candidate[]): Deviation[] {
  const aliases = world.request.config?.value.socketAliases ?? {};
  const each = candidates.flatMap((candidate) => {
    const drifts = driftsOf(pins, candidate, aliases);
    return drifts ? [drifts] : [];
  });
  if (each.some((drifts) => drifts.length === 0)) return [];
  const seen = new Map<string, Deviation>();
  for (const drift of each.flat()) {
    const { source, start, end } = drift.binding.span;
    const key = `${source.path}:${start}:${end}:${JSON.stringify(drift.binding.listen)}`;
    const same = seen.get(key);
    seen.set(key, same ? { ...same, overruled: [...same.overruled, ...drift.overruled] } : drift);
  }
  return [...seen.values()];
}

/** Empty where the app keeps to what is pinned, or may; undefined where nothing is said about it. */
function driftsOf(pins: readonly Binding[], candidate: Candidate, aliases: SocketAliases): Deviation[] | undefined {
  const { bindings, closed, isContainer, isPublished, spoken } = candidate;
  if (bindings.some(({ listen }) => listen.kind === 'unresolved' || listen.kind === 'invalid')) return [];
  const binds = bindings.filter((binding) => isPublished || (isSureBind(binding) && binding.evidence !== 'observed'));
  const [first] = binds;
  if (!first) return spoken && driftOfSpoken(pins, spoken, bindings);
  const keeps = (binding: Binding, pin: Binding): boolean => honours(binding, pin, isContainer, aliases);
  const missing = pins.filter((pin) => !binds.some((binding) => keeps(binding, pin)));
  const extra = binds.filter((binding) => !pins.some((pin) => keeps(binding, pin)));
  const sure = (binding: Binding): Confidence =>
    closed && binding.alternative === undefined && /^(declared|derived|published)$/.test(binding.evidence)
      ? 'high'
      : 'medium';
  if (extra.length > 0) {
    return paired(missing, extra).map(([pin, binding]) => ({
      pin,
      binding,
      isLost: false,
      confidence: sure(binding),
      overruled: [binding],
    }));
  }
  const isSpokenOf = (pin: Binding): boolean => bindings.some((b) => portOf(b) === portOf(pin));
  if (!closed || missing.some(isSpokenOf)) return [];
  return missing.map((pin) => ({ pin, binding: first, isLost: true, confidence: 'medium', overruled: [] }));
}

/** Nothing is known that binds, and everything that is said about the app names one port, another one than the pins. */
function driftOfSpoken(pins: readonly Binding[], spoken: readonly Binding[], all: readonly Binding[]): Deviation[] {
  const [pin, ...others] = pins.filter(({ listen }) => listen.kind === 'tcp');
  const [binding] = spoken;
  if (!pin || !binding || others.length > 0 || pins.length > 1) return [];
  if (all.some((b) => portOf(b) === portOf(pin))) return [];
  return [{ pin, binding, isLost: false, confidence: 'medium', overruled: all }];
}

/** For each address that is missing the declaration that has most likely taken its place. */
function paired(missing: readonly Binding[], extra: readonly Binding[]): (readonly [Binding, Binding])[] {
  const left = [...extra];
  return missing.flatMap((pin) => {
    const [best] = [...left].sort((a, b) => likeness(b, pin) - likeness(a, pin));
    if (!best) return [];
    left.splice(left.indexOf(best), 1);
    return [[pin, best] as const];
  });
}

function likeness(binding: Binding, pin: Binding): number {
  const text = ({ listen }: Binding): string =>
    listen.kind === 'tcp' ? String(listen.port) : listen.kind === 'unix' ? listen.path : '';
  return (
    (binding.listen.kind === pin.listen.kind ? 4 : 0) +
    (speakAlike(binding.protocol, pin.protocol) ? 2 : 0) +
    (nearest(text(pin), [text(binding)]) === undefined ? 0 : 1)
  );
}

/** Whether who dials the pinned address reaches what is declared. */
function honours(binding: Binding, pin: Binding, isContainer: boolean, aliases: SocketAliases): boolean {
  const [is, shall] = [binding.listen, pin.listen];
  if (!speakAlike(binding.protocol, pin.protocol)) return false;
  if (is.kind === 'unix' && shall.kind === 'unix')
    return normalSocket(is.path, aliases) === normalSocket(shall.path, aliases);
  if (is.kind !== 'tcp' || shall.kind !== 'tcp' || is.port !== shall.port) return false;
  const [host, pinned] = [unbracket(is.host).toLowerCase(), unbracket(shall.host).toLowerCase()];
  if (host === '?' || host === pinned) return true;
  if (isWildcard(host)) return !(host === '0.0.0.0' && pinned === '::1');
  // a port alone, on the machine of nginx, says nothing about the address
  if (pinned === '*') return isLoopback(host) && !isContainer;
  const localhost = new Set(['localhost', '127.0.0.1', '::1']);
  return (host === 'localhost' && localhost.has(pinned)) || (pinned === 'localhost' && localhost.has(host));
}

function isWildcard(host: string): boolean {
  return host === '*' || host === '0.0.0.0' || host === '::';
}

/** What a port speaks is not known everywhere; where it is, a pinned protocol is part of the contract. */
function speakAlike(a: Protocol, b: Protocol): boolean {
  const [x, y] = [KIND[a] ?? a, KIND[b] ?? b];
  return x === y || x === 'any' || y === 'any';
}

const KIND: Readonly<Partial<Record<Protocol, string>>> = {
  unknown: 'any',
  tcp: 'any',
  h2c: 'http',
  grpc: 'http',
  grpcs: 'https',
};

function portOf({ listen }: Binding): number | string {
  return listen.kind === 'tcp' ? listen.port : listen.kind;
}

/** Units are called with and without their ending. */
function plainName(name: string): string {
  return name.replace(/\.(service|socket)$/, '');
}

function placeOfService(service: Service) {
  return { kind: 'container', project: service.project.name, service: service.name } as const;
}
