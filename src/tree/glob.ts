/** Which files does an include pattern name? glob(3) with no flags, as ngx_open_glob (src/os/unix/ngx_files.c) calls it. */
import { type FileSystem, FsError } from '../fs/index.ts';
import { fromByteString, toByteString } from '../text/index.ts';
import { componentMatcher } from './glob-component.ts';

/** Does nginx treat the path as a pattern (ngx_conf_include: strpbrk(name, "*?["))? Escapes do not count. */
export function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/**
 * Existing paths that match an absolute pattern, in byte order (nginx never sets a locale). `*` and `?` do not match `/` nor
 * a leading dot; `[…]` are sets; `\` quotes; no braces, no `**`. Directories that cannot be read match nothing.
 */
export function glob(fs: FileSystem, pattern: string): readonly string[] {
  let paths: string[] = [''];
  const parts = pattern.split('/').slice(1);
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const next: string[] = [];
    const matches = isPattern(part) ? componentMatcher(toByteString(part)) : undefined;
    for (const path of paths) {
      if (matches === undefined) {
        const at = `${path}/${part.replace(/\\(.)/g, '$1')}`;
        if (!isLast || fs.stat(at)) next.push(at);
        continue;
      }
      for (const { name, kind } of entriesOf(fs, path === '' ? '/' : path)) {
        if (!matches(toByteString(name))) continue;
        const at = `${path}/${name}`;
        const isDirectory = kind === 'directory' || (kind === 'symlink' && fs.stat(at)?.kind === 'directory');
        if (isLast || isDirectory) next.push(at);
      }
    }
    paths = next;
  }
  // the byte order of two UTF-8 texts is that of their byte strings
  const keyed = paths.map(toByteString).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return keyed.map(fromByteString);
}

/** A directory's entries as readdir gives them to glob: with `.` and `..`, which `.*` matches. */
function entriesOf(fs: FileSystem, path: string): readonly { readonly name: string; readonly kind: string }[] {
  try {
    return [{ name: '.', kind: 'directory' }, { name: '..', kind: 'directory' }, ...fs.list(path)];
  } catch (error) {
    if (error instanceof FsError) return [];
    throw error;
  }
}
