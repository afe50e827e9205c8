/**
 * Where does this bracket class end and what is in it? The rules for `]` first, `-` at the edges, POSIX names and \Q…\E inside a
 * class are those of parse_regex in pcre2_compile.c.
 */
import { posixSets } from './byte-set.ts';
import { ClassBuilder } from './class-builder.ts';
import { readEscape } from './escapes.ts';
import type { Node } from './nodes.ts';
import { readProperty } from './properties.ts';
import { option, type State } from './state.ts';

/** What a `-` means now: nothing special, the start of a range, or the middle of one. */
type RangeState = { readonly kind: 'none' } | { readonly kind: 'possible' | 'started'; readonly low: number };

interface ClassReader {
  readonly state: State;
  readonly builder: ClassBuilder;
  range: RangeState;
  quoted: boolean;
}

/** Reads from behind the `[`; leaves the place behind the `]`. */
export function readClass(state: State): void {
  const start = state.pos - 1;
  if (state.isNext('[:<:]]') || state.isNext('[:>:]]')) {
    readWordEdge(state, start);
    return;
  }
  if (posixEnd(state) !== undefined) throw state.refusal(state.peek() === ':' ? 112 : 113, state.pos - 1);
  const { negated, first } = readHead(state);
  const reader: ClassReader = {
    state,
    builder: new ClassBuilder(state, negated),
    range: { kind: 'none' },
    quoted: false,
  };
  for (let code = first; ; ) {
    readMember(reader, code);
    if (state.atEnd()) throw state.refusal(106);
    code = state.take();
    if (code === 0x5d && !reader.quoted) break;
  }
  settle(reader);
  if (reader.range.kind === 'started') reader.builder.addCharacter(0x2d);
  state.add(reader.builder.finish(start));
}

/** `[[:<:]]` and `[[:>:]]` stand for `\b(?=\w)` and `\b(?<=\w)`. */
function readWordEdge(state: State, start: number): void {
  const isStart = state.peek(2) === '<';
  state.pos += 6;
  const end = state.pos;
  state.add({ type: 'boundary', kind: '\\b', multiline: false, start, end });
  const kind = isStart ? 'lookahead' : 'lookbehind';
  if (!isStart) state.hasLookbehind = true;
  state.openGroup(kind, start, isStart ? {} : { at: 0 });
  state.add(wordSet(state, start));
  state.closeGroup();
}

function wordSet(state: State, start: number): Node {
  const builder = new ClassBuilder(state, false);
  builder.addEscape('w');
  const set = builder.finish(start);
  return set.type === 'set' ? { ...set, size: { as: 'type', units: state.ucp ? 3 : 1, data: 0 } } : set;
}

/** Skips `^`, empty quotes and, with (?xx), blanks; gives the first character of the contents. */
function readHead(state: State): { readonly negated: boolean; readonly first: number } {
  let negated = false;
  let first = 0x5b;
  while (!state.atEnd()) {
    first = state.take();
    if (first === 0x5c) {
      if (state.peek() === 'E') state.pos++;
      else if (state.isNext('Q\\E')) state.pos += 3;
      else break;
    } else if (isSkippedBlank(state, first)) continue;
    else if (!negated && first === 0x5e) negated = true;
    else break;
  }
  return { negated, first };
}

function isSkippedBlank(state: State, code: number): boolean {
  return state.has(option.extendedMore) && (code === 0x20 || code === 0x09);
}

function readMember(reader: ClassReader, code: number): void {
  const { state } = reader;
  if (reader.quoted) {
    if (code === 0x5c && state.peek() === 'E') {
      reader.quoted = false;
      state.pos++;
    } else addCharacter(reader, code);
    return;
  }
  if (isSkippedBlank(state, code)) return;
  if (code === 0x5b && state.left() >= 3) {
    const end = posixEnd(state);
    if (end !== undefined) {
      readPosix(reader, end);
      return;
    }
  }
  if (code === 0x2d && reader.range.kind === 'possible') reader.range = { kind: 'started', low: reader.range.low };
  else if (code === 0x5c) readClassEscape(reader);
  else addCharacter(reader, code);
}

/** A character ends a range that was started, or may start one; it is put into the class when that is known. */
function addCharacter(reader: ClassReader, code: number): void {
  const { range, state, builder } = reader;
  if (range.kind !== 'started') {
    settle(reader);
    reader.range = { kind: 'possible', low: code };
    return;
  }
  if (range.low > code) throw state.refusal(108, state.pos - 1);
  if (range.low === code) builder.addCharacter(code);
  else builder.addRange(range.low, code);
  reader.range = { kind: 'none' };
}

function settle(reader: ClassReader): void {
  if (reader.range.kind !== 'none') reader.builder.addCharacter(reader.range.low);
  if (reader.range.kind === 'possible') reader.range = { kind: 'none' };
}

function readPosix(reader: ClassReader, end: number): void {
  const { state, builder } = reader;
  if (reader.range.kind === 'started') throw state.refusal(150);
  if (state.peek() !== ':') throw state.refusal(113, state.pos - 1);
  settle(reader);
  state.pos++;
  const negated = state.peek() === '^';
  if (negated) state.pos++;
  const name = state.text.slice(state.pos, end);
  if (!posixSets.has(name)) throw state.refusal(130);
  state.pos = end + 2;
  refuseHyphen(state);
  builder.addPosix(name, negated);
}

/** A hyphen behind something that is no character cannot start a range; PCRE2 takes it for a mistake. */
function refuseHyphen(state: State): void {
  if (state.left() > 1 && state.peek() === '-' && state.peek(1) !== ']') throw state.refusal(150);
}

function readClassEscape(reader: ClassReader): void {
  const { state, builder } = reader;
  const found = readEscape(state, true);
  if (found.kind === 'character') {
    addCharacter(reader, found.code);
    return;
  }
  const letter = found.kind === 'special' ? found.letter : '';
  if (letter === 'b') addCharacter(reader, 0x08);
  else if (letter === 'Q') reader.quoted = true;
  else if (letter !== 'E') readClassType(reader, builder, letter);
}

function readClassType(reader: ClassReader, builder: ClassBuilder, letter: string): void {
  const { state } = reader;
  if (letter === 'B' || letter === 'R' || letter === 'X') throw state.refusal(107, state.pos - 1);
  if (reader.range.kind === 'started') throw state.refusal(150);
  settle(reader);
  if (letter === 'N') throw state.refusal(171);
  if (letter === 'p' || letter === 'P') builder.addProperty(readProperty(state, letter === 'P'));
  else if ('dDsSwWhHvV'.includes(letter)) builder.addEscape(letter);
  else throw state.refusal(107, state.pos - 1);
  refuseHyphen(state);
}

/**
 * Where does the POSIX item `[:…:]`, `[.….]` or `[=…=]` whose opening mark is next close? undefined if it is no such item
 * (check_posix_syntax).
 */
function posixEnd(state: State): number | undefined {
  const mark = state.peek();
  if (mark !== ':' && mark !== '.' && mark !== '=') return undefined;
  const { text, end } = state;
  for (let at = state.pos + 1; end - at >= 2; at++) {
    const char = text[at];
    const next = text[at + 1];
    if (char === '\\' && (next === ']' || next === '\\')) at++;
    else if ((char === '[' && next === mark) || char === ']') return undefined;
    else if (char === mark && next === ']') return at;
  }
  return undefined;
}
