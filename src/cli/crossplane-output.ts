/** Where does the text of crossplane's commands go, and what is said when a job fails? */
import path from 'node:path/posix';
import { CrossplaneError, encodeText, type Host, osError } from '../crossplane/index.ts';
import { FsError } from '../fs/index.ts';
import { bytesOf, visible } from '../text/index.ts';
import { type CommandContext, UsageError, type World } from './context.ts';

/** A write to standard output has about this many characters. */
const PIECE = 1 << 16;

export function hostOf(world: World): Host {
  return { fs: world.fs, cwd: world.cwd };
}

/** Runs a job as crossplane's program would: 1 when it fails. Usage errors are main's. */
export function asCrossplane(context: CommandContext, job: () => void): void {
  try {
    job();
  } catch (error) {
    if (!(error instanceof CrossplaneError)) throw error;
    const { stderr } = context.world;
    stderr.write(`nginx-vet: ${visible(error.message)}\n`);
    context.exitCode = 1;
  }
}

/** Prints the pieces, or writes them to the file `out`. Throws CrossplaneError when it cannot be written. */
export function emit(world: World, out: string | undefined, pieces: Iterable<string>): void {
  if (out === undefined) print(world, pieces);
  else if (world.fs.stat(path.dirname(path.resolve(world.cwd, out)))) write(world, out, pieces);
  else throw osError(new FsError('ENOENT', out), out);
}

/** Writes a file; `name` starts from the working directory. Throws CrossplaneError. */
export function write(world: World, name: string, pieces: Iterable<string>): void {
  if (!world.writeFile) throw new UsageError('files cannot be written here', 'leave out the option that asks for it');
  try {
    world.writeFile(path.resolve(world.cwd, name), bytes(pieces));
  } catch (error) {
    const code = error instanceof FsError ? error.code : (error as NodeJS.ErrnoException).code;
    if (error instanceof CrossplaneError || typeof code !== 'string') throw error;
    throw osError(new FsError(code, name), name);
  }
}

function print({ stdout }: World, pieces: Iterable<string>): void {
  // bytes that are no UTF-8 have no text: the stream takes them as they are
  const raw = stdout as unknown as { write(data: Uint8Array): unknown };
  for (const piece of joined(pieces)) {
    if (/\p{Surrogate}/u.test(piece)) raw.write(bytesOf(encodeText(piece)));
    else stdout.write(piece);
  }
}

function* bytes(pieces: Iterable<string>): Generator<Uint8Array> {
  for (const piece of joined(pieces)) yield bytesOf(encodeText(piece));
}

function* joined(pieces: Iterable<string>): Generator<string> {
  let buffer: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    buffer.push(piece);
    length += piece.length;
    if (length < PIECE) continue;
    yield buffer.join('');
    buffer = [];
    length = 0;
  }
  yield buffer.join('');
}
