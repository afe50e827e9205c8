/** What does the container of a service run: which command, with which environment, among which files? */
import path from 'node:path/posix';
import { SourceText } from '../../text/index.ts';
import { gradeOf, HOLE, hasHole, type Mapped, runsOf, spanOf, standing } from '../../yaml/index.ts';
import { recogniseCommand } from '../commands/commands.ts';
import type { Environment, ProcessFacts, Surroundings } from '../commands/process.ts';
import { builtImage } from '../dockerfile/build.ts';
import { imageFile } from '../dockerfile/copies.ts';
import { entryOf } from '../dockerfile/entry.ts';
import type { Argv, BuiltImage } from '../dockerfile/types.ts';
import { type ImageFacts, imageFacts } from '../dockerfile/well-known.ts';
import type { Reader } from '../reader.ts';
import { parseEnvFile, parseRawEnvFile } from './env-file.ts';
import type { Lookup } from './interpolate.ts';
import type { CommandLine, PartialService } from './types.ts';

export interface Container {
  /** What the service's Dockerfile makes; absent for images made elsewhere. */
  readonly built?: BuiltImage;
  /** The reference of the image, or of the one that the build begins with. */
  readonly reference?: Mapped;
  readonly image?: ImageFacts;
  readonly env: Environment;
  /** Every variable is known that the files speak of. */
  readonly isEnvComplete: boolean;
  /** The whole command; empty when it is the base image's own. */
  readonly argv: readonly Mapped[];
  readonly started?: ProcessFacts;
}

/** Reads the build and the environment files of a service, and recognises its command. */
export function containerOf(partial: PartialService, reader: Reader, project: Lookup): Container {
  const built = partial.build && builtImage(partial.build, reader);
  const reference = partial.build ? built?.stage.base : partial.image;
  const image = reference && !hasHole(reference) ? imageFacts(reference.text) : undefined;
  const { variables, isComplete } = environment(partial, built, reader, project);
  const said = effectiveCommand(partial, built);
  const argv = image && reference ? withOwnProgram(said, image, reference) : said;
  const started = argv.length > 0 ? processOf(argv, variables, partial, built, reader) : undefined;
  return {
    ...(built && { built }),
    ...(reference && { reference }),
    ...(image && { image }),
    env: variables,
    isEnvComplete: isComplete,
    argv,
    ...(started && { started }),
  };
}

/**
 * The Dockerfile's `ENV`, then `env_file`, then `environment` over it. The variables of the files mean the project's, then
 * those of `environment`.
 */
function environment(
  partial: PartialService,
  built: BuiltImage | undefined,
  reader: Reader,
  project: Lookup,
): { variables: Environment; isComplete: boolean } {
  const variables = new Map<string, Mapped>(built?.stage.env);
  let isComplete = true;
  const lookup: Lookup = (name) => {
    const own = partial.env.get(name);
    return project(name) ?? (own && gradeOf(own) !== 'unresolved' ? own.text : undefined);
  };
  for (const { path: file, required, isRaw } of partial.envFiles) {
    const source = file === '' ? undefined : reader.read(file, true);
    if (!source) isComplete &&= !required;
    else {
      const read = isRaw ? parseRawEnvFile(source) : parseEnvFile(source, lookup);
      for (const [name, value] of read) variables.set(name, value);
    }
  }
  for (const [name, value] of partial.env) variables.set(name, value);
  return { variables, isComplete };
}

/** Images whose entry script starts their own program: without a command as the image says, with options as it is told. */
function withOwnProgram(said: CommandLine, { name }: ImageFacts, reference: Mapped): CommandLine {
  const words = (...texts: readonly string[]) => texts.map((text) => standing(spanOf(reference), text));
  if (name === 'tomcat' && said.length === 0) return words('catalina.sh', 'run');
  if (!name.startsWith('envoyproxy/envoy')) return said;
  if (said.length === 0) return words('envoy', '-c', '/etc/envoy/envoy.yaml');
  return said[0]!.text.startsWith('-') ? [...words('envoy'), ...said] : said;
}

/** `entrypoint` and `command` over the image's; a changed entrypoint takes the image's command away. */
function effectiveCommand(partial: PartialService, built: BuiltImage | undefined): CommandLine {
  const stage = built?.stage;
  const command = partial.command ?? (partial.entrypoint ? [] : argvOf(stage?.command));
  if (partial.entrypoint) return [...partial.entrypoint, ...command];
  // a shell's line takes no arguments
  return stage?.entrypoint?.isShell ? argvOf(stage.entrypoint) : [...argvOf(stage?.entrypoint), ...command];
}

function argvOf(argv: Argv | undefined): CommandLine {
  const [line] = argv?.words ?? [];
  if (!argv?.isShell || !line) return argv?.words ?? [];
  const at = line.source.span(line.at, line.at);
  return [standing(at, 'sh'), standing(at, '-c'), line];
}

/** What is found in scripts is derived, and all of it only where they do one thing. */
function processOf(
  argv: CommandLine,
  env: Environment,
  partial: PartialService,
  built: BuiltImage | undefined,
  reader: Reader,
): ProcessFacts {
  const at = surroundings(partial, built, reader);
  const entry = entryOf(argv, at.cwd, (file) => {
    const found = at.file(file);
    return typeof found === 'string' ? undefined : found;
  });
  const facts = recogniseCommand(entry.argv, env, at);
  if (entry.scripts.length === 0) return facts;
  const listeners = facts.listeners.map((found) =>
    found.evidence === 'declared' && entry.scripts.includes(found.span.source)
      ? { ...found, evidence: 'derived' as const }
      : found,
  );
  return { ...facts, listeners, closed: facts.closed && entry.isSure };
}

/** The working directory and the files of a container: what is mounted, then what is copied into the image. */
function surroundings(partial: PartialService, built: BuiltImage | undefined, reader: Reader): Surroundings {
  const workingDir = partial.workingDir?.text ?? built?.stage.workingDir;
  const cwd = workingDir?.startsWith('/') && !workingDir.includes(HOLE) ? path.normalize(workingDir) : undefined;
  const reference = partial.build ? built?.stage.base : partial.image;
  return {
    ...(cwd !== undefined && { cwd }),
    ...(reference && !hasHole(reference) && { image: reference.text }),
    file(asked) {
      if (!asked.startsWith('/') && cwd === undefined) return 'unknown';
      const file = path.normalize(asked.startsWith('/') ? asked : `${cwd}/${asked}`);
      return mountedFile(partial, file, reader) ?? copiedFile(built, file, reader);
    },
  };
}

/** Undefined where nothing is mounted. */
function mountedFile(
  { mounts }: PartialService,
  file: string,
  reader: Reader,
): SourceText | 'none' | 'unknown' | undefined {
  const [mount] = mounts
    .filter(({ target }) => file === target || file.startsWith(target === '/' ? '/' : `${target}/`))
    .sort((a, b) => b.target.length - a.target.length);
  if (!mount) return undefined;
  const { source, target } = mount;
  if (source.kind === 'content') return SourceText.cut(source.text.source.path, runsOf(source.text));
  if (source.kind !== 'bind') return source.kind === 'tmpfs' ? 'none' : 'unknown';
  const here = path.join(source.path, path.relative(target, file));
  if (reader.fs.stat(here)?.kind === 'file') return reader.read(here, true) ?? 'unknown';
  return reader.fs.stat(source.path) ? 'none' : 'unknown';
}

/** An image of a language brings no file of an app with it; of any other image nobody knows what is in it. */
function copiedFile(built: BuiltImage | undefined, file: string, reader: Reader): SourceText | 'none' | 'unknown' {
  if (!built) return 'unknown';
  const found = imageFile(built, file, reader);
  if (typeof found === 'object') {
    if (found.kind === 'file') return reader.read(found.path, true) ?? 'unknown';
    return SourceText.cut(found.text.source.path, runsOf(found.text));
  }
  const base = built.stage.base;
  return found === 'none' && base && !hasHole(base) && imageFacts(base.text).isLanguage ? 'none' : 'unknown';
}
