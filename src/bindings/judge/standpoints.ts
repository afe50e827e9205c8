/** From where does nginx dial: in whose network namespace and file system may it run? (bindings.md 13.1, 13.7 step 3) */
import path from 'node:path/posix';
import type { Span } from '../../text/index.ts';
import type { Mount, Project, Service } from '../compose/types.ts';
import { copiedTo } from '../dockerfile/copies.ts';
import { configuredPlace } from '../own-config.ts';
import type { EvidencePlace, Place } from '../types.ts';
import { projectsNear, type World } from '../world.ts';

/** How the place is known: said in the config, seen in a mount, inferred from the path, or only plausible. */
export type Certainty = 'explicit' | 'definite' | 'inferred' | 'guessed';

export interface Standpoint {
  /** The service whose network namespace nginx is in; undefined = the host's. */
  readonly net: Service | undefined;
  /** The service whose files nginx sees; undefined = the host's. */
  readonly files: Service | undefined;
  /** On the host: the deployments whose published ports are there. In a container: its own. */
  readonly projects: readonly Project[];
  readonly certainty: Certainty;
  readonly evidence: readonly EvidencePlace[];
}

type ConfiguredPlace = NonNullable<ReturnType<typeof configuredPlace>>;

/** What is known about where one of some files is: the first that is configured, the first that is mounted. */
export interface Whereabouts {
  readonly configured: ConfiguredPlace | undefined;
  readonly mounted: readonly Standpoint[];
}

/** What is known about the files of a configuration, in order. Asked once: a configuration may have thousands of them. */
export function whereaboutsOf(world: World, files: readonly string[]): Whereabouts {
  const first = <T>(find: (file: string) => T | undefined): T | undefined => {
    for (const file of files) {
      const found = find(file);
      if (found) return found;
    }
    return undefined;
  };
  return {
    configured: first((file) => configuredIn(world, file)),
    mounted:
      first((file) => {
        const mounted = mountedIn(world, file);
        return mounted.length > 0 ? mounted : undefined;
      }) ?? [],
  };
}

function configuredIn(world: World, file: string): ConfiguredPlace | undefined {
  const configured = configuredPlace(world.request.config, file);
  return configured?.place.kind === 'unknown' ? undefined : configured;
}

/** Every place where nginx may run with a file, or else with the `others` of its configuration. */
export function standpointsOf(world: World, main: string, others: Whereabouts): readonly Standpoint[] {
  const configured = configuredIn(world, main) ?? others.configured;
  if (configured) {
    return explicit(world, configured.place, main, [{ span: configured.span, label: 'nginx runs here' }]);
  }
  const mounted = mountedIn(world, main);
  if (mounted.length > 0) return mounted;
  if (others.mounted.length > 0) return others.mounted;
  const near = projectsNear(world, main);
  const host = (certainty: Certainty): Standpoint => ({
    net: undefined,
    files: undefined,
    projects: near,
    certainty,
    evidence: [],
  });
  if (hostInferred(world, main)) return [host('inferred')];
  const plausible = near.flatMap((project) =>
    [...project.services.values()]
      .filter((service) => service.runsNginx !== 'no')
      .map((service) => inContainer(service, 'guessed', [])),
  );
  return [host('guessed'), ...plausible];
}

/** The place of a file in the vocabulary of the room; unknown unless all standpoints agree. */
export function placeOfStandpoints(standpoints: readonly Standpoint[]): Place {
  const places = standpoints.map((standpoint): Place => {
    const service = standpoint.files;
    return service ? { kind: 'container', project: service.project.name, service: service.name } : { kind: 'host' };
  });
  const first = places[0] ?? { kind: 'unknown' };
  const agree = places.every((place) => JSON.stringify(place) === JSON.stringify(first));
  return agree && standpoints[0]?.certainty !== 'guessed' ? first : { kind: 'unknown' };
}

function explicit(world: World, place: Place, file: string, evidence: readonly EvidencePlace[]): Standpoint[] {
  const near = projectsNear(world, file);
  if (place.kind !== 'container') {
    return [{ net: undefined, files: undefined, projects: near, certainty: 'explicit', evidence }];
  }
  const named = near.flatMap((project) => {
    const service = project.services.get(place.service);
    return service && (place.project === '' || place.project === project.name) ? [service] : [];
  });
  return named.map((service) => inContainer(service, 'explicit', evidence));
}

function inContainer(service: Service, certainty: Certainty, evidence: readonly EvidencePlace[]): Standpoint {
  const owner = netOwner(service);
  return {
    net: owner === 'host' ? undefined : owner,
    files: service,
    projects: [service.project],
    certainty,
    evidence,
  };
}

/** The service in whose network namespace a service is: itself, the one it shares, or the host. */
export function netOwner(service: Service): Service | 'host' {
  let current = service;
  for (let steps = 0; steps < 8; steps++) {
    const mode = current.networkMode?.text;
    if (mode === 'host') return 'host';
    const shared = mode?.startsWith('service:')
      ? current.project.services.get(mode.slice('service:'.length))
      : undefined;
    const named = mode?.startsWith('container:')
      ? [...current.project.services.values()].find((s) => s.containerName?.text === mode.slice('container:'.length))
      : undefined;
    const next = shared ?? named;
    if (!next || next === service) return current;
    current = next;
  }
  return current;
}

/** The services that mount the file (or its directory) where nginx reads its configuration. */
function mountedIn(world: World, file: string): readonly Standpoint[] {
  if (world.projects.length === 0) return [];
  const known = world.mounted.get(file);
  if (known) return known;
  const found = findMounts(world, file);
  world.mounted.set(file, found);
  return found;
}

function findMounts(world: World, file: string): readonly Standpoint[] {
  const real = world.request.reader.fs.realpath(file);
  const found: Standpoint[] = [];
  for (const project of world.projects) {
    for (const service of project.services.values()) {
      if (service.runsNginx === 'no') continue;
      const mount = service.mounts.find((m) => holdsConfig(m, file, service) || holdsConfig(m, real, service));
      const span = mount?.span ?? copyOfConfig(service, file) ?? copyOfConfig(service, real);
      if (!span) continue;
      found.push(inContainer(service, 'definite', [{ span, label: `nginx runs in \`${service.name}\`` }]));
    }
  }
  return found;
}

function holdsConfig(mount: Mount, file: string, service: Service): boolean {
  if (mount.source.kind !== 'bind') return false;
  const { target } = mount;
  const known = isConfigPath(target);
  if (file === mount.source.path) {
    return known || (service.runsNginx !== 'maybe' && path.extname(target) !== '');
  }
  return known && file.startsWith(`${mount.source.path}/`);
}

/** The `COPY` that puts the file into the service's own image where nginx reads it. */
function copyOfConfig({ container: { built } }: Service, file: string): Span | undefined {
  const found = built && copiedTo(built, file).find(({ target }) => isConfigPath(target));
  return found?.copy.span;
}

/** Where nginx looks. A web root or a source tree that happens to hold the file says nothing about who reads it. */
function isConfigPath(target: string): boolean {
  const isNginx =
    /(^|\/)(nginx|openresty)(\/|\.conf|$)/.test(target) && !/\/(html|logs?|cache|share|www|lib|run)(\/|$)/.test(target);
  return isNginx || /\/(conf\.d|sites-enabled|sites-available)(\/|$)/.test(target);
}

/** The path is a system's, or everything around it belongs to a machine without containers. */
function hostInferred(world: World, file: string): boolean {
  if (world.found.system) return true;
  if (world.found.hasDockerfiles) return false; // it may be copied into an image
  if (/\/(sites-available|sites-enabled)\/|\/etc\/nginx\//.test(file)) return true;
  const hostApps = world.pools.length > 0 || world.declared.some((binding) => binding.place.kind === 'host');
  return world.projects.length === 0 && hostApps;
}
