/** Which files does git leave out? (gitignore(5)) */
import path from 'node:path/posix';
import type { FileSystem } from '../fs/index.ts';
import { matchesGlob } from './glob.ts';

/** One line of a .gitignore. */
export interface Ignore {
  readonly matches: (full: string, name: string) => boolean;
  readonly negated: boolean;
  readonly directoryOnly: boolean;
}

/** Larger files are no lists of patterns. */
const MAX_SIZE = 64 * 1024;

/** The rules of a directory's own .gitignore; none where it cannot be read. */
export function readIgnores(fs: FileSystem, directory: string): Ignore[] {
  const file = path.join(directory, '.gitignore');
  const found = fs.stat(file);
  if (found?.kind !== 'file' || found.size > MAX_SIZE) return [];
  let text: string;
  try {
    text = Buffer.from(fs.read(file)).toString('utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const rule = line.trimEnd();
    if (rule === '' || rule.startsWith('#')) return [];
    const negated = rule.startsWith('!');
    const directoryOnly = rule.endsWith('/');
    const pattern = rule.slice(negated ? 1 : 0, directoryOnly ? -1 : undefined);
    return [{ matches: matcher(pattern, directory), negated, directoryOnly }];
  });
}

/** Every name of a project meets every rule above it: the usual ones are compared without reading the pattern again. */
function matcher(pattern: string, directory: string): Ignore['matches'] {
  const isLiteral = !/[*?[\\]/.test(pattern);
  if (pattern.includes('/')) {
    const anchored = pattern.replace(/^\//, '');
    if (isLiteral) {
      const target = path.join(directory, anchored);
      return (full) => full === target;
    }
    return (full) => matchesGlob(anchored, path.relative(directory, full));
  }
  if (isLiteral) return (_, name) => name === pattern;
  const [, suffix] = /^\*([^*?[\\]*)$/.exec(pattern) ?? [];
  if (suffix !== undefined) return (_, name) => name.endsWith(suffix);
  return (_, name) => matchesGlob(pattern, name);
}

/** The last rule that matches decides, as in git. `name` is the last part of the path. */
export function isIgnored(ignores: readonly Ignore[], full: string, name: string, isDirectory: boolean): boolean {
  for (let i = ignores.length - 1; i >= 0; i--) {
    const rule = ignores[i]!;
    if ((isDirectory || !rule.directoryOnly) && rule.matches(full, name)) return !rule.negated;
  }
  return false;
}
