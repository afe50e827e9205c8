/** Which image does a `build:` of a compose file make? */
import path from 'node:path/posix';
import { SourceText } from '../../text/index.ts';
import { hasHole, runsOf } from '../../yaml/index.ts';
import type { Build } from '../compose/types.ts';
import type { Reader } from '../reader.ts';
import { type BuildArguments, readStages, stageOf } from './stages.ts';
import type { BuiltImage } from './types.ts';

/** The image, when its Dockerfile and stage can be found. */
export function builtImage(build: Build, reader: Reader): BuiltImage | undefined {
  const { context, target } = build;
  if (context === undefined || (target && hasHole(target))) return undefined;
  const inline = build.inline;
  if (inline) {
    const source = SourceText.cut(inline.source.path, runsOf(inline));
    return imageOf(source, build.args, target?.text, context, undefined);
  }
  if (build.dockerfile && hasHole(build.dockerfile)) return undefined;
  const file = path.resolve(context, build.dockerfile?.text ?? 'Dockerfile');
  const source = reader.read(file, true);
  return source && imageOf(source, build.args, target?.text, context, file);
}

/** The image of a Dockerfile that no compose file names, built in a directory somebody has to guess. */
export function lonelyImage(file: string, context: string, reader: Reader): BuiltImage | undefined {
  const source = reader.read(file, true);
  return source && imageOf(source, new Map(), undefined, context, file);
}

function imageOf(
  source: SourceText,
  given: BuildArguments,
  target: string | undefined,
  context: string,
  file: string | undefined,
): BuiltImage | undefined {
  const stages = readStages(source, given);
  const stage = stageOf(stages, target);
  return stage && { stage, stages, context, ...(file !== undefined && { file }) };
}
