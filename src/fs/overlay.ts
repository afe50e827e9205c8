/** What would be read if some files had other bytes? A file system over another one, for changes that are only thought of. */
import type { FileSystem } from './file-system.ts';

/** `fs` with the bytes of some files replaced, by their paths without symbolic links. Nothing is written through it. */
export function overlaid(fs: FileSystem, changed: ReadonlyMap<string, Uint8Array>): FileSystem {
  if (changed.size === 0) return fs;
  const bytesOf = (path: string): Uint8Array | undefined => changed.get(fs.realpath(path));
  return {
    read: (path) => bytesOf(path) ?? fs.read(path),
    stat(path) {
      const stat = fs.stat(path);
      const bytes = stat?.kind === 'file' ? bytesOf(path) : undefined;
      return stat && bytes ? { ...stat, size: bytes.length } : stat;
    },
    list: (path) => fs.list(path),
    realpath: (path) => fs.realpath(path),
  };
}
