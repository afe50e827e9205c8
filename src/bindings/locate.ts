/** Which file of the project is meant by a path of the machine it is deployed to? */
import path from 'node:path/posix';
import type { SourceText } from '../text/index.ts';
import type { Surroundings } from './commands/process.ts';
import type { FoundFiles } from './discover.ts';
import type { Reader } from './reader.ts';

/** Finds files of a project by the paths under which processes open them. */
export interface Locator {
  /** The file that is meant, for a declaration in the file `near`; undefined where none is, or several may be. */
  find(wanted: string, near: string): string | undefined;
  /**
   * What a process started by a declaration in `near` finds around it. `beside`: without a working directory of its own it is
   * started in the directory of the declaration.
   */
  around(near: string, cwd: string | undefined, beside?: boolean): Surroundings;
}

/** Names that many files have: such a file is meant only when a directory agrees, too. */
const COMMON = /^(config|settings|conf|app|main|default|index|\.env)(\.\w+)?$/;

/**
 * A locator over everything that was found. On the machine itself a path is the file. In a project a file is meant whose
 * last components are those of the path, most of them first, the nearest among equals.
 */
export function createLocator(found: FoundFiles, reader: Reader): Locator {
  let names: Map<string, string[]> | undefined;
  const byName = (name: string): readonly string[] => {
    if (!names) {
      names = new Map();
      for (const file of found.files) {
        const base = path.basename(file);
        const list = names.get(base);
        if (list) list.push(file);
        else names.set(base, [file]);
      }
    }
    return names.get(name) ?? [];
  };
  const find = (wanted: string, near: string): string | undefined => {
    if (found.system) return reader.fs.stat(wanted)?.kind === 'file' ? wanted : undefined;
    const parts = wanted.split('/').filter((part) => part !== '' && part !== '.');
    const name = parts.at(-1);
    if (name === undefined || parts.includes('..')) return undefined;
    const scored = byName(name).map((file) => ({ file, tail: commonTail(file, parts), head: commonHead(file, near) }));
    scored.sort((a, b) => b.tail - a.tail || b.head - a.head);
    const [best, second] = scored;
    if (!best || (second && second.tail === best.tail && second.head === best.head)) return undefined;
    return best.tail > 1 || best.head === directoriesOf(near) || !COMMON.test(name) ? best.file : undefined;
  };
  const relative = (near: string, asked: string, beside: boolean): SourceText | undefined => {
    const start = path.dirname(near);
    if (beside) return reader.read(path.join(start, asked), true);
    // `conf/app.ini` is a file below one of the directories upward
    if (!asked.includes('/')) return undefined;
    for (let directory = start; ; directory = path.dirname(directory)) {
      const file = path.join(directory, asked);
      if (reader.fs.stat(file)?.kind === 'file') return reader.read(file);
      if (directory === found.root || directory === '/') return undefined;
    }
  };
  const around = (near: string, cwd: string | undefined, beside = false): Surroundings => ({
    ...(cwd !== undefined && { cwd }),
    file(asked): SourceText | 'none' | 'unknown' {
      if (!path.isAbsolute(asked) && cwd === undefined) return relative(near, asked, beside) ?? 'unknown';
      const wanted = path.isAbsolute(asked) ? asked : path.join(cwd!, asked);
      const file = find(wanted, near);
      if (file === undefined) return found.system ? 'none' : 'unknown';
      return reader.read(file) ?? 'unknown';
    },
  });
  return { find, around };
}

function commonTail(file: string, parts: readonly string[]): number {
  const own = file.split('/');
  let count = 0;
  while (count < parts.length && own.at(-1 - count) === parts.at(-1 - count)) count++;
  return count;
}

function commonHead(file: string, near: string): number {
  const [a, b] = [path.dirname(file).split('/'), path.dirname(near).split('/')];
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}

function directoriesOf(file: string): number {
  return path.dirname(file).split('/').length;
}
