/**
 * When has something changed of what was looked at?
 *
 * Directories are watched one by one and not as trees: what matters is exactly what the last check looked at. (chokidar 5 is
 * made for trees; of single directories within one another it reports every entry as gone.)
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Seen } from './recorded.ts';
import { isStaged } from './stage.ts';

export interface Watcher {
  /** Watches these, and no longer what is not among them; what becomes of `except` is no change. */
  follow(seen: Seen, except: ReadonlySet<string>): void;
  /** The paths that have changed since the last call, in order, when at least one has. */
  changed(): Promise<readonly string[]>;
  /** Ends all watches: the process may end. */
  close(): void;
}

/** Changes that follow one another more closely are one: editors write a file in several steps. */
const QUIET_MS = 60;

/** Watches the real file system; the process lives as long as something is watched. */
export function createWatcher(): Watcher {
  let seen: Seen = { files: new Set(), directories: new Set() };
  const changes = new Set<string>();
  const watches = new Map<string, fs.FSWatcher>();
  let wake: (() => void) | undefined;
  let ignored: ReadonlySet<string> = new Set();
  /** What has gone: when a link leads nowhere, nobody asks for its target any more. */
  const gone = new Set<string>();

  const note = (changedPath: string): void => {
    changes.add(changedPath);
    wake?.();
  };
  const stop = (directory: string): void => {
    watches.get(directory)?.close();
    watches.delete(directory);
  };
  const start = (directory: string): void => {
    try {
      const watch = fs.watch(directory, (event, name) => {
        const at = name === null ? directory : path.join(directory, name);
        if (ignored.has(at) || (name !== null && isStaged(name))) return;
        // in a directory that was listed every name counts, of other files only those that were read
        if (seen.files.has(at) || (event === 'rename' && seen.directories.has(directory))) note(at);
      });
      watch.on('error', () => stop(directory)); // it is gone: the directory above tells so
      watches.set(directory, watch);
    } catch {
      // not there, or not to be read: if it comes, the directory above tells so
    }
  };

  return {
    follow(next, except) {
      ignored = except;
      for (const one of gone) if (fs.existsSync(one)) gone.delete(one);
      seen = withParents({ ...next, files: new Set([...next.files, ...gone]) });
      // a directory tells what becomes of each of its entries, also of those that are not there yet
      const wanted = new Set([...seen.directories, ...[...seen.files].map((file) => path.dirname(file))]);
      for (const directory of watches.keys()) if (!wanted.has(directory)) stop(directory);
      for (const directory of wanted) if (!watches.has(directory)) start(directory);
    },
    async changed() {
      if (changes.size === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      wake = undefined;
      for (let count = -1; count !== changes.size; ) {
        count = changes.size;
        await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      }
      // a directory that was made anew has a watch of the old one
      for (const changed of changes) {
        // begun anew at once: what happens during the next check must be seen, too
        if (watches.has(changed)) {
          stop(changed);
          start(changed);
        }
        if (!fs.existsSync(changed)) gone.add(changed);
      }
      const all = [...changes].sort();
      changes.clear();
      return all;
    },
    close() {
      for (const directory of [...watches.keys()]) stop(directory);
    },
  };
}

/** Directories that were listed and those of files count as files of the directories above: they may go, or come. */
function withParents({ files, directories }: Seen): Seen {
  return { files: new Set([...files, ...directories, ...[...files].map((file) => path.dirname(file))]), directories };
}
