/** Which number, repeat count or name stands here? The three small readers that escapes, groups and quantifiers share. */
import { isDigit, isWord } from './characters.ts';
import { nameKind } from './name-characters.ts';
import { limit, type State } from './state.ts';
import { decodeAt } from './utf8.ts';

/** A number was read, none stands here, or it is refused: then with PCRE2's error. `pos` is where reading stopped. */
export type NumberRead =
  | { readonly kind: 'number'; readonly value: number; readonly pos: number }
  | { readonly kind: 'none'; readonly pos: number }
  | { readonly kind: 'error'; readonly code: number; readonly pos: number };

/**
 * Reads a number, and with `relativeTo` also +n and -n, counted from that group (pcre2_compile.c, read_number).
 * `tooBig` 0 means that an over-large number is simply not one.
 */
export function readNumber(text: string, from: number, max: number, tooBig: number, relativeTo?: number): NumberRead {
  let pos = from;
  let sign = 0;
  let most = max;
  if (relativeTo !== undefined && (text[pos] === '+' || text[pos] === '-')) {
    sign = text[pos] === '+' ? 1 : -1;
    if (sign > 0) most -= relativeTo;
    pos++;
  }
  if (!isDigit(text.charAt(pos))) return { kind: 'none', pos: from };
  let value = 0;
  while (isDigit(text.charAt(pos))) {
    value = value * 10 + text.charCodeAt(pos++) - 0x30;
    if (value > most) return tooBig === 0 ? { kind: 'none', pos } : { kind: 'error', code: tooBig, pos };
  }
  if (sign === 0 || relativeTo === undefined) return { kind: 'number', value, pos };
  if (value === 0) return { kind: 'error', code: 126, pos };
  if (sign > 0) return { kind: 'number', value: value + relativeTo, pos };
  if (value > relativeTo) return { kind: 'error', code: 115, pos };
  return { kind: 'number', value: relativeTo + 1 - value, pos };
}

export type CountsRead =
  | { readonly kind: 'counts'; readonly min: number; readonly max: number; readonly pos: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'error'; readonly code: number; readonly pos: number };

/** Reads `n}`, `n,}` or `n,m}` after a `{`; anything else leaves the brace a literal (read_repeat_counts). */
export function readCounts(text: string, from: number): CountsRead {
  let pos = from;
  let commas = 0;
  for (; text[pos] !== '}'; pos++) {
    if (isDigit(text.charAt(pos))) continue;
    if (text[pos] !== ',' || ++commas > 1) return { kind: 'none' };
  }
  const low = readNumber(text, from, limit.repeat, 105);
  if (low.kind !== 'number') return low.kind === 'none' ? { kind: 'none' } : low;
  if (text[low.pos] === '}') return { kind: 'counts', min: low.value, max: low.value, pos: low.pos + 1 };
  if (text[low.pos + 1] === '}')
    return { kind: 'counts', min: low.value, max: Number.POSITIVE_INFINITY, pos: low.pos + 2 };
  const high = readNumber(text, low.pos + 1, limit.repeat, 105);
  if (high.kind !== 'number') return high.kind === 'none' ? { kind: 'none' } : high;
  if (high.value < low.value) return { kind: 'error', code: 104, pos: high.pos };
  return { kind: 'counts', min: low.value, max: high.value, pos: high.pos + 1 };
}

export interface NameRead {
  readonly name: string;
  /** Where the name starts. */
  readonly at: number;
}

/** Reads a group name whose opening delimiter is at `pos`, up to and past its terminator (read_name). */
export function readGroupName(state: State, terminator: string): NameRead {
  state.pos++;
  if (state.atEnd()) throw state.refusal(162);
  const at = state.pos;
  if (state.utf) skipUnicodeName(state);
  else {
    if (isDigit(state.peek())) throw state.refusal(144);
    while (isWord(state.peek())) state.pos++;
  }
  if (state.pos > at + limit.nameLength) throw state.refusal(148);
  if (state.pos === at) throw state.refusal(162);
  if (state.peek() !== terminator) throw state.refusal(142);
  return { name: state.text.slice(at, state.pos++), at };
}

function skipUnicodeName(state: State): void {
  for (let first = true; !state.atEnd(); first = false) {
    const { code, length } = decodeAt(state.text, state.pos);
    const kind = nameKind(code);
    if (first && kind === 'digit') throw state.refusal(144);
    if (kind === 'other' && code !== 0x5f) return;
    state.pos += length;
  }
}

/** Reads the name of a (*VERB) or (*alpha_assertion: whose `*` is at `pos`. */
export function readVerbName(state: State): string {
  state.pos++;
  const at = state.pos;
  while (isWord(state.peek())) state.pos++;
  if (state.pos > at + limit.nameLength) throw state.refusal(148);
  return state.text.slice(at, state.pos);
}
