/** The file-system port: the only way in which nginx-vet reads (and, for fixes, writes) files. Synchronous and small. */

export type FileKind = 'file' | 'directory' | 'other';

export interface DirectoryEntry {
  readonly name: string;
  /** What the entry is; a symbolic link is `symlink` whatever it points to (use `stat` to follow it). */
  readonly kind: FileKind | 'symlink';
}

export interface FileSystem {
  /** The file's bytes. Throws FsError. */
  read(path: string): Uint8Array;
  /** What is at `path`, symbolic links followed; undefined when nothing is there or it cannot be reached. */
  stat(path: string): { readonly kind: FileKind; readonly size: number } | undefined;
  /** A directory's entries in byte order of their names. Throws FsError. */
  list(path: string): readonly DirectoryEntry[];
  /** The path without symbolic links; the path itself when it cannot be resolved. */
  realpath(path: string): string;
  /**
   * Prepares new bytes for a file that is there (or, with `mayBeNew`, for one that is not). Symbolic links are followed; mode
   * and owner stay as far as the system allows. Throws FsError where the file must not be written: `path` is then the file,
   * or the directory that takes no new file. Absent where nothing may be written.
   */
  stage?(path: string, bytes: Uint8Array, options?: StageOptions): StagedWrite;
}

export interface StageOptions {
  readonly mayBeNew?: boolean;
}

/** New bytes of a file, written beside it: the file itself is as it was. */
export interface StagedWrite {
  /** From now on the file has the new bytes: all of them at once. Throws FsError. */
  commit(): void;
  /** Removes what was prepared; does nothing after `commit`. Never throws. */
  discard(): void;
}

/** Why the operating system refused: `code` is errno's name (ENOENT, EACCES, EISDIR, ELOOP …). */
export class FsError extends Error {
  readonly code: string;
  readonly path: string;
  constructor(code: string, path: string) {
    super(`${errnoText(code)}: ${path}`);
    this.name = 'FsError';
    this.code = code;
    this.path = path;
  }
}

const ERRNO: Readonly<Record<string, readonly [number, string]>> = {
  EPERM: [1, 'Operation not permitted'],
  ENOENT: [2, 'No such file or directory'],
  EIO: [5, 'Input/output error'],
  EACCES: [13, 'Permission denied'],
  EBUSY: [16, 'Device or resource busy'],
  ENOTDIR: [20, 'Not a directory'],
  EISDIR: [21, 'Is a directory'],
  EMFILE: [24, 'Too many open files'],
  ENOSPC: [28, 'No space left on device'],
  EROFS: [30, 'Read-only file system'],
  ENAMETOOLONG: [36, 'File name too long'],
  ELOOP: [40, 'Too many levels of symbolic links'],
};

/** The text of an errno name as Linux's strerror gives it. */
export function errnoText(code: string): string {
  return ERRNO[code]?.[1] ?? code;
}

/** `(2: No such file or directory)`, as nginx appends it to a message. */
export function errnoSuffix(code: string): string {
  const known = ERRNO[code];
  return known ? `(${known[0]}: ${known[1]})` : `(${code})`;
}
