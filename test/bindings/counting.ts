/** A file system that writes down what is asked of it. */
import type { FileSystem } from '../../src/fs/index.ts';

export interface Counts {
  /** Paths in the order of the calls. */
  readonly read: string[];
  readonly list: string[];
}

export function countingFileSystem(inner: FileSystem): { readonly files: FileSystem; readonly counts: Counts } {
  const counts: Counts = { read: [], list: [] };
  const files: FileSystem = {
    ...inner,
    read(at) {
      counts.read.push(at);
      return inner.read(at);
    },
    list(at) {
      counts.list.push(at);
      return inner.list(at);
    },
  };
  return { files, counts };
}
