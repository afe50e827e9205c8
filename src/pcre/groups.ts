/**
 * Which kind of group does this parenthesis open? Everything that starts with `(` and `(?`, except conditions and the items that
 * start with `(*`. Comments have been passed already.
 */
import { openLookahead, openLookbehind } from './assertions.ts';
import { isDigit } from './characters.ts';
import { openCondition } from './conditions.ts';
import type { GroupKind } from './nodes.ts';
import { readGroupName, readNumber } from './numbers.ts';
import { limit, option, type State } from './state.ts';
import { readStarItem } from './verbs.ts';
import type { Walk } from './walk.ts';

const letters: Readonly<Record<string, number>> = {
  J: option.duplicateNames,
  i: option.caseless,
  m: option.multiline,
  n: option.noAutoCapture,
  s: option.dotAll,
  U: option.ungreedy,
};
/** What (?^) takes back. */
const unsetByCaret =
  option.caseless | option.multiline | option.noAutoCapture | option.dotAll | option.extended | option.extendedMore;
const calloutEnds: Readonly<Record<string, string>> = {
  '`': '`',
  "'": "'",
  '"': '"',
  '^': '^',
  '%': '%',
  '#': '#',
  $: '$',
  '{': '}',
};

/** Reads from behind the `(`, which is at `start`. `expected` > 0: an assertion must come, as the condition of a group. */
export function readOpening(walk: Walk, start: number, expected: number): void {
  const { state } = walk;
  if (state.atEnd()) throw state.refusal(114);
  if (state.peek() === '*') readStarItem(walk, start, expected);
  else if (state.peek() === '?') {
    state.pos++;
    if (state.atEnd()) throw state.refusal(114);
    readQuestionItem(walk, start, expected);
  } else openPlain(state, start);
}

function openPlain(state: State, start: number): void {
  state.depth++;
  if (state.has(option.noAutoCapture)) state.openGroup('plain', start);
  else {
    state.nextCapture();
    state.openCapture(start);
  }
}

function readQuestionItem(walk: Walk, start: number, expected: number): void {
  const { state } = walk;
  const char = state.peek();
  switch (char) {
    case 'P':
      readPython(walk, start);
      return;
    case 'R':
      state.pos++;
      if (state.peek() !== ')') throw state.refusal(158);
      addCall(walk, start, 0);
      return;
    case '+':
      if (!isDigit(state.peek(1))) throw state.refusal(129);
      callNumber(walk, start);
      return;
    case '&':
      callName(walk, start);
      return;
    case 'C':
      readCallout(walk, start, expected);
      return;
    case '(':
      openCondition(walk, start);
      return;
    case '>':
      state.pos++;
      state.depth++;
      state.openGroup('atomic', start);
      return;
    case '=':
      openLookahead(state, 'lookahead', start, expected);
      return;
    case '*':
      openLookahead(state, 'non-atomic-lookahead', start, expected);
      return;
    case '!':
      openLookahead(state, 'negative-lookahead', start, expected);
      return;
    case '<':
      readAngle(state, start, expected);
      return;
    case "'":
      defineName(state, "'", start);
      return;
  }
  if (isDigit(char) || (char === '-' && isDigit(state.peek(1)))) callNumber(walk, start);
  else readOptions(state, start);
}

/** `(?<=`, `(?<!`, `(?<*` look behind; `(?<name>` is a named group. */
function readAngle(state: State, start: number, expected: number): void {
  const kinds: Readonly<Record<string, GroupKind>> = {
    '=': 'lookbehind',
    '!': 'negative-lookbehind',
    '*': 'non-atomic-lookbehind',
  };
  const kind = kinds[state.peek(1)];
  if (kind === undefined) {
    defineName(state, '>', start);
    return;
  }
  const at = state.pos - 2;
  state.pos += 2;
  openLookbehind(state, kind, start, at, expected);
}

/** From the opening delimiter of the name. */
function defineName(state: State, terminator: string, start: number): void {
  const { name } = readGroupName(state, terminator);
  state.nextCapture();
  state.depth++;
  state.nameGroup(name);
  state.openCapture(start, name);
}

/** `(?P<n>`, `(?P>n)`, `(?P=n)`. */
function readPython(walk: Walk, start: number): void {
  const { state } = walk;
  state.pos++;
  if (state.atEnd()) throw state.refusal(114);
  const char = state.peek();
  if (char === '<') defineName(state, '>', start);
  else if (char === '>') callName(walk, start);
  else if (char === '=') {
    const { name, at } = readGroupName(state, ')');
    const caseless = state.has(option.caseless);
    state.add({ type: 'back-reference', target: name, caseless, at, start, end: state.pos });
    walk.quantifiable = true;
  } else throw state.refusal(141);
}

function callName(walk: Walk, start: number): void {
  const { state } = walk;
  const { name, at } = readGroupName(state, ')');
  state.add({ type: 'call', target: name, at, start, end: state.pos });
  walk.quantifiable = true;
}

function callNumber(walk: Walk, start: number): void {
  const { state } = walk;
  const relativeTo = isDigit(state.peek()) ? undefined : state.captures;
  const read = readNumber(state.text, state.pos, limit.group, 161, relativeTo);
  state.pos = read.pos;
  if (read.kind === 'error') throw state.refusal(read.code);
  if (state.peek() !== ')') throw state.refusal(114);
  addCall(walk, start, read.kind === 'number' ? read.value : 0);
}

/** The place is at the closing parenthesis. */
function addCall(walk: Walk, start: number, target: number): void {
  const { state } = walk;
  const at = state.pos++;
  state.add({ type: 'call', target, at, start, end: state.pos });
  walk.quantifiable = true;
}

function readCallout(walk: Walk, start: number, expected: number): void {
  const { state } = walk;
  state.pos++;
  if (state.atEnd()) throw state.refusal(114);
  walk.expectsAssertion = expected - 1;
  const opener = state.pos;
  const isNumber = state.peek() === ')' || isDigit(state.peek());
  const argument = isNumber ? readCalloutNumber(state) : readCalloutText(state);
  if (state.peek() !== ')') throw state.refusal(139);
  state.pos++;
  state.add({ type: 'callout', argument, at: opener, start, end: state.pos });
}

function readCalloutNumber(state: State): number {
  let value = 0;
  while (isDigit(state.peek())) {
    value = value * 10 + state.peek().charCodeAt(0) - 0x30;
    state.pos++;
    if (value > 255) throw state.refusal(138);
  }
  return value;
}

/** A text between two equal marks (or braces); the closing one doubled stands for itself. Gives it with its delimiters. */
function readCalloutText(state: State): string {
  const from = state.pos;
  const mark = calloutEnds[state.peek()];
  if (mark === undefined) throw state.refusal(182);
  for (let at = from; ; ) {
    const close = state.text.indexOf(mark, at + 1);
    if (close < 0) throw state.refusal(181, from);
    if (state.text[close + 1] !== mark) {
      state.pos = close + 1;
      return state.text.slice(from, close + 1);
    }
    at = close + 1;
  }
}

/** `(?|`, `(?i-s)`, `(?x:`, `(?:`. Options that end with `)` hold to the end of the group around them. */
function readOptions(state: State, start: number): void {
  state.depth++;
  state.pushNest(state.peek() === '|' ? 'branch-reset' : 'options');
  if (state.peek() === '|') {
    state.sharesNumbers = true;
    state.pos++;
    state.openGroup('branch-reset', start);
    return;
  }
  readLetters(state);
  if (state.atEnd()) throw state.refusal(114);
  const closes = state.peek() === ')';
  state.pos++;
  if (!closes) {
    state.openGroup('plain', start);
    return;
  }
  state.depth--;
  const outer = state.nests.at(-2);
  if (outer?.depth === state.depth) state.nests.pop();
  else state.nests.at(-1)!.depth = state.depth;
}

function readLetters(state: State): void {
  const change = { set: 0, unset: 0 };
  let side: 'set' | 'unset' = 'set';
  let hyphenAllowed = true;
  if (state.peek() === '^') {
    state.options &= ~unsetByCaret;
    hyphenAllowed = false;
    state.pos++;
  }
  while (!state.atEnd() && state.peek() !== ')' && state.peek() !== ':') {
    const char = state.peek();
    const flag = letters[char];
    if (char === '-') {
      if (!hyphenAllowed) throw state.refusal(194);
      side = 'unset';
      hyphenAllowed = false;
    } else if (char === 'x') {
      change[side] |= option.extended;
      if (state.peek(1) === 'x') {
        change[side] |= option.extendedMore;
        state.pos++;
      }
    } else if (flag === undefined) throw state.refusal(111);
    else change[side] |= flag;
    state.pos++;
  }
  const both = option.extended | option.extendedMore;
  if ((change.set & both) === option.extended || (change.unset & option.extended) !== 0) {
    change.unset |= option.extendedMore;
  }
  state.options = (state.options | change.set) & ~change.unset;
}
