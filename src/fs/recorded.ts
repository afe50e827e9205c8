/** Which files and directories has somebody looked at? A file system that remembers it. */
import type { FileSystem } from './file-system.ts';

export interface Seen {
  /** Paths that were read or asked about, whether they exist or not, with the paths behind symbolic links. */
  readonly files: ReadonlySet<string>;
  /** Directories that were listed. */
  readonly directories: ReadonlySet<string>;
}

/** `fs`, and what is looked at through it from now on. */
export function recorded(fs: FileSystem): { readonly fs: FileSystem; readonly seen: Seen } {
  const files = new Set<string>();
  const directories = new Set<string>();
  const note = (path: string, into: Set<string>): void => {
    if (into.has(path)) return;
    into.add(path);
    into.add(fs.realpath(path));
  };
  const { stage } = fs;
  return {
    seen: { files, directories },
    fs: {
      read(path) {
        note(path, files);
        return fs.read(path);
      },
      stat(path) {
        const stat = fs.stat(path);
        // that a directory is there says nothing of what is in it
        if (stat?.kind !== 'directory') note(path, files);
        return stat;
      },
      list(path) {
        note(path, directories);
        return fs.list(path);
      },
      realpath: (path) => fs.realpath(path),
      ...(stage && { stage: (path, bytes, options) => stage(path, bytes, options) }),
    },
  };
}
