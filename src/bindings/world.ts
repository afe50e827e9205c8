/** Everything that is known about apps around one nginx configuration, read once. */
import path from 'node:path/posix';
import type { Span } from '../text/index.ts';
import { collectApps } from './apps.ts';
import { type ComposeFile, type ComposeLoader, createComposeLoader } from './compose/load.ts';
import { buildProject, lonelyProject } from './compose/project.ts';
import type { Project } from './compose/types.ts';
import type { ConfigSource } from './config-types.ts';
import { type FoundFiles, findFiles, isDockerfileName, NOTHING_FOUND, type SearchArea } from './discover.ts';
import { lonelyImage } from './dockerfile/build.ts';
import type { BuiltImage } from './dockerfile/types.ts';
import { mayHoldConfig } from './judge/config-holders.ts';
import type { Deviation } from './judge/contract.ts';
import type { Standpoint } from './judge/standpoints.ts';
import { readClusters } from './kubernetes/cluster.ts';
import type { Cluster } from './kubernetes/types.ts';
import { declaredBindings } from './own-config.ts';
import type { Reader } from './reader.ts';
import type { ComposeModel } from './snapshots/compose-config.ts';
import { readSnapshots, type Snapshots } from './snapshots/read.ts';
import type { App, Binding } from './types.ts';

export interface WorldRequest {
  readonly reader: Reader;
  readonly area: SearchArea;
  readonly config?: ConfigSource;
}

export interface World {
  readonly request: WorldRequest;
  readonly found: FoundFiles;
  /** Every deployment; variants of one directory are alternatives. */
  readonly projects: readonly Project[];
  /** Apps of nginx-vet's own config. */
  readonly declared: readonly Binding[];
  /** What is started outside of compose: units, pools that no container mounts, programs of supervisord and PM2 … */
  readonly apps: readonly App[];
  /** Where those listen, and what snapshots saw. */
  readonly hosted: readonly Binding[];
  readonly snapshots: Snapshots;
  /** Kubernetes objects, one cluster a directory; read when first asked. */
  clusters(): readonly Cluster[];
  /** The image of a Dockerfile that is built in a directory; each is read once. */
  imageOf(dockerfile: string, context: string): BuiltImage | undefined;
  /** The Dockerfiles whose images may hold an nginx configuration. */
  nginxDockerfiles(): readonly string[];
  /** It as a deployment of its own; one object for each. */
  lonely(dockerfile: string, context: string, span: Span): Project;
  /** Remembers what `standpoints.ts` found for a file: asked again for every file of a configuration. */
  readonly mounted: Map<string, readonly Standpoint[]>;
  /** Remembers what `contract.ts` found around the deployments of some directories. */
  readonly drifts: Map<string, readonly Deviation[]>;
}

const BASES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];
/** More deployments than this in one repository are a collection of examples. */
const MAX_PROJECTS = 300;

/** Reads all sources. */
export function readWorld(request: WorldRequest): World {
  const { reader, config } = request;
  const sources = config?.value.sources;
  const auto = sources?.auto !== false;
  const exclude = sources?.exclude ?? [];
  const found = auto
    ? findFiles(reader.fs, request.area, exclude)
    : onlyNamed(request, sources?.systemd?.units !== undefined);
  for (const { path: missed, why } of found.notWalked) reader.skipFile(missed, why);
  const base = config ? path.dirname(config.file) : found.root;
  const chosen = sources?.compose?.files?.map((file) => path.resolve(base, file));
  const snapshots = readSnapshots(config, reader, found.root);
  const projects = withModels(
    snapshots.models,
    projectBuilder(reader, config, base, snapshots.models),
    chosen ? { chosen } : { found: composeFiles(found, reader, snapshots.files) },
  );
  const apps = collectApps(found, projects, reader, { base, ...sources?.systemd });
  const hosted = [...apps.flatMap((app) => app.bindings), ...snapshots.bindings];
  let clusters: readonly Cluster[] | undefined;
  let nginxDockerfiles: readonly string[] | undefined;
  const lonely = new Map<string, Project>();
  const images = new Map<string, BuiltImage | undefined>();
  return {
    request,
    found,
    projects,
    declared: declaredBindings(config),
    apps,
    hosted,
    snapshots,
    clusters() {
      clusters ??= readClusters(found.yaml, reader);
      return clusters;
    },
    imageOf(dockerfile, context) {
      const key = `${dockerfile}\0${context}`;
      if (!images.has(key)) images.set(key, lonelyImage(dockerfile, context, reader));
      return images.get(key);
    },
    nginxDockerfiles() {
      nginxDockerfiles ??= found.files.filter((file) => {
        const image = isDockerfileName(path.basename(file)) ? this.imageOf(file, path.dirname(file)) : undefined;
        return image !== undefined && mayHoldConfig(image);
      });
      return nginxDockerfiles;
    },
    lonely(dockerfile, context, span) {
      const key = `${dockerfile}\0${context}`;
      const project = lonely.get(key) ?? lonelyProject(dockerfile, context, span, reader);
      lonely.set(key, project);
      return project;
    },
    mounted: new Map(),
    drifts: new Map(),
  };
}

/** Without discovery, of what lies there only the units count, and those only where the settings name them by globs. */
function onlyNamed({ reader, area, config }: WorldRequest, hasUnits: boolean): FoundFiles {
  const nothing = { ...NOTHING_FOUND, root: path.dirname(config!.file) };
  return hasUnits ? { ...nothing, units: findFiles(reader.fs, area, []).units } : nothing;
}

/** Files that may be compose files; the snapshots of what compose made of them are none. */
function composeFiles(found: FoundFiles, reader: Reader, snapshots: ReadonlySet<string>): string[] {
  return [...found.compose, ...unnamedCompose(found, reader)].filter((file) => !snapshots.has(file));
}

/** The projects; one that compose has put together itself counts instead of the files it is made of. */
function withModels(
  models: readonly ComposeModel[],
  build: ReturnType<typeof projectBuilder>,
  files: Parameters<ReturnType<typeof projectBuilder>>[0],
): readonly Project[] {
  const complete = models.flatMap((model) => build({ chosen: [model.file] }));
  const names = new Set(complete.map((project) => project.name));
  const directories = new Set(complete.map((project) => project.directory));
  const others = build(files).filter((project) => !names.has(project.name) && !directories.has(project.directory));
  return [...complete, ...others];
}

/** Compose files that are called after what they are for (`local.yml`, `production.yml`). */
function unnamedCompose({ yaml }: FoundFiles, reader: Reader): string[] {
  return yaml.filter(
    (file) =>
      /^(local|prod(uction)?|staging|dev(elopment)?)\.ya?ml$/.test(path.basename(file)) &&
      /^services:/m.test(reader.read(file, true)?.text ?? ''),
  );
}

/** Makes deployments of compose files: of those that were chosen one, of those that were found all that they stand for. */
export function projectBuilder(
  reader: Reader,
  config: ConfigSource | undefined,
  base: string,
  models: readonly ComposeModel[] = [],
): (files: { readonly chosen: readonly string[] } | { readonly found: readonly string[] }) => readonly Project[] {
  const sources = config?.value.sources;
  const envFiles = sources?.compose?.envFiles?.map((file) => path.resolve(base, file));
  const loader = createComposeLoader(reader, {
    env: { ...sources?.env, ...sources?.compose?.env },
    ...(envFiles && { envFiles }),
    texts: new Map(models.map((model) => [model.file, model.source])),
  });
  const options = { profiles: sources?.compose?.profiles ?? [] };
  return (files) => {
    const variants = 'chosen' in files ? [loader.load(files.chosen)] : composeVariants(files.found, loader);
    return variants
      .filter((file) => file !== undefined)
      .slice(0, MAX_PROJECTS)
      .map((file) => buildProject(file, loader, reader, options));
  };
}

/**
 * The deployments that the compose files of the root stand for: per directory the base with its override, every other
 * file on top of the base, and alone where it is complete in itself.
 */
function composeVariants(files: readonly string[], loader: ComposeLoader): (ComposeFile | undefined)[] {
  const variants: (ComposeFile | undefined)[] = [];
  for (const directory of new Set(files.map((file) => path.dirname(file)))) {
    const here = files.filter((file) => path.dirname(file) === directory);
    const byName = (names: readonly string[]) =>
      names.map((name) => path.join(directory, name)).find((file) => here.includes(file) && loader.load([file]));
    const base = byName(BASES);
    const override = byName(OVERRIDES);
    const lookup = loader.lookup(directory);
    const separator = lookup('COMPOSE_PATH_SEPARATOR') || /[:;]/;
    const listed =
      lookup('COMPOSE_FILE')
        ?.split(separator)
        .filter((file) => file !== '') ?? [];
    if (listed.length > 0) variants.push(loader.load(listed.map((file) => path.resolve(directory, file))));
    else if (base) variants.push(loader.load(override ? [base, override] : [base]));
    for (const file of here) {
      if (file === base || file === override || BASES.includes(path.basename(file))) continue;
      const alone = loader.load([file]);
      if (!alone) continue;
      const merged = base && loader.load([base, file]);
      if (merged) variants.push(merged);
      if (!base || isComplete(alone)) variants.push(alone);
    }
  }
  return variants;
}

/** A file that can run without another one: each of its services says what it is made of. */
function isComplete(file: ComposeFile): boolean {
  return [...file.services.values()].every((service) => service.image !== undefined || service.build !== undefined);
}

/** The projects that speak about a file: those of the nearest ancestor directory that has any. */
export function projectsNear(world: World, file: string): readonly Project[] {
  const { projects, found } = world;
  if (world.request.config?.value.sources?.compose?.files) return projects;
  for (let directory = path.dirname(file); ; directory = path.dirname(directory)) {
    const here = projects.filter((project) => project.directory === directory);
    if (here.length > 0) return here;
    const below = projects.filter(
      (project) =>
        project.directory.startsWith(directory === '/' ? '/' : `${directory}/`) && !isExample(project.directory, file),
    );
    if (below.length > 0) return below;
    if (directory === found.root || directory === '/') return [];
  }
}

/** Examples and tests speak only about the nginx files beside them. */
function isExample(directory: string, file: string): boolean {
  const parts = directory.split('/');
  return parts.some(
    (part, i) =>
      /^\.?(examples?|samples?|tests?|fixtures|docs|e2e)$/.test(part) &&
      !file.startsWith(`${parts.slice(0, i + 1).join('/')}/`),
  );
}
