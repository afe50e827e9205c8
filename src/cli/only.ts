/** Which files are findings told of (`--only`)? */
import path from 'node:path/posix';
import { UsageError, type World } from './context.ts';

/**
 * The test for `--only`: words are files, also several in one word, line by line (what `git diff --name-only` prints) or
 * with commas between them. Files that hold nothing for nginx may be among them; one that is not there is a mistake. Throws
 * UsageError.
 */
export function onlyOf(
  words: readonly string[] | undefined,
  { cwd, fs }: World,
): ((absolute: string) => boolean) | undefined {
  if (words === undefined) return undefined;
  const isThere = (name: string): boolean => fs.stat(path.resolve(cwd, name)) !== undefined;
  const names = words
    .flatMap((word) => word.split('\n'))
    .flatMap((word) => (word.includes(',') && !isThere(word) ? word.split(',') : [word]))
    .filter((name) => name !== '');
  const missing = names.find((name) => !isThere(name));
  if (missing !== undefined) {
    throw new UsageError(
      `--only \`${missing}\`: no such file`,
      'paths count from the working directory; of a diff, leave deleted files out: `git diff --name-only --diff-filter=d`',
    );
  }
  // a link in sites-enabled and the file it leads to are one
  const wanted = new Set(names.map((name) => fs.realpath(path.resolve(cwd, name))));
  return (absolute) => wanted.has(fs.realpath(absolute));
}
