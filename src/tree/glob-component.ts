/** Does one name match one component of a pattern? fnmatch(3) in the C locale, on byte strings. */

type Test = (c: string) => boolean;
/** `null` is `*`. */
type Piece = Test | null;

/** A matcher for one path component. It backs up to the last `*` only, so hostile patterns stay fast. */
export function componentMatcher(pattern: string): (name: string) => boolean {
  const pieces = piecesOf(pattern);
  const needsDot = !pattern.startsWith('.') && !pattern.startsWith('\\.');
  return (name) => !(needsDot && name.startsWith('.')) && pieces !== undefined && matches(pieces, name);
}

function matches(pieces: readonly Piece[], name: string): boolean {
  let at = 0;
  let piece = 0;
  let starPiece = -1;
  let starAt = 0;
  while (at < name.length) {
    const test = pieces[piece];
    if (test?.(name[at]!)) {
      at++;
      piece++;
    } else if (test === null) {
      starPiece = piece++;
      starAt = at;
    } else if (starPiece >= 0) {
      piece = starPiece + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (pieces[piece] === null) piece++;
  return piece === pieces.length;
}

/** Undefined for a pattern that matches nothing: one that ends in a lone backslash. */
function piecesOf(pattern: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*') {
      pieces.push(null);
    } else if (c === '?') {
      pieces.push(() => true);
    } else if (c === '[') {
      const set = setAt(pattern, i);
      pieces.push(set?.test ?? ((d) => d === '['));
      if (set) i = set.end;
    } else {
      if (c === '\\' && i + 1 === pattern.length) return undefined;
      const literal = c === '\\' ? pattern[++i]! : c;
      pieces.push((d) => d === literal);
    }
  }
  return pieces;
}

/** A bracket expression that begins at `from`; undefined when it is never closed (then `[` is an ordinary character). */
function setAt(pattern: string, from: number): { readonly end: number; readonly test: Test } | undefined {
  let at = from + 1;
  const isNegated = pattern[at] === '!' || pattern[at] === '^';
  if (isNegated) at++;
  const members: Test[] = [];
  for (let isFirst = true; at < pattern.length; isFirst = false, at++) {
    if (pattern[at] === ']' && !isFirst) {
      return { end: at, test: (c) => members.some((member) => member(c)) !== isNegated };
    }
    const named = /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + 12));
    if (named) {
      const member = CLASSES[named[1]!];
      if (member === undefined) return { end: pattern.length - 1, test: () => false };
      members.push((c) => member.test(c));
      at += named[0].length - 1;
      continue;
    }
    if (pattern[at] === '\\' && at + 1 < pattern.length) at++;
    const low = pattern[at]!;
    if (pattern[at + 1] === '-' && pattern[at + 2] !== undefined && pattern[at + 2] !== ']') {
      at += 2;
      if (pattern[at] === '\\' && at + 1 < pattern.length) at++;
      const high = pattern[at]!;
      members.push((c) => c >= low && c <= high);
    } else {
      members.push((c) => c === low);
    }
  }
  return undefined;
}

/** The character classes of the C locale. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\0-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t-\r ]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};
