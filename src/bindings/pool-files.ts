/** Which files does each php-fpm of the project read, in which order? (sapi/fpm/fpm/fpm_conf.c: `include` is read where it stands) */
import path from 'node:path/posix';
import { SourceText } from '../text/index.ts';
import type { FoundFiles } from './discover.ts';
import { matchesGlob } from './glob.ts';
import { looksLikePool } from './php-fpm.ts';
import type { Reader } from './reader.ts';

/** php-fpm refuses files that include one another deeper than this. */
const MAX_DEPTH = 5;

const INCLUDE = /^[ \t]*include[ \t]*=[ \t]*"?([^";\r\n]+?)"?[ \t]*(?:;.*)?\r?$/gm;

/**
 * The texts that one php-fpm reads one after the other: a main file with what it includes in its place; without a main
 * file, the pools of one directory by their names.
 */
export function poolFiles(candidates: readonly string[], found: FoundFiles, reader: Reader): readonly SourceText[][] {
  const texts = new Map(
    candidates.flatMap((file) => {
      const source = reader.read(file);
      return source ? [[file, source] as const] : [];
    }),
  );
  const mains = [...texts].filter(([, { text }]) => /^\s*\[global\]/m.test(text) && text.search(INCLUDE) >= 0);
  const included = new Set<string>();
  const groups = mains.map(([file, source]) => {
    included.add(file);
    return expanded(source, file, 0);
  });
  // of a directory that a main file includes from, nothing else is read
  const ruled = new Set([...included].map((file) => path.dirname(file)));
  for (const [file] of mains) ruled.delete(path.dirname(file));
  const directories = new Map<string, SourceText[]>();
  for (const [file, source] of texts) {
    const directory = path.dirname(file);
    if (included.has(file) || ruled.has(directory) || !looksLikePool(source.text)) continue;
    directories.set(directory, [...(directories.get(directory) ?? []), source]);
  }
  return [...groups, ...directories.values()];

  /** The text in pieces, with the files it includes between them. */
  function expanded(source: SourceText, file: string, depth: number): SourceText[] {
    const parts: SourceText[] = [];
    let start = 0;
    for (const match of depth > MAX_DEPTH ? [] : source.text.matchAll(INCLUDE)) {
      const end = match.index + match[0].length;
      parts.push(SourceText.cut(source.path, [{ source, start, end: match.index }]));
      start = end;
      for (const name of matching(match[1]!, file, found)) {
        const other = included.has(name) ? undefined : (texts.get(name) ?? reader.read(name));
        included.add(name);
        for (const part of other ? expanded(other, name, depth + 1) : []) parts.push(part);
      }
    }
    if (parts.length === 0) return [source];
    return [...parts, SourceText.cut(source.path, [{ source, start, end: source.length }])];
  }
}

/** The files behind a pattern, sorted as glob(3) does: below the root as on the machine, else in a directory of that name beside the file. */
function matching(pattern: string, file: string, { files, root, system }: FoundFiles): readonly string[] {
  const below = system || root === '/' ? '' : root;
  const there = `${below}${pattern.startsWith('/') ? pattern : `/usr/local/${pattern}`}`;
  const exact = files.filter((one) => matchesGlob(there, one));
  const beside = path.join(path.dirname(file), path.basename(path.dirname(pattern)), path.basename(pattern));
  const found = exact.length > 0 || system ? exact : files.filter((one) => matchesGlob(beside, one));
  return [...found].sort();
}
