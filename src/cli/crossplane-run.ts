/** What crossplane's commands do: arguments become a text, with crossplane's words and exit codes. */
import path from 'node:path/posix';
import {
  buildFiles,
  CrossplaneError,
  formatPieces,
  jsonPieces,
  lex,
  minifyPieces,
  osError,
  parse,
  readSource,
  textOfBytes,
} from '../crossplane/index.ts';
import { FsError } from '../fs/index.ts';
import { type CommandContext, UsageError, type World } from './context.ts';
import type { BuildArguments } from './crossplane-build.ts';
import type { FormatArguments } from './crossplane-format.ts';
import type { LexArguments } from './crossplane-lex.ts';
import type { MinifyArguments } from './crossplane-minify.ts';
import { asCrossplane, emit, hostOf, write } from './crossplane-output.ts';
import type { ParseArguments } from './crossplane-parse.ts';

/** Exit code 0 whatever the configuration: its mistakes are in the payload. Throws UsageError. */
export function runParse(args: ParseArguments, context: CommandContext): void {
  const { world } = context;
  const indent = indentOf(args.indent);
  asCrossplane(context, () => {
    const payload = parse(args.file, hostOf(world), {
      catchErrors: args.catch,
      ignore: args.ignore ? args.ignore.split(',') : [],
      combine: args.combine,
      single: args.singleFile,
      comments: args.includeComments,
      strict: args.strict,
      ...(args.tbOnerror && { onerror: trace }),
    });
    emit(world, args.out, lines(jsonPieces(payload, indent)));
  });
}

/** A mistake's place as Python would lay out its own: what follows is for a reader who knows crossplane's. */
function trace({ message, file, line }: CrossplaneError): string {
  const place = file === null ? '' : `  File "${file}"${line === null ? '' : `, line ${line}`}\n`;
  return `Traceback (most recent call last):\n${place}CrossplaneError: ${message}`;
}

/** Exit code 1 where nginx rejects the syntax. Throws UsageError. */
export function runLex(args: LexArguments, context: CommandContext): void {
  const { world } = context;
  const indent = indentOf(args.indent);
  asCrossplane(context, () => {
    const list: unknown[] = [];
    for (const { token, line } of lex(args.file, hostOf(world))) list.push(args.lineNumbers ? [token, line] : token);
    emit(world, args.out, lines(jsonPieces(list, indent)));
  });
}

/** Exit code 1 where nginx rejects the syntax. */
export function runMinify(args: MinifyArguments, context: CommandContext): void {
  const { world } = context;
  asCrossplane(context, () => {
    emit(world, args.out, lines(minifyPieces(readSource(hostOf(world), args.file))));
  });
}

/** Exit code 1 where nginx rejects the syntax. Throws UsageError. */
export function runFormat(args: FormatArguments, context: CommandContext): void {
  const { world } = context;
  const layout = { indent: indentOf(args.indent) ?? 4, tabs: args.tabs ?? false };
  asCrossplane(context, () => {
    emit(world, args.out, lines(formatPieces(readSource(hostOf(world), args.file), layout)));
  });
}

/** Exit code 1 when the payload cannot be built, or nobody answers whether to overwrite. Throws UsageError. */
export function runBuild(args: BuildArguments, context: CommandContext): void {
  const { world } = context;
  const directory = args.dir ?? world.cwd;
  const options = { indent: indentOf(args.indent) ?? 4, tabs: args.tabs ?? false, header: args.headers };
  asCrossplane(context, () => {
    const files = buildFiles(readPayload(world, args.payload), directory, options);
    if (args.stdout) {
      for (const { path: file, pieces } of files) emit(world, undefined, [`# ${file}\n`, ...pieces, '\n']);
      return;
    }
    const existing = files.filter(({ path: file }) => world.fs.stat(path.resolve(world.cwd, file)) !== undefined);
    if (
      existing.length > 0 &&
      !args.force &&
      !mayOverwrite(
        args.payload,
        existing.map((f) => f.path),
        context,
      )
    )
      return;
    for (const { path: file, pieces } of files) write(world, file, pieces);
    if (args.verbose) for (const { path: file } of files) world.stdout.write(`wrote to ${file}\n`);
  });
}

/** Asks as crossplane does. No answer at all is a failure, any other than yes is none. */
function mayOverwrite(payload: string, existing: readonly string[], context: CommandContext): boolean {
  const { stdout } = context.world;
  stdout.write(`building ${payload} would overwrite these files:\n${existing.join('\n')}\noverwrite? (y/n [n]) `);
  const answer = answerFrom(context.world);
  if (answer === '') {
    context.exitCode = 1;
    return false;
  }
  const isYes = /^y/i.test(answer);
  if (!isYes) stdout.write('not overwritten\n');
  return isYes;
}

/** Standard input as text; empty when it is closed. */
function answerFrom({ stdin }: World): string {
  try {
    return Buffer.from(stdin()).toString();
  } catch {
    return '';
  }
}

function readPayload(world: World, name: string): unknown {
  let text: string;
  try {
    text = textOfBytes(world.fs.read(path.resolve(world.cwd, name)));
  } catch (error) {
    if (error instanceof FsError) throw osError(error, name);
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CrossplaneError(`no JSON: ${(error as Error).message}`, name);
  }
}

function indentOf(indent: number | undefined): number | undefined {
  if (indent !== undefined && !Number.isInteger(indent)) throw new UsageError('--indent wants a whole number');
  return indent;
}

function* lines(pieces: Iterable<string>): Generator<string> {
  yield* pieces;
  yield '\n';
}
