/** The real file system. */
import fs from 'node:fs';
import { type DirectoryEntry, type FileKind, type FileSystem, FsError } from './file-system.ts';
import { stage } from './stage.ts';

export const realFileSystem: FileSystem = {
  read(path) {
    return guard(path, () => fs.readFileSync(path));
  },
  stat(path) {
    try {
      const stats = fs.statSync(path, { throwIfNoEntry: false });
      return stats && { kind: kindOf(stats), size: stats.size };
    } catch {
      return undefined; // ENOTDIR, EACCES on a directory of the path, ELOOP: not reachable
    }
  },
  list(path) {
    const entries = guard(path, () => fs.readdirSync(path, { withFileTypes: true }));
    const listed = entries.map(
      (e): DirectoryEntry => ({ name: e.name, kind: e.isSymbolicLink() ? 'symlink' : kindOf(e) }),
    );
    // the order of UTF-8 bytes is that of UTF-16 units as long as there are no surrogates
    return listed.some(({ name }) => /[\ud800-\udfff]/.test(name))
      ? listed.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
      : listed.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  },
  realpath(path) {
    try {
      // realpath(3): Node's own version drops `..` before it follows links
      return fs.realpathSync.native(path);
    } catch {
      return path;
    }
  },
  stage,
};

function kindOf(stats: { isFile(): boolean; isDirectory(): boolean }): FileKind {
  if (stats.isFile()) return 'file';
  return stats.isDirectory() ? 'directory' : 'other';
}

function guard<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new FsError(code ?? 'EIO', path);
  }
}
