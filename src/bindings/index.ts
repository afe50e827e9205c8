/** Where do the apps behind nginx listen, and does what nginx dials agree with it? */
import path from 'node:path/posix';
import type { FileSystem } from '../fs/index.ts';
import type { SourceText } from '../text/index.ts';
import type { ConfigSource } from './config-types.ts';
import { type FoundFiles, searchArea } from './discover.ts';
import { foreignAddress } from './judge/addresses.ts';
import { driftOf, driftsAround } from './judge/contract.ts';
import { judgeDial } from './judge/judge.ts';
import { missingHost, missingInPods, missingNameServer } from './judge/names.ts';
import { podStandpoints } from './judge/pod-names.ts';
import {
  environmentOf,
  type FilePrefix,
  filesOf,
  placeOfStandpoints,
  type Standpoint,
  standpointsOf,
  type Whereabouts,
  whereaboutsOf,
  whyStandpoints,
} from './judge/standpoints.ts';
import { podsHolding } from './kubernetes/holders.ts';
import { isIp, isLoopback } from './listen.ts';
import { type ImageVersion, imageVersion, type NearSources, podImageVersion } from './nginx-version.ts';
import { createReader, type Reader } from './reader.ts';
import { nginxRunner, startOf } from './starts.ts';
import type {
  App,
  Binding,
  Dial,
  Drift,
  EvidencePlace,
  ForeignAddress,
  MissingName,
  Place,
  Runner,
  SkippedSource,
  Start,
  Verdict,
} from './types.ts';
import { projectBuilder, readWorld, type World } from './world.ts';

export type { BindingsConfig, ConfigSource, DeclaredConfig, PlaceConfig } from './config-types.ts';
export { listenText } from './listen.ts';
export type { ImageVersion } from './nginx-version.ts';
export { placeText } from './places.ts';
export type {
  App,
  Binding,
  Confidence,
  Dial,
  Drift,
  Evidence,
  EvidencePlace,
  Fact,
  ForeignAddress,
  Listen,
  MismatchCode,
  MissingName,
  OwnSocket,
  Place,
  Protocol,
  Runner,
  ServerSettings,
  SkippedSource,
  SocketFile,
  Start,
  Verdict,
} from './types.ts';

export interface BindingsRequest {
  readonly fs: FileSystem;
  /** Absolute directory named by the user: looked through as well when it is wider than what the main file suggests. */
  readonly root?: string;
  /** Absolute path of the main configuration (or fragment) that is judged. */
  readonly mainFile: string;
  /** All nginx files of the configuration, absolute. */
  readonly nginxFiles: readonly string[];
  /** Set where the configuration is a part of `mainFile`: the value of a ConfigMap around this byte. */
  readonly heldAt?: number;
  /** The `bindings` key of nginx-vet's own config, already valid. */
  readonly config?: ConfigSource;
  /** How a path is shown to people. */
  display?(file: string): string;
}

export interface NginxPlace {
  readonly place: Place;
  /** What puts nginx there. */
  readonly evidence: readonly EvidencePlace[];
  /** How it is known; or, where it is not, what is possible. A byte string. */
  readonly why?: string;
  /** Which paths of its place are which files here, as absolute prefixes. */
  readonly files?: readonly FilePrefix[];
}

export interface Bindings {
  /** Everything that is declared. */
  all(): readonly Binding[];
  /** What is started outside of compose: units, pools, programs of process managers. */
  apps(): readonly App[];
  /** Sources that could not be used. */
  skipped(): readonly SkippedSource[];
  /** Every text that was read so far; none where no question needed any. */
  texts(): readonly SourceText[];
  judge(dial: Dial): Verdict;
  /** What starts nginx; undefined where that is not known, or while no dial has asked about apps. */
  nginx(): Runner | undefined;
  /** How the app that answers a dial is started. */
  start(dial: Dial, answering: Binding): Start | undefined;
  /** What speaks against dialling from an address in a file (absolute path); undefined where nginx may have it. */
  foreignAddress(address: string, file: string): ForeignAddress | undefined;
  /** Why the name of a dial leads nowhere; undefined where it may lead somewhere. */
  missing(dial: Dial): MissingName | undefined;
  /** Why nothing answers at an address of a `resolver` line of a file (absolute path). */
  missingNameServer(server: { readonly host: string; readonly port: number }, file: string): MissingName | undefined;
  /** Declarations that differ from what the settings pin; none where no dial had to be looked up. */
  drifts(): readonly Drift[];
  /** Whether a dial was compared with something declared. */
  isChecked(dial: Dial): boolean;
  /** The variables with which a template (absolute path) is filled in where nginx runs; byte strings. undefined = not known. */
  environment(file: string): ReadonlyMap<string, string> | undefined;
  /** Where nginx runs with this file (absolute path). */
  place(file: string): NginxPlace;
}

/** What was read around configurations, so that a run over many of them reads it once. */
export interface BindingsCache {
  readonly worlds: Map<string, Around>;
  readonly near: NearSources;
}

interface Around {
  readonly reader: Reader;
  readonly world: World;
}

/** A cache for one run: one file system, one settings file. */
export function createBindingsCache(): BindingsCache {
  return { worlds: new Map(), near: { directories: new Map() } };
}

/**
 * The version of nginx that the tag of an image says: the image of the service that mounts the main file, or that it is
 * copied into. Few directories are looked at: those above the file.
 */
export function imageVersionAround(
  request: Omit<BindingsRequest, 'nginxFiles'>,
  cache: BindingsCache = createBindingsCache(),
): ImageVersion | undefined {
  const { config, fs, mainFile, heldAt } = request;
  const reader = createReader(fs, request.display?.bind(request) ?? ((file) => file));
  if (heldAt !== undefined) {
    return config?.value.sources?.auto === false
      ? undefined
      : podImageVersion({ file: mainFile, offset: heldAt }, reader);
  }
  const base = config ? path.dirname(config.file) : path.dirname(mainFile);
  const sources = config?.value.sources;
  const chosen = sources?.compose?.files?.map((file) => path.resolve(base, file));
  const build = projectBuilder(reader, config, base);
  const projectsOf = (found: readonly string[]) => {
    if (chosen) return build({ chosen: chosen.filter((file) => found.includes(file)) });
    return sources?.auto === false ? [] : build({ found });
  };
  return imageVersion({ reader, mainFile, root: request.root, projectsOf, cache: cache.near });
}

/** Facts about the apps around one nginx configuration. No file is read before a question needs it. */
export function discoverBindings(request: BindingsRequest, cache: BindingsCache = createBindingsCache()): Bindings {
  let around: Around | undefined;
  const read = () => {
    if (around) return around;
    const area = searchArea(request.fs, request.mainFile, request.root);
    around = cache.worlds.get(area.root);
    if (!around) {
      const reader = createReader(request.fs, request.display?.bind(request) ?? ((file) => file));
      around = { reader, world: readWorld({ reader, area, ...(request.config && { config: request.config }) }) };
      cache.worlds.set(area.root, around);
    }
    return around;
  };
  const known = () => read().world;
  // every dial of a file is seen from the same places, and what the other files say is the same for all of them
  let pods: readonly Standpoint[] | undefined;
  const standpoints = new Map<string, readonly Standpoint[]>();
  const whereabouts = new Map<string, Whereabouts>();
  const standpointsFor = (file: string, mainFile: string): readonly Standpoint[] => {
    const { heldAt } = request;
    if (heldAt !== undefined) {
      pods ??= podStandpoints(known(), { file: request.mainFile, offset: heldAt });
      return pods;
    }
    const key = `${file}\0${mainFile}`;
    let found = standpoints.get(key);
    if (!found) {
      const others = whereabouts.get(mainFile) ?? whereaboutsOf(known(), [mainFile, ...request.nginxFiles]);
      whereabouts.set(mainFile, others);
      found = standpointsOf(known(), file, others);
      standpoints.set(key, found);
    }
    return found;
  };
  const judge = (dial: Dial): Verdict =>
    isPublic(dial, request) && (request.config?.value.snapshots ?? []).length === 0
      ? { kind: 'unknown', why: 'a public name', isPublic: true }
      : judgeDial(known(), dial, standpointsFor(dial.file, dial.mainFile));
  return {
    all: () => allBindings(known()),
    apps: () => known().apps,
    // what no dial asked for was not read, and so not skipped either
    skipped: () => (around ? skippedNear(around, request.mainFile) : []),
    texts: () => around?.reader.texts() ?? [],
    judge,
    foreignAddress: (address, file) =>
      request.heldAt === undefined
        ? foreignAddress(known(), address, standpointsFor(file, request.mainFile))
        : undefined,
    missing: (dial) =>
      request.heldAt === undefined && dial.target.kind === 'tcp' && mayBeMissing(dial.target.host)
        ? missingHost(known(), dial, standpointsFor(dial.file, dial.mainFile))
        : undefined,
    missingNameServer(server, file) {
      // addresses of other machines are nobody's matter here
      if (isIp(server.host) ? !isLoopback(server.host) : !mayBeMissing(server.host)) return undefined;
      if (request.heldAt === undefined)
        return missingNameServer(known(), server, standpointsFor(file, request.mainFile));
      const held = { file: request.mainFile, offset: request.heldAt };
      return missingInPods(
        server.host,
        podsHolding(known().clusters(), held).map(({ workload }) => workload),
      );
    },
    drifts() {
      if (!around || request.heldAt !== undefined) return [];
      const projects = standpointsFor(request.mainFile, request.mainFile).flatMap((standpoint) => standpoint.projects);
      return driftsAround(around.world, projects).map(driftOf);
    },
    nginx: () =>
      around && request.heldAt === undefined
        ? nginxRunner(around.world, standpointsFor(request.mainFile, request.mainFile))
        : undefined,
    start: (dial, answering) => startOf(known(), standpointsFor(dial.file, dial.mainFile), answering),
    environment: (file) => environmentOf(standpointsFor(file, request.mainFile)),
    isChecked: (dial) => judge(dial).kind !== 'unknown',
    place(file) {
      const found = standpointsFor(file, request.mainFile);
      const place = placeOfStandpoints(found);
      return {
        place,
        evidence: place.kind === 'unknown' ? [] : (found[0]?.evidence ?? []),
        why: whyStandpoints(found),
        files: filesOf(found, known().request.reader.fs),
      };
    },
  };
}

/**
 * The skipped sources that could have spoken about this configuration: those at or below the nearest directory upward that
 * has any source. A broken compose file in another corner of the repository is another configuration's matter.
 */
function skippedNear({ reader, world }: Around, mainFile: string): readonly SkippedSource[] {
  // what was not looked through is nobody's corner
  const missed = new Set(world.found.notWalked.map((entry) => entry.path));
  const read = reader.skipped.map((entry) => entry.file).filter((file) => !missed.has(file));
  const sources = [...sourcesOf(world.found), ...read];
  let directory = path.dirname(mainFile);
  const isBelow = (file: string): boolean => file.startsWith(directory === '/' ? '/' : `${directory}/`);
  while (directory !== '/' && directory !== world.found.root && !sources.some(isBelow))
    directory = path.dirname(directory);
  // a snapshot that the settings name is meant for all
  const isNamed = (file: string): boolean => missed.has(file) || world.snapshots.files.has(file);
  return reader.skipped.filter((entry) => isBelow(entry.file) || isNamed(entry.file) || world.found.system);
}

function sourcesOf(found: FoundFiles): readonly string[] {
  const { compose, pools, units, supervisor, pm2, procfiles, serverConfigs } = found;
  return [...compose, ...pools, ...units, ...supervisor, ...pm2, ...procfiles, ...serverConfigs];
}

/** A short name, or one of a Kubernetes cluster. */
function mayBeMissing(host: string): boolean {
  return !host.includes('.') || /\.(?:svc|local)\.?$/i.test(host);
}

/** A name with a dot belongs to the internet unless the config, docker or a cluster says otherwise. */
function isPublic(dial: Dial, { config, heldAt }: BindingsRequest): boolean {
  if (dial.target.kind !== 'tcp') return false;
  const host = dial.target.host.toLowerCase().replace(/\.$/, '');
  if (!host.includes('.') || isIp(host) || isLoopback(host)) return false;
  if (host.endsWith('.internal') || /\.svc(\.|$)/.test(host)) return false;
  if (heldAt !== undefined && host.split('.').length === 2) return false; // a Service and its namespace
  return !Object.keys(config?.value.hosts ?? {}).some((name) => name.toLowerCase() === host);
}

function allBindings(world: World): readonly Binding[] {
  const services = world.projects.flatMap((project) => [...project.services.values()]);
  const seen = new Set<string>();
  return [
    ...world.declared,
    ...world.hosted,
    ...services.flatMap((service) => service.bindings),
    ...world.clusters().flatMap((cluster) => cluster.bindings),
  ].filter((binding) => {
    // the same declaration in several variants of a deployment is one
    const key = `${binding.span.source.path}:${binding.span.start}:${binding.span.end}:${JSON.stringify(binding.listen)}:${binding.app}:${binding.evidence}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
