/** What does an escape outside a class stand for? Characters, sets, positions, references and calls become items here. */
import { complement, emptySet, escapeSets } from './byte-set.ts';
import { readEscape } from './escapes.ts';
import type { AnyItem, Boundary, CharacterSet, Property } from './nodes.ts';
import { readGroupName, readNumber } from './numbers.ts';
import { readProperty } from './properties.ts';
import { limit, option, type State } from './state.ts';

const boundaries = 'AZzGbBK';
const wildcards = 'NCXR';
const terminators: Readonly<Record<string, string>> = { '<': '>', "'": "'", '{': '}' };

/** Reads from behind the backslash, which is at `start`. Says whether a quantifier may follow. */
export function readLiteralEscape(state: State, start: number): boolean {
  const found = readEscape(state, false);
  const span = () => ({ start, end: state.pos });
  const caseless = state.has(option.caseless);
  if (found.kind === 'character') {
    state.add({ type: 'character', code: found.code, caseless, ...span() });
    return true;
  }
  if (found.kind === 'reference') {
    const at = state.referencePlace(found.number, state.pos - 1);
    state.add({ type: 'back-reference', target: found.number, caseless, at, ...span() });
    return true;
  }
  const { letter } = found;
  if (boundaries.includes(letter)) {
    const kind = `\\${letter}` as Boundary['kind'];
    state.add({ type: 'boundary', kind, multiline: false, ...span() });
    return false;
  }
  if (wildcards.includes(letter)) {
    state.add({ type: 'any', kind: `\\${letter}` as AnyItem['kind'], dotAll: letter === 'C', ...span() });
    return true;
  }
  if (letter === 'g' || letter === 'k') readReference(state, letter, start);
  else state.add(readSet(state, letter, start));
  return true;
}

function readSet(state: State, letter: string, start: number): CharacterSet {
  if (letter === 'p' || letter === 'P') {
    const property = readProperty(state, letter === 'P');
    return propertySet(property, start, state.pos);
  }
  if (state.ucp && 'dDsSwW'.includes(letter)) {
    return propertySet({ name: `ucp:${letter.toLowerCase()}`, negated: letter < 'a' }, start, state.pos);
  }
  const isNegative = letter < 'a';
  return {
    type: 'set',
    origin: 'escape',
    bytes: escapeSets[letter] ?? emptySet(),
    beyond: !state.utf ? 'none' : 'HhVv'.includes(letter) ? 'some' : isNegative ? 'all' : 'none',
    properties: [],
    negated: false,
    size: { as: 'type', units: 1, data: 0 },
    start,
    end: state.pos,
  };
}

/** `\p{Any}` needs no property test: PCRE2 compiles it as a dot that matches newlines too. */
function propertySet(property: Property, start: number, end: number): CharacterSet {
  const isAny = property.name === 'any' && !property.negated;
  return {
    type: 'set',
    origin: 'property',
    bytes: isAny ? complement(emptySet()) : emptySet(),
    beyond: isAny ? 'all' : 'none',
    properties: isAny ? [] : [property],
    negated: false,
    size: { as: 'type', units: isAny ? 1 : 3, data: 0 },
    start,
    end,
  };
}

/** `\k<n>`, `\g{n}` are back references by name; `\g<n>`, `\g'n'` call a group by name or number. */
function readReference(state: State, letter: string, start: number): void {
  const terminator = terminators[state.peek()];
  if (terminator === undefined) throw state.refusal(letter === 'g' ? 157 : 169);
  if (letter === 'g') {
    const read = readNumber(state.text, state.pos + 1, limit.group, 161, state.captures);
    if (read.kind === 'error') throw state.refusal(read.code);
    if (read.kind === 'number') {
      if (state.text[read.pos] !== terminator) throw state.refusal(157);
      state.pos = read.pos + 1;
      state.add({ type: 'call', target: read.value, at: read.pos, start, end: state.pos });
      return;
    }
  }
  const { name, at } = readGroupName(state, terminator);
  const span = { start, end: state.pos };
  if (letter === 'g') state.add({ type: 'call', target: name, at, ...span });
  else state.add({ type: 'back-reference', target: name, caseless: state.has(option.caseless), at, ...span });
}
