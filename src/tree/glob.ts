/** Which files does an include pattern name? glob(3) with no flags, as ngx_open_glob (src/os/unix/ngx_files.c) calls it. */
import { type FileSystem, FsError } from '../fs/index.ts';

/** Does nginx treat the path as a pattern (ngx_conf_include: strpbrk(name, "*?["))? Escapes do not count. */
export function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/**
 * Existing paths that match an absolute pattern, in byte order. `*` and `?` do not match `/` nor a leading dot; `[…]` are
 * sets; `\` quotes; no braces, no `**`. Directories that cannot be read match nothing.
 */
export function glob(fs: FileSystem, pattern: string): readonly string[] {
  let paths: string[] = [''];
  const parts = pattern.split('/').slice(1);
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const next: string[] = [];
    if (part === '' || !isPattern(part)) {
      const literal = part.replace(/\\(.)/g, '$1');
      for (const path of paths) {
        const at = literal === '' ? path : `${path}/${literal}`;
        if (!isLast || fs.stat(at === '' ? '/' : at)) next.push(at);
      }
    } else {
      const matches = matcher(part);
      for (const path of paths) {
        for (const entry of entriesOf(fs, path === '' ? '/' : path)) {
          if (!matches(entry.name)) continue;
          const at = `${path}/${entry.name}`;
          if (isLast || entry.kind === 'directory' || (entry.kind === 'symlink' && fs.stat(at)?.kind === 'directory')) {
            next.push(at);
          }
        }
      }
    }
    paths = next;
  }
  return paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function entriesOf(fs: FileSystem, path: string) {
  try {
    return fs.list(path);
  } catch (error) {
    if (error instanceof FsError) return [];
    throw error;
  }
}

type Piece = { readonly kind: 'any' } | { readonly kind: 'one'; readonly test: (c: string) => boolean };

/** A matcher for one path component; linear back-tracking, so hostile patterns stay fast. */
function matcher(pattern: string): (name: string) => boolean {
  const pieces = piecesOf(pattern);
  const needsDot = pattern[0] !== '.' && !pattern.startsWith('\\.');
  return (name) => {
    if (needsDot && name.startsWith('.')) return false;
    const chars = [...name];
    let at = 0;
    let piece = 0;
    let starPiece = -1;
    let starAt = 0;
    while (at < chars.length) {
      const p = pieces[piece];
      if (p?.kind === 'one' && p.test(chars[at]!)) {
        at++;
        piece++;
      } else if (p?.kind === 'any') {
        starPiece = piece++;
        starAt = at;
      } else if (starPiece >= 0) {
        piece = starPiece + 1;
        at = ++starAt;
      } else {
        return false;
      }
    }
    while (pieces[piece]?.kind === 'any') piece++;
    return piece === pieces.length;
  };
}

function piecesOf(pattern: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const chars = [...pattern];
  for (let i = 0; i < chars.length; i++) {
    const c = chars[i]!;
    if (c === '*') {
      pieces.push({ kind: 'any' });
    } else if (c === '?') {
      pieces.push({ kind: 'one', test: () => true });
    } else if (c === '[') {
      const set = setAt(chars, i);
      if (set) {
        pieces.push({ kind: 'one', test: set.test });
        i = set.end;
      } else {
        pieces.push({ kind: 'one', test: (d) => d === '[' });
      }
    } else {
      const literal = c === '\\' && i + 1 < chars.length ? chars[++i]! : c;
      pieces.push({ kind: 'one', test: (d) => d === literal });
    }
  }
  return pieces;
}

/** A bracket expression that begins at `from`; undefined when it is never closed (then `[` is an ordinary character). */
function setAt(chars: readonly string[], from: number): { end: number; test: (c: string) => boolean } | undefined {
  let at = from + 1;
  const negated = chars[at] === '!' || chars[at] === '^';
  if (negated) at++;
  const ranges: [string, string][] = [];
  for (let first = true; at < chars.length; first = false, at++) {
    if (chars[at] === ']' && !first) {
      return { end: at, test: (c) => ranges.some(([low, high]) => c >= low && c <= high) !== negated };
    }
    if (chars[at] === '\\' && at + 1 < chars.length) at++;
    const low = chars[at]!;
    if (chars[at + 1] === '-' && chars[at + 2] !== undefined && chars[at + 2] !== ']') {
      ranges.push([low, chars[at + 2]!]);
      at += 2;
    } else {
      ranges.push([low, low]);
    }
  }
  return undefined;
}
