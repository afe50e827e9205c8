/** What does a conditional group `(?(…)` ask? A group, a name, recursion, DEFINE, the version, or an assertion that follows. */
import { isDigit } from './characters.ts';
import type { Condition } from './nodes.ts';
import { readGroupName, readNumber } from './numbers.ts';
import { limit, type State } from './state.ts';
import type { Walk } from './walk.ts';

/** The place is at the second parenthesis. */
export function openCondition(walk: Walk, start: number): void {
  const { state } = walk;
  state.pos++;
  if (state.atEnd()) throw state.refusal(114);
  state.depth++;
  if (state.peek() === '?' || state.peek() === '*') {
    state.pos--;
    walk.expectsAssertion = 2;
    state.openGroup('conditional', start, { condition: 'assertion' });
    return;
  }
  const condition = readCondition(state);
  if (state.peek() !== ')') throw state.refusal(124);
  state.pos++;
  state.openGroup('conditional', start, { condition });
}

function readCondition(state: State): Condition {
  const read = readNumber(state.text, state.pos, limit.group, 161, state.captures);
  if (read.kind !== 'none') state.pos = read.pos;
  if (read.kind === 'error') throw state.refusal(read.code);
  if (read.kind === 'number') {
    if (read.value <= 0) throw state.refusal(115);
    return { kind: 'number', number: read.value, at: state.pos - 2 };
  }
  if (state.left() >= 10 && state.isNext('VERSION') && state.peek(7) !== ')') return readVersion(state);
  return readNameCondition(state);
}

/** `VERSION=10.42`, `VERSION>=10.4`: a minor number of one digit counts tens. */
function readVersion(state: State): Condition {
  state.pos += 7;
  const orLater = state.peek() === '>';
  if (orLater) state.pos++;
  if (state.peek() !== '=') throw state.refusal(179);
  state.pos++;
  if (!isDigit(state.peek())) throw state.refusal(179);
  const read = readNumber(state.text, state.pos, 1000, 179);
  state.pos = read.pos;
  if (read.kind !== 'number' || state.atEnd()) throw state.refusal(179);
  if (state.peek() !== '.') return { kind: 'version', orLater, major: read.value, minor: 0 };
  state.pos++;
  if (!isDigit(state.peek())) throw state.refusal(179);
  let minor = Number(state.peek()) * 10;
  state.pos++;
  if (isDigit(state.peek())) {
    minor += Number(state.peek());
    state.pos++;
  }
  if (state.peek() !== ')') throw state.refusal(179);
  return { kind: 'version', orLater, major: read.value, minor };
}

/** `R` and `R1` may be names too; which they are is known only when the whole pattern has been read. */
function readNameCondition(state: State): Condition {
  if (state.peek() === 'R' && state.peek(1) === '&') {
    state.pos++;
    const { name, at } = readGroupName(state, ')');
    state.pos--;
    return { kind: 'called-name', name, at };
  }
  const opener = state.peek();
  if (opener === '<' || opener === "'") {
    const { name, at } = readGroupName(state, opener === '<' ? '>' : "'");
    return { kind: 'name', name, at };
  }
  state.pos--;
  const { name, at } = readGroupName(state, ')');
  state.pos--;
  if (name === 'DEFINE') return { kind: 'define', at };
  const isCall = name[0] === 'R' && [...name.slice(1)].every(isDigit);
  return { kind: isCall ? 'called-number' : 'name', name, at };
}
