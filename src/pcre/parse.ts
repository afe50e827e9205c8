/**
 * Is this pattern well formed, and what does it consist of? One walk over the text, in the order in which parse_regex of
 * pcre2_compile.c looks at things, because the first mistake in that order is the one that nginx prints.
 */
import { isSpace } from './characters.ts';
import { readClass } from './class.ts';
import { readOpening } from './groups.ts';
import { readLiteralEscape } from './items.ts';
import type { Group, Node, Repeat } from './nodes.ts';
import { readCounts } from './numbers.ts';
import { limit, option, type State } from './state.ts';
import type { Walk } from './walk.ts';

export function parse(state: State): Group {
  const walk: Walk = { state, quantifiable: false, afterQuantifier: false, quoted: false, expectsAssertion: 0 };
  while (!state.atEnd()) {
    if (state.depth > limit.nesting) throw state.refusal(119);
    readNext(walk);
  }
  if (state.depth > 0) throw state.refusal(114);
  return state.close();
}

function readNext(walk: Walk): void {
  const { state } = walk;
  const start = state.pos;
  if (walk.quoted) {
    readQuoted(walk);
    return;
  }
  if (skipsNothing(walk)) return;
  const char = state.peek();
  const code = state.take();
  const expected = walk.expectsAssertion;
  if (expected > 0 && !startsAssertion(state, char, expected)) throw state.refusal(128, state.pos - 1);
  walk.expectsAssertion = 0;
  const { quantifiable, afterQuantifier } = walk;
  walk.quantifiable = false;
  walk.afterQuantifier = false;
  if (afterQuantifier && (char === '?' || char === '+')) {
    state.replaceLast((node) => withMode(state, node, char));
    return;
  }
  readItem(walk, { char, code, start, quantifiable, expected });
}

interface ItemStart {
  readonly char: string;
  readonly code: number;
  readonly start: number;
  readonly quantifiable: boolean;
  readonly expected: number;
}

function readItem(walk: Walk, item: ItemStart): void {
  const { state } = walk;
  const { char, start } = item;
  switch (char) {
    case '\\':
      walk.quantifiable = readLiteralEscape(state, start);
      return;
    case '^':
    case '$':
      state.add({ type: 'boundary', kind: char, multiline: state.has(option.multiline), start, end: state.pos });
      return;
    case '.':
      state.add({ type: 'any', kind: '.', dotAll: state.has(option.dotAll), start, end: state.pos });
      walk.quantifiable = true;
      return;
    case '*':
    case '+':
    case '?':
    case '{':
      readQuantifier(walk, item);
      return;
    case '[':
      readClass(state);
      walk.quantifiable = true;
      return;
    case '(':
      readOpening(walk, start, item.expected);
      return;
    case '|':
      startBranch(state);
      return;
    case ')':
      walk.quantifiable = closeGroup(state);
      return;
    default:
      addLiteral(walk, item.code, start);
  }
}

function addLiteral(walk: Walk, code: number, start: number): void {
  const { state } = walk;
  state.add({ type: 'character', code, caseless: state.has(option.caseless), start, end: state.pos });
  walk.quantifiable = true;
}

function readQuoted(walk: Walk): void {
  const { state } = walk;
  const start = state.pos;
  const code = state.take();
  if (code === 0x5c && state.peek() === 'E') {
    walk.quoted = false;
    state.pos++;
    return;
  }
  if (walk.expectsAssertion > 0) throw state.refusal(128, state.pos - 1);
  addLiteral(walk, code, start);
  walk.afterQuantifier = false;
}

/** Passes \Q, a lone \E, blanks and comments, between which and a quantifier the item before still counts. */
function skipsNothing(walk: Walk): boolean {
  const { state } = walk;
  if (state.isNext('\\Q') || state.isNext('\\E')) {
    walk.quoted = state.peek(1) === 'Q';
    state.pos += 2;
    return true;
  }
  if (state.has(option.extended) && skipsBlank(state)) return true;
  if (!state.isNext('(?#')) return false;
  const close = state.text.indexOf(')', state.pos + 3);
  if (close < 0) throw state.refusal(118, state.end);
  state.pos = close + 1;
  return true;
}

/** With (?x): white space, NEL, the Unicode marks of pattern white space, and `#` to the end of the line. */
function skipsBlank(state: State): boolean {
  const char = state.peek();
  const before = state.pos;
  const code = state.take();
  const isMark = (code | 1) === 0x200f || (code | 1) === 0x2029;
  if (isSpace(char) || code === 0x85 || isMark) return true;
  if (char !== '#') {
    state.pos = before;
    return false;
  }
  while (!state.atEnd()) {
    const length = newlineLength(state);
    if (length > 0) {
      state.pos += length;
      break;
    }
    state.take();
  }
  return true;
}

/** How long the line ending at the place is; 0 if there is none. The kinds are those of (*CRLF) and its like. */
function newlineLength(state: State): number {
  const char = state.peek();
  const isPair = state.isNext('\r\n');
  switch (state.newline) {
    case 'LF':
      return char === '\n' ? 1 : 0;
    case 'CR':
      return char === '\r' ? 1 : 0;
    case 'NUL':
      return char === '\0' ? 1 : 0;
    case 'CRLF':
      return isPair ? 2 : 0;
    case 'ANYCRLF':
      return isPair ? 2 : char === '\n' || char === '\r' ? 1 : 0;
    case 'ANY':
      if (isPair) return 2;
      if (char >= '\n' && char <= '\r') return 1;
      if (!state.utf) return char === '\x85' ? 1 : 0;
      if (state.isNext('\xc2\x85')) return 2;
      return state.isNext('\xe2\x80\xa8') || state.isNext('\xe2\x80\xa9') ? 3 : 0;
  }
}

/** `char` has been taken. Only a callout and the four plain lookarounds may stand where a condition is expected. */
function startsAssertion(state: State, char: string, expected: number): boolean {
  if (char !== '(' || state.left() < 3) return false;
  const second = state.peek(1);
  if (state.peek() === '*') return second >= 'a' && second <= 'z';
  if (state.peek() !== '?') return false;
  if (second === 'C') return expected === 2;
  if (second === '=' || second === '!') return true;
  return second === '<' && (state.peek(2) === '=' || state.peek(2) === '!');
}

function readQuantifier(walk: Walk, item: ItemStart): void {
  const { state } = walk;
  let min = item.char === '+' ? 1 : 0;
  let max = item.char === '?' ? 1 : Number.POSITIVE_INFINITY;
  if (item.char === '{') {
    const counts = readCounts(state.text, state.pos);
    if (counts.kind === 'error') throw state.refusal(counts.code, counts.pos);
    if (counts.kind === 'none') {
      addLiteral(walk, item.code, item.start);
      return;
    }
    ({ min, max, pos: state.pos } = counts);
  }
  const last = item.quantifiable ? state.takeLast() : undefined;
  if (last === undefined) throw state.refusal(109, state.pos - 1);
  const mode = state.has(option.ungreedy) ? 'lazy' : 'greedy';
  state.add({ type: 'repeat', item: last, min, max, mode, start: last.start, end: state.pos });
  walk.afterQuantifier = true;
}

function withMode(state: State, node: Node, mark: string): Node {
  if (node.type !== 'repeat') return node;
  const lazy = state.has(option.ungreedy) ? 'greedy' : 'lazy';
  const mode: Repeat['mode'] = mark === '+' ? 'possessive' : lazy;
  return { ...node, mode, end: state.pos };
}

/** In a branch reset every branch counts its groups from the same number. */
function startBranch(state: State): void {
  const nest = state.nestHere();
  if (nest?.kind === 'branch-reset') {
    nest.highest = Math.max(nest.highest, state.captures);
    state.captures = nest.resetTo;
  }
  state.nextBranch();
}

/** Says whether a quantifier may follow: not after the assertion of a condition. */
function closeGroup(state: State): boolean {
  const nest = state.nestHere();
  if (nest !== undefined) {
    state.options = nest.options;
    if (nest.kind === 'branch-reset') state.captures = Math.max(state.captures, nest.highest);
    state.nests.pop();
  }
  if (state.depth === 0) throw state.refusal(122, state.pos - 1);
  state.depth--;
  if (nest?.kind === 'atomic-script-run') state.closeGroup();
  state.closeGroup();
  return nest?.kind !== 'condition';
}
