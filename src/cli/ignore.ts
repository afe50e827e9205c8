/** Which files do the settings leave out? Globs relative to the settings file; `**` crosses directories, `*` and `?` do not. */
import path from 'node:path/posix';

/**
 * Tests absolute paths against the globs of `ignore`. A glob that matches a directory leaves out all that is in it; one
 * without a slash matches names in every directory.
 */
export function ignoreTest(globs: readonly string[], directory: string): (absolute: string) => boolean {
  if (globs.length === 0) return () => false;
  const patterns = globs.map(regexOf);
  return (absolute) => {
    const relative = path.relative(directory, absolute);
    return !relative.startsWith('../') && patterns.some((pattern) => pattern.test(relative));
  };
}

function regexOf(glob: string): RegExp {
  const anchored = glob.replace(/^\.?\//, '').replace(/\/+$/, '');
  const isAnywhere = !/\/./.test(glob);
  return new RegExp(`^${isAnywhere ? '(?:.*/)?' : ''}${translated(anchored)}(?:/.*)?$`, 's');
}

const TOKEN = /\*\*\/|\*\*|\*|\?|\[!?\]?[^\]]*\]|\{[^{}]*\}|[\s\S]/g;

function translated(glob: string): string {
  return glob.replace(TOKEN, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1 && token[0] === '{') return `(?:${token.slice(1, -1).split(',').map(translated).join('|')})`;
    if (token.length > 1) return token.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return token.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
}
