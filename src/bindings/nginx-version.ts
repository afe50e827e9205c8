/** Which nginx does the image hold in which a configuration is mounted, or into which it is copied? */
import path from 'node:path/posix';
import type { Span } from '../text/index.ts';
import { gradeOf, type Mapped, spanOf } from '../yaml/index.ts';
import type { Project } from './compose/types.ts';
import { isComposeName, isDockerfileName, searchArea } from './discover.ts';
import { lonelyImage } from './dockerfile/build.ts';
import { imagesHolding } from './dockerfile/lonely.ts';
import { imageFacts } from './dockerfile/well-known.ts';
import { configCopy, holdersOf } from './judge/config-holders.ts';
import { clusterBeside, type Held, podsHolding } from './kubernetes/holders.ts';
import type { Reader } from './reader.ts';

export interface ImageVersion {
  /** `1.25.3`, or `1.25` for a tag that follows a branch. */
  readonly text: string;
  readonly edition?: 'openresty';
  /** The reference. */
  readonly span: Span;
}

/** What was found in directories, so that thousands of configurations beside each other ask once. */
export interface NearSources {
  readonly directories: Map<string, readonly Near[]>;
}

interface Near {
  readonly projects: readonly Project[];
  readonly dockerfiles: readonly string[];
}

export interface VersionRequest {
  readonly reader: Reader;
  /** Absolute. */
  readonly mainFile: string;
  /** A directory that the user named. */
  readonly root: string | undefined;
  /** The deployments that some compose files of one directory stand for. */
  projectsOf(files: readonly string[]): readonly Project[];
  readonly cache: NearSources;
}

/** Directories beside a configuration's own that hold what starts it. */
const DEPLOYMENT = /^\.?(docker|deploy|deployment|compose|containers?|infra)$/i;

/**
 * Looks only upward, and in the directories of deployments beside the way: no tree is walked for a version. Undefined where
 * nothing holds the file, where the tag names no version, and where several images disagree.
 */
export function imageVersion(request: VersionRequest): ImageVersion | undefined {
  const { mainFile, reader, root } = request;
  const area = searchArea(reader.fs, mainFile, root);
  if (area.system) return undefined;
  const near: Near[] = [];
  for (let directory = path.dirname(mainFile); ; directory = path.dirname(directory)) {
    for (const found of nearBy(request, directory)) near.push(found);
    if (directory === area.root || directory === '/') break;
  }
  const real = reader.fs.realpath(mainFile);
  for (const { projects } of near) {
    const services = projects.flatMap((project) => holdersOf(project, mainFile, real));
    if (services.length > 0) return agreed(services.map(({ service }) => service.container.reference));
  }
  for (const { dockerfiles } of near) {
    const images = imagesHolding(
      dockerfiles,
      mainFile,
      area.root,
      (file, at) => lonelyImage(file, at, reader),
      configCopy,
    );
    if (images.length > 0) return agreed(images.map(({ image }) => image.stage.base));
  }
  return undefined;
}

/** What a directory and the directories of deployments in it hold. */
function nearBy(request: VersionRequest, directory: string): readonly Near[] {
  const known = request.cache.directories.get(directory);
  if (known) return known;
  const entries = listed(request.reader, directory);
  const deployments = entries.filter((entry) => entry.kind === 'directory' && DEPLOYMENT.test(entry.name));
  const inside = deployments.map(({ name }) => path.join(directory, name));
  const near = [sourcesOf(request, directory, entries), ...inside.map((at) => sourcesOf(request, at))];
  request.cache.directories.set(directory, near);
  return near;
}

function sourcesOf(request: VersionRequest, at: string, entries = listed(request.reader, at)): Near {
  const named = (test: (name: string) => boolean) =>
    entries.flatMap(({ kind, name }) => (kind !== 'directory' && test(name) ? [path.join(at, name)] : []));
  return { projects: request.projectsOf(named(isComposeName)), dockerfiles: named(isDockerfileName) };
}

function listed(reader: Reader, directory: string) {
  try {
    return reader.fs.list(directory);
  } catch {
    return []; // what cannot be listed says nothing
  }
}

/** The version of the containers that mount a ConfigMap; only the objects beside it are read. */
export function podImageVersion(held: Held, reader: Reader): ImageVersion | undefined {
  const holders = podsHolding([clusterBeside(held.file, reader)], held);
  return agreed(holders.map(({ container }) => container.image));
}

function agreed(references: readonly (Mapped | undefined)[]): ImageVersion | undefined {
  const versions = references.map((reference) => reference && versionOf(reference));
  const [first] = versions;
  return first && versions.every((v) => v?.text === first.text && v.edition === first.edition) ? first : undefined;
}

const NAMES = /(^|\/)(nginx|nginx-unprivileged)$/;

/** `nginx:1.25.3-alpine`, `openresty/openresty:1.21.4.1-0-jammy` (built on nginx 1.21.4). */
export function versionOf(reference: Mapped): ImageVersion | undefined {
  if (gradeOf(reference) === 'unresolved') return undefined;
  const { name, tag, nginx } = imageFacts(reference.text);
  const span = spanOf(reference);
  if (name === 'openresty/openresty') {
    const base = /^(\d+\.\d+\.\d+)\.\d+(?![\d.])/.exec(tag)?.[1];
    return base === undefined ? undefined : { text: base, edition: 'openresty', span };
  }
  const isOfficial = (nginx === 'alone' && NAMES.test(name)) || /(^|\/)linuxserver\/nginx$/.test(name);
  const version = isOfficial ? /^(?:version-)?(\d+\.\d+(?:\.\d+)?)(?![\d.])/.exec(tag)?.[1] : undefined;
  return version === undefined ? undefined : { text: version, span };
}
