/**
 * What does the escape after this backslash mean? Simple ones give a character, a reference or the letter of a special escape;
 * names and properties are read by the callers (pcre2_compile.c, check_escape).
 */
import { hexValue, isDigit, isLetter, isOctal } from './characters.ts';
import { readCounts, readNumber } from './numbers.ts';
import { limit, type State } from './state.ts';

export type Escape =
  | { readonly kind: 'character'; readonly code: number }
  | { readonly kind: 'reference'; readonly number: number }
  /** One of A B C D E G H K N P Q R S V W X Z b d g h k p s v w z. */
  | { readonly kind: 'special'; readonly letter: string };

const special = new Set('ABCDEGHKNPQRSVWXZbdhkpsvwz');
const controls: Readonly<Record<string, number>> = { a: 0x07, e: 0x1b, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09 };
const maxUnicode = 0x10ffff;
/** \1… beyond this is no reference at all but perhaps octal (INT_MAX / 10 - 1). */
const maxDecimal = 214748363;

/** Reads from behind the backslash to the end of the escape. */
export function readEscape(state: State, inClass: boolean): Escape {
  if (state.atEnd()) throw state.refusal(101);
  const letter = state.peek();
  const code = state.take();
  if (!isDigit(letter) && !isLetter(letter)) return { kind: 'character', code };
  if (special.has(letter)) {
    if (letter === 'N' && state.peek() === '{') return readNamedCharacter(state);
    return { kind: 'special', letter };
  }
  const control = controls[letter];
  if (control !== undefined) return { kind: 'character', code: control };
  switch (letter) {
    case 'F':
    case 'l':
    case 'L':
    case 'u':
    case 'U':
      throw state.refusal(137);
    case 'g':
      return inClass ? { kind: 'character', code } : readG(state);
    case 'o':
      return { kind: 'character', code: readBracedOctal(state) };
    case 'x':
      return { kind: 'character', code: readHex(state) };
    case 'c':
      return { kind: 'character', code: readControl(state) };
  }
  if (isDigit(letter)) return readDigits(state, letter, inClass);
  throw state.refusal(103, state.pos - 1);
}

/** `\N{U+41}` is a character, in UTF mode only; `\N{2,3}` a quantified \N; other braces are Perl's names. */
function readNamedCharacter(state: State): Escape {
  if (state.left() > 2 && state.peek(1) === 'U' && state.peek(2) === '+') {
    if (!state.utf) throw state.refusal(193);
    state.pos += 2;
    return { kind: 'character', code: readBracedHex(state) };
  }
  const counts = readCounts(state.text, state.pos + 1);
  if (counts.kind === 'error') throw state.refusal(counts.code);
  if (counts.kind === 'none') throw state.refusal(137);
  return { kind: 'special', letter: 'N' };
}

/** `\g1`, `\g{-1}` are references; `\g{name}` is `\k{name}`; `\g<…>` and `\g'…'` are calls, read by the caller. */
function readG(state: State): Escape {
  if (state.atEnd()) throw state.refusal(157);
  const opener = state.peek();
  if (opener === '<' || opener === "'") return { kind: 'special', letter: 'g' };
  const braced = opener === '{';
  const read = readNumber(state.text, state.pos + (braced ? 1 : 0), limit.group, 161, state.captures);
  if (!braced) state.pos = read.pos;
  if (read.kind === 'error') throw state.refusal(read.code);
  if (read.kind === 'none') {
    if (braced) return { kind: 'special', letter: 'k' };
    throw state.refusal(157);
  }
  if (braced) {
    if (state.text[read.pos] !== '}') throw state.refusal(157);
    state.pos = read.pos + 1;
  }
  if (read.value <= 0) throw state.refusal(115);
  return { kind: 'reference', number: read.value };
}

/**
 * `\1` … `\9` are references, and longer numbers too if there are as many groups before, or they start with 8 or 9. Everything
 * else, and all digits in a class, is up to three octal digits, or a literal 8 or 9.
 */
function readDigits(state: State, letter: string, inClass: boolean): Escape {
  if (!inClass && letter !== '0') {
    const read = readNumber(state.text, state.pos - 1, maxDecimal, 0);
    if (read.kind === 'number' && (read.value < 10 || letter >= '8' || read.value <= state.captures)) {
      state.pos = read.pos;
      if (read.value > limit.group) throw state.refusal(161);
      return { kind: 'reference', number: read.value };
    }
  }
  if (letter >= '8') return { kind: 'character', code: letter.charCodeAt(0) };
  let code = letter.charCodeAt(0) - 0x30;
  for (let count = 0; count < 2 && isOctal(state.peek()); count++) {
    code = code * 8 + state.peek().charCodeAt(0) - 0x30;
    state.pos++;
  }
  if (!state.utf && code > 0xff) throw state.refusal(151);
  return { kind: 'character', code };
}

function readControl(state: State): number {
  if (state.atEnd()) throw state.refusal(102);
  const code = state.peek().toUpperCase().charCodeAt(0);
  const isAscii = state.text.charCodeAt(state.pos) <= 126;
  if (!isAscii || code < 32) throw state.refusal(168);
  state.pos++;
  return code ^ 0x40;
}

function readBracedOctal(state: State): number {
  if (state.peek() !== '{') throw state.refusal(155, notPastEnd(state));
  state.pos++;
  return readBracedCode(state, 8, (char) => (isOctal(char) ? hexValue(char) : -1), 164);
}

/** `\x{…}`, or at most two hexadecimal digits. */
function readHex(state: State): number {
  if (state.peek() === '{') return readBracedHex(state);
  let code = 0;
  for (let count = 0; count < 2 && hexValue(state.peek()) >= 0; count++) {
    code = code * 16 + hexValue(state.peek());
    state.pos++;
  }
  return code;
}

/** From the character before the digits (the brace, or the + of U+). */
function readBracedHex(state: State): number {
  state.pos++;
  return readBracedCode(state, 16, hexValue, 167);
}

function readBracedCode(state: State, base: 8 | 16, digitOf: (char: string) => number, badDigit: number): number {
  if (state.atEnd() || state.peek() === '}') throw state.refusal(178);
  const max = state.utf ? maxUnicode : 0xff;
  let code = 0;
  for (let value = digitOf(state.peek()); value >= 0; value = digitOf(state.peek())) {
    code = Math.min(code * base + value, max + 1);
    state.pos++;
  }
  if (code > max) throw state.refusal(134);
  if (state.peek() !== '}') throw state.refusal(badDigit, notPastEnd(state));
  if (state.utf && code >= 0xd800 && code <= 0xdfff) throw state.refusal(173);
  state.pos++;
  return code;
}

/** PCRE2 steps back from the character it has just looked at, and does so at the end of the pattern too. */
function notPastEnd(state: State): number {
  return state.atEnd() ? state.pos - 1 : state.pos;
}
