/** What does the container of a service run: which command, with which environment, among which files? */
import path from 'node:path/posix';
import type { SourceText } from '../../text/index.ts';
import { gradeOf, hasHole, type Mapped, standing } from '../../yaml/index.ts';
import { recogniseCommand } from '../commands/commands.ts';
import type { Environment, ProcessFacts } from '../commands/process.ts';
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
  const argv = effectiveCommand(partial, built);
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
  const cwd = partial.workingDir?.text ?? built?.stage.workingDir;
  const entry = entryOf(argv, cwd, (file) => containerFile(partial, built, file, reader));
  const facts = recogniseCommand(entry.argv, env);
  if (entry.scripts.length === 0) return facts;
  const listeners = facts.listeners.map((found) =>
    found.evidence === 'declared' && entry.scripts.includes(found.span.source)
      ? { ...found, evidence: 'derived' as const }
      : found,
  );
  return { ...facts, listeners, closed: facts.closed && entry.isSure };
}

/** The text of a file in the container: mounted, or copied into the image; undefined when it cannot be known. */
export function containerFile(
  partial: PartialService,
  built: BuiltImage | undefined,
  file: string,
  reader: Reader,
): SourceText | undefined {
  const [mount] = partial.mounts
    .filter(({ target }) => file === target || file.startsWith(target === '/' ? '/' : `${target}/`))
    .sort((a, b) => b.target.length - a.target.length);
  if (mount) {
    if (mount.source.kind !== 'bind') return undefined;
    return reader.read(path.join(mount.source.path, path.relative(mount.target, file)), true);
  }
  const found = built && imageFile(built, file, reader);
  return typeof found === 'object' && found.kind === 'file' ? reader.read(found.path, true) : undefined;
}
