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

/** A glob of `ignore`, and the directory that it counts from. */
export interface IgnoreGlob {
  readonly glob: string;
  readonly directory: string;
}

/**
 * The glob that leaves an absolute path out; undefined where none does. A glob after `!` takes back what those before it
 * match.
 */
export function ignoring<T extends IgnoreGlob>(globs: readonly T[]): (absolute: string) => T | undefined {
  const steps = globs.map((said) => {
    const isBack = said.glob.startsWith('!');
    return {
      said,
      isBack,
      test: globTest({ globs: [isBack ? said.glob.slice(1) : said.glob], directory: said.directory }),
    };
  });
  return (absolute) => {
    let by: T | undefined;
    for (const { said, isBack, test } of steps) {
      if ((by !== undefined) === isBack && test(absolute)) by = isBack ? undefined : said;
    }
    return by;
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
