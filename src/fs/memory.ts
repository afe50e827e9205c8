/** A file system in memory, for tests and for texts that have no file. */
import { type DirectoryEntry, type FileSystem, FsError } from './file-system.ts';

/** Files by absolute path; text is stored as UTF-8. A path that maps to `null` exists but cannot be read (EACCES). */
export function memoryFileSystem(files: Readonly<Record<string, string | Uint8Array | null>>): FileSystem {
  const contents = new Map<string, Uint8Array | null>();
  const directories = new Map<string, Map<string, DirectoryEntry['kind']>>([['/', new Map()]]);
  for (const [path, content] of Object.entries(files)) {
    contents.set(path, typeof content === 'string' ? Buffer.from(content) : content);
    let kind: DirectoryEntry['kind'] = 'file';
    for (let at = path; at !== '/'; at = parentOf(at)) {
      const parent = parentOf(at);
      let entries = directories.get(parent);
      if (!entries) directories.set(parent, (entries = new Map()));
      if (!entries.has(nameOf(at))) entries.set(nameOf(at), kind);
      kind = 'directory';
    }
  }
  return {
    read(path) {
      const at = trim(path);
      const content = contents.get(at);
      if (content === null) throw new FsError('EACCES', path);
      if (content === undefined) throw new FsError(directories.has(at) ? 'EISDIR' : 'ENOENT', path);
      return content;
    },
    stat(path) {
      const at = trim(path);
      if (contents.has(at)) return { kind: 'file', size: contents.get(at)?.length ?? 0 };
      return directories.has(at) ? { kind: 'directory', size: 0 } : undefined;
    },
    list(path) {
      const entries = directories.get(trim(path));
      if (!entries) throw new FsError(contents.has(trim(path)) ? 'ENOTDIR' : 'ENOENT', path);
      return [...entries].map(([name, kind]) => ({ name, kind })).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    realpath: (path) => trim(path),
  };
}

function trim(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
