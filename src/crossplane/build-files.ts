/** Which files does a payload become, and with what in them? */
import path from 'node:path/posix';
import { type BuildOptions, buildPieces } from './build.ts';
import { CrossplaneError } from './errors.ts';

export interface BuiltFile {
  /** Absolute when `directory` is, or when the payload names it so. */
  readonly path: string;
  /** Its text in pieces, line end included. */
  readonly pieces: readonly string[];
}

/**
 * The files of a payload, relative names below `directory`. All are built before one is given back: a payload that cannot be
 * built leaves no half of it. Throws CrossplaneError.
 */
export function buildFiles(payload: unknown, directory: string, options: BuildOptions = {}): readonly BuiltFile[] {
  return configFiles(payload).map(({ file, parsed }) => ({
    path: file.startsWith('/') ? file : path.join(directory, file),
    pieces: [...withoutTrailingSpace(buildPieces(parsed, options)), '\n'],
  }));
}

function withoutTrailingSpace(pieces: readonly string[]): readonly string[] {
  return pieces.map((piece, index) => (index === pieces.length - 1 ? piece.replace(/[ \t\r\n]+$/, '') : piece));
}

function configFiles(payload: unknown): readonly { readonly file: string; readonly parsed: readonly unknown[] }[] {
  const config = (payload as { readonly config?: unknown } | null)?.config;
  if (!Array.isArray(config)) throw new CrossplaneError('the payload has no "config" list');
  return config.map((entry: unknown) => {
    const { file, parsed } = (entry ?? {}) as { readonly file?: unknown; readonly parsed?: unknown };
    if (typeof file !== 'string' || file === '') throw new CrossplaneError('an entry of "config" has no "file"');
    if (!Array.isArray(parsed)) throw new CrossplaneError(`"${file}" has no "parsed" list`);
    return { file, parsed };
  });
}
