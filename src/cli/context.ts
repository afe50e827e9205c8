/** What the commands get from the world: nothing else of it is touched. */
import type { FileSystem, Watcher } from '../fs/index.ts';

export interface Output {
  /** Text for people, or bytes that must arrive as they are. */
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface World {
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fs: FileSystem;
  /** All of standard input. */
  readonly stdin: () => Uint8Array;
  readonly stdout: Output;
  readonly stderr: Output;
  /**
   * Writes (or, unless it must be new, replaces) a file, missing directories included; absent where nothing may be written.
   * Throws errno errors.
   */
  readonly writeFile?: (path: string, pieces: Iterable<Uint8Array>, options?: { readonly isNew: boolean }) => void;
  /** From here on a signal ends the program only when what runs is done: files are being written. */
  readonly holdSignals?: () => void;
  /** Tells of changes of files; absent where there are none to watch. */
  readonly watch?: () => Watcher;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** The world and the place for the exit code: 0 clean, 1 findings at or above the fail level, 2 the job could not be done. */
export interface CommandContext {
  readonly world: World;
  /** Names of all commands, for words that are nearly one. */
  readonly commands: readonly string[];
  exitCode: 0 | 1 | 2;
}

/** A job that cannot be done: shown with its help on stderr, exit code 2. */
export class UsageError extends Error {
  readonly help: string | undefined;
  constructor(message: string, help?: string) {
    super(message);
    this.name = 'UsageError';
    this.help = help;
  }
}

/** All of standard input. Throws UsageError when it is closed or empty, or cannot be read. */
export function readStdin(world: World): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = world.stdin();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(
      `standard input cannot be read (${code})`,
      'pipe a configuration into it: `cat site.conf | nginx-vet -`',
    );
  }
  // a pipe whose first command failed must not look like a clean configuration
  if (bytes.length === 0) {
    throw new UsageError('standard input is empty', 'the command before the pipe has printed nothing: did it fail?');
  }
  return bytes;
}

/** Colour when asked for, else on a terminal that wants it (NO_COLOR, FORCE_COLOR, TERM=dumb). */
export function wantsColor(world: World, option: boolean | undefined, output: Output): boolean {
  if (option !== undefined) return option;
  const { NO_COLOR, FORCE_COLOR, TERM } = world.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return output.isTTY === true && TERM !== 'dumb';
}
