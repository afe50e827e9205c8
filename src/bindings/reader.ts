/** What does a file hold, if it can be read and is small enough to be a declaration? */
import { type FileSystem, FsError } from '../fs/index.ts';
import { SourceText } from '../text/index.ts';
import type { SkippedSource } from './types.ts';

/** Larger files are data, not declarations. */
const MAX_SIZE = 256 * 1024;

/** Reads each file once and keeps a list of what could not be used. */
export interface Reader {
  readonly fs: FileSystem;
  /** The file's text; undefined (and noted, unless `optional`) when it cannot be read. */
  read(file: string, optional?: boolean): SourceText | undefined;
  /** Notes a file (or a directory) that could not be read. */
  skipFile(file: string, why: string): void;
  /** Notes a source that cannot be used. */
  skip(skipped: SkippedSource): void;
  readonly skipped: readonly SkippedSource[];
  /** Every text that was read so far. */
  texts(): readonly SourceText[];
  /** The path a person is shown. */
  shown(file: string): string;
}

/** A reader over the file-system port. */
export function createReader(fs: FileSystem, shown: (file: string) => string): Reader {
  const texts = new Map<string, SourceText | undefined>();
  const skipped: SkippedSource[] = [];
  const noted = new Set<string>();
  const skip = (entry: SkippedSource) => {
    const key = `${entry.path}\0${entry.why}\0${entry.span?.start ?? ''}`;
    if (!noted.has(key)) skipped.push(entry);
    noted.add(key);
  };
  const skipFile = (file: string, why: string) => {
    const shownAs = shown(file);
    const source = SourceText.fromString(shownAs, '');
    skip({ source, file, path: shownAs, why, span: source.span(0, 0) });
  };
  const load = (file: string, optional: boolean): SourceText | undefined => {
    const found = fs.stat(file);
    const note = (why: string) => {
      if (!optional) skipFile(file, why);
      return undefined;
    };
    if (!found) return note('no such file');
    if (found.kind !== 'file') return note('not a file');
    if (found.size > MAX_SIZE) {
      skipFile(file, 'larger than 256 KiB');
      return undefined;
    }
    try {
      const source = SourceText.fromBytes(shown(file), fs.read(file));
      const other = otherEncoding(source.text);
      if (other === undefined) return source;
      skip({ source, file, path: source.path, why: other, span: source.span(0, 0) });
      return undefined;
    } catch (error) {
      const why = error instanceof FsError ? error.message.slice(0, error.message.lastIndexOf(': ')) : String(error);
      skipFile(file, why);
      return undefined;
    }
  };
  return {
    fs,
    read(file, optional = false) {
      if (!texts.has(file)) texts.set(file, load(file, optional));
      return texts.get(file);
    },
    skip,
    skipFile,
    skipped,
    texts: () => [...texts.values()].filter((text) => text !== undefined),
    shown,
  };
}

/** Why a text cannot be one of bytes that mean ASCII characters; undefined when it can. */
function otherEncoding(text: string): string | undefined {
  if (text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff')) return 'UTF-16, not UTF-8';
  return text.includes('\0') ? 'a binary file' : undefined;
}
