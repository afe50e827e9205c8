/** A file system in memory, for tests and for texts that have no file. */
import { type DirectoryEntry, type FileSystem, FsError } from './file-system.ts';

export interface MemoryOptions {
  /** Files that cannot be written (EACCES). */
  readonly readOnly?: readonly string[];
}

/** Files by absolute path; text is stored as UTF-8. A path that maps to `null` exists but cannot be read (EACCES). */
export function memoryFileSystem(
  files: Readonly<Record<string, string | Uint8Array | null>>,
  { readOnly = [] }: MemoryOptions = {},
): FileSystem {
  const contents = new Map<string, Uint8Array | null>();
  const directories = new Map<string, Map<string, DirectoryEntry['kind']>>([['/', new Map()]]);
  for (const [path, content] of Object.entries(files)) {
    contents.set(path, typeof content === 'string' ? Buffer.from(content) : content);
    let kind: DirectoryEntry['kind'] = 'file';
    for (let at = path; at !== '/'; at = parentOf(at)) {
      const parent = parentOf(at);
      let entries = directories.get(parent);
      if (!entries) {
        entries = new Map();
        directories.set(parent, entries);
      }
      if (!entries.has(nameOf(at))) entries.set(nameOf(at), kind);
      kind = 'directory';
    }
  }

  /** The path without `.`, `..` and double slashes. Throws what the system says of a path that leads through no directory. */
  const resolve = (path: string): string => {
    const parts = path.split('/');
    let at = '/';
    for (const [index, part] of parts.entries()) {
      const isInner = index < parts.length - 1;
      if (part === '..') at = parentOf(at);
      else if (part !== '' && part !== '.') at = at === '/' ? `/${part}` : `${at}/${part}`;
      if (isInner && !directories.has(at)) throw new FsError(contents.has(at) ? 'ENOTDIR' : 'ENOENT', path);
    }
    return at;
  };

  return {
    read(path) {
      const at = resolve(path);
      const content = contents.get(at);
      if (content === null) throw new FsError('EACCES', path);
      if (content === undefined) throw new FsError(directories.has(at) ? 'EISDIR' : 'ENOENT', path);
      return content;
    },
    stat(path) {
      try {
        const at = resolve(path);
        if (contents.has(at)) return { kind: 'file', size: contents.get(at)?.length ?? 0 };
        return directories.has(at) ? { kind: 'directory', size: 0 } : undefined;
      } catch {
        return undefined;
      }
    },
    list(path) {
      const at = resolve(path);
      const entries = directories.get(at);
      if (!entries) throw new FsError(contents.has(at) ? 'ENOTDIR' : 'ENOENT', path);
      return [...entries]
        .map(([name, kind]) => ({ name, kind }))
        .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
    },
    realpath(path) {
      try {
        const at = resolve(path);
        return contents.has(at) || directories.has(at) ? at : path;
      } catch {
        return path;
      }
    },
    stage(path, bytes, { mayBeNew = false } = {}) {
      const at = resolve(path);
      const isNew = mayBeNew && !directories.has(at);
      if (!contents.has(at) && !isNew) throw new FsError(directories.has(at) ? 'EISDIR' : 'ENOENT', path);
      if (readOnly.includes(at)) throw new FsError('EACCES', path);
      const commit = (): void => {
        contents.set(at, bytes);
        directories.get(parentOf(at))?.set(nameOf(at), 'file');
      };
      return { commit, discard: () => undefined };
    },
  };
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
