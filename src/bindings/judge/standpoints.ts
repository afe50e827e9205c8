/** From where does nginx dial: in whose network namespace and file system may it run? (bindings.md 13.1, 13.7 step 3) */
import type { FileSystem } from '../../fs/index.ts';
import { hasHole } from '../../yaml/index.ts';
import type { Project, Service } from '../compose/types.ts';
import { configuredPlace } from '../own-config.ts';
import type { EvidencePlace, Place } from '../types.ts';
import { projectsNear, type World } from '../world.ts';
import { configPrefixes, type FilePrefix, holdersOf } from './config-holders.ts';
import { imageStandpoints, namedImage } from './images.ts';
import { namedPods, type PodStanding } from './pod-names.ts';

export type { FilePrefix } from './config-holders.ts';

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
  /** In a pod; then there is no service, and no deployment of compose. */
  readonly pod?: PodStanding;
}

type ConfiguredPlace = NonNullable<ReturnType<typeof configuredPlace>>;

/** What is known about where one of some files is: the first that is configured, the first that is mounted. */
export interface Whereabouts {
  readonly configured: ConfiguredPlace | undefined;
  readonly mounted: readonly Standpoint[];
  /** In images of which no deployment was found. */
  readonly inImages: readonly Standpoint[];
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
    mounted: first((file) => notEmpty(mountedIn(world, file))) ?? [],
    inImages: first((file) => notEmpty(imageStandpoints(world, file))) ?? [],
  };
}

function notEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
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
  const plausible = near.flatMap((project) =>
    [...project.services.values()]
      .filter((service) => service.runsNginx !== 'no')
      .map((service) => inContainer(service, 'guessed', [])),
  );
  const inImages = notEmpty(imageStandpoints(world, main)) ?? others.inImages;
  if (inImages.length > 0) return [...inImages, ...plausible];
  if (hostInferred(world, main)) return [host('inferred')];
  return [host('guessed'), ...plausible];
}

/** The place of a file in the vocabulary of the room; unknown unless all standpoints agree. */
export function placeOfStandpoints(standpoints: readonly Standpoint[]): Place {
  const places = standpoints.filter(({ certainty }) => certainty !== 'guessed').map(placeOfStandpoint);
  const first = places[0] ?? { kind: 'unknown' };
  return places.every((place) => JSON.stringify(place) === JSON.stringify(first)) ? first : { kind: 'unknown' };
}

function placeOfStandpoint({ files, pod }: Standpoint): Place {
  if (pod) {
    const { holder, namespace } = pod;
    return holder ? { kind: 'pod', namespace, workload: holder.workload.name } : { kind: 'unknown' };
  }
  if (!files) return { kind: 'host' };
  const { dockerfile, name } = files.project;
  return dockerfile === undefined
    ? { kind: 'container', project: name, service: files.name }
    : { kind: 'image', dockerfile };
}

/** The files of the one service that has the configuration; none where several may have it. */
export function filesOf(standpoints: readonly Standpoint[], fs: FileSystem): readonly FilePrefix[] {
  const [first, ...others] = standpoints;
  if (
    !first?.files ||
    first.files.project.dockerfile !== undefined ||
    first.certainty === 'guessed' ||
    others.some(({ files }) => files !== first.files)
  )
    return [];
  return configPrefixes(first.files, fs);
}

/** The variables of the containers that are sure to have the configuration, as far as all of them agree. */
export function environmentOf(standpoints: readonly Standpoint[]): ReadonlyMap<string, string> | undefined {
  // whoever runs a lone image may give it other values than those of its `ENV`
  if (standpoints.some(({ files }) => files?.project.dockerfile !== undefined)) return undefined;
  const certain = standpoints.filter(({ certainty }) => certainty === 'definite' || certainty === 'explicit');
  const found = certain.map(({ files, pod }) => files?.container.env ?? pod?.holder?.container.env);
  const [first] = found;
  if (!first) return undefined;
  const agreed = [...first].filter(
    ([name, value]) => !hasHole(value) && found.every((other) => other?.get(name)?.text === value.text),
  );
  return new Map(agreed.map(([name, { text }]) => [name, text]));
}

/** How the place is known; where it is not, which ones are possible. */
export function whyStandpoints(standpoints: readonly Standpoint[]): string {
  switch (standpoints[0]?.certainty) {
    case 'explicit':
      return 'the settings say so';
    case 'definite':
      return standpoints[0].files?.project.dockerfile === undefined
        ? 'its configuration is mounted or copied there'
        : 'its configuration is copied there; which container runs the image is not said';
    case 'inferred':
      return "its path, or all that is around it, is a machine's";
    case undefined:
      return 'the settings name a place that was not found';
  }
  const services = standpoints.flatMap(({ files }) => (files ? [`\`${files.name}\``] : []));
  const possible = services.length > 0 ? `; possible: the host, ${[...new Set(services)].join(', ')}` : '';
  return `no file that was found mounts or copies it${possible}`;
}

function explicit(world: World, place: Place, file: string, evidence: readonly EvidencePlace[]): Standpoint[] {
  const near = projectsNear(world, file);
  if (place.kind === 'pod') return namedPods(world, place, evidence);
  if (place.kind === 'image') return [...namedImage(world, place.dockerfile, file, evidence)];
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
  return world.projects.flatMap((project) =>
    holdersOf(project, file, real).map(({ service, span }) =>
      inContainer(service, 'definite', [{ span, label: `nginx runs in \`${service.name}\`` }]),
    ),
  );
}

/** The path is a system's, or everything around it belongs to a machine without containers. */
function hostInferred(world: World, file: string): boolean {
  if (world.found.system) return true;
  if (world.found.hasDockerfiles) return false; // it may be copied into an image
  if (/\/(sites-available|sites-enabled)\/|\/etc\/nginx\//.test(file)) return true;
  const hostApps = [...world.hosted, ...world.declared].some((binding) => binding.place.kind === 'host');
  return world.projects.length === 0 && hostApps;
}
