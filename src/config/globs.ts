/** Which files do the globs of the settings mean? */
import path from 'node:path/posix';
import { Minimatch } from 'minimatch';

/** Globs and the directory that they count from. */
export interface Globs {
  readonly globs: readonly string[];
  /** Absolute. */
  readonly directory: string;
}

/**
 * Tests absolute paths against globs: `**` crosses directories, `*` and `?` do not. A glob that matches a directory means
 * all that is in it; one without a slash matches names in every directory. Files outside of `directory` are not meant.
 */
export function globTest({ globs, directory }: Globs): (absolute: string) => boolean {
  const patterns = globs.map(patternsOf);
  return (absolute) => {
    const relative = path.relative(directory, absolute);
    return isInside(relative) && patterns.some((all) => all.some((pattern) => pattern.match(relative)));
  };
}

/** The same for several lists one after the other, in which a glob after `!` takes back what those before it match. */
export function ignoreTest(lists: readonly Globs[]): (absolute: string) => boolean {
  const steps = lists.flatMap(({ globs, directory }) =>
    globs.map((glob) => {
      const isBack = glob.startsWith('!');
      return { isBack, test: globTest({ globs: [isBack ? glob.slice(1) : glob], directory }) };
    }),
  );
  return (absolute) => {
    let isIgnored = false;
    for (const { isBack, test } of steps) if (isIgnored === isBack && test(absolute)) isIgnored = !isBack;
    return isIgnored;
  };
}

function isInside(relative: string): boolean {
  return relative !== '..' && !relative.startsWith('../');
}

function patternsOf(glob: string): readonly Minimatch[] {
  const trimmed = glob.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
  const anchored = trimmed === '' || trimmed === '.' ? '**' : /\/./.test(glob) ? trimmed : `**/${trimmed}`;
  const options = { dot: true, nocomment: true, nonegate: true, platform: 'linux' } as const;
  return [new Minimatch(anchored, options), new Minimatch(`${anchored}/**`, options)];
}
