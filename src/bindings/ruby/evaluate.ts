/** What is the value of a Ruby expression of a server's configuration, without running it? (a static subset, bindings.md §8) */
import { builder, gradeOf, type Mapped, slice, standing } from '../../yaml/index.ts';
import type { Environment } from '../commands/process.ts';
import { type PyValue, UNKNOWN } from '../python/evaluate.ts';

/** Deeper nesting than this is no setting. */
const MAX_DEPTH = 30;

export interface RubyKnown {
  readonly names: ReadonlyMap<string, PyValue>;
  readonly env: Environment;
}

interface State {
  readonly line: Mapped;
  readonly known: RubyKnown;
  at: number;
  depth: number;
}

/** The values of `a, b, key: c`: those without a key in order, the others by key; undefined when anything is not readable. */
export interface RubyArguments {
  readonly values: readonly PyValue[];
  readonly options: ReadonlyMap<string, PyValue>;
}

/** Reads comma-separated arguments; what is not of the subset is unknown, and so is all after it. */
export function rubyArguments(line: Mapped, known: RubyKnown): RubyArguments {
  const state: State = { line, known, at: 0, depth: 0 };
  const values: PyValue[] = [];
  const options = new Map<string, PyValue>();
  for (let more = rest(state) !== ''; more; more = accept(state, /^,\s*/) !== undefined) {
    const key = accept(state, /^:?([a-z_]\w*)\s*(=>|:(?!:))\s*/)?.replace(/^:|\s*(=>|:)\s*$/g, '');
    const value = alternative(state);
    if (key === undefined) values.push(value);
    else options.set(key, value);
  }
  if (rest(state) !== '') values.push(UNKNOWN);
  return { values, options };
}

/** Evaluates a whole text as one expression. */
export function rubyValue(line: Mapped, known: RubyKnown): PyValue {
  const { values, options } = rubyArguments(line, known);
  return values.length === 1 && options.size === 0 ? values[0]! : UNKNOWN;
}

/** Whether a value counts as true: only nil and false do not. */
export function rubyTruth(value: PyValue): boolean | undefined {
  if (value.kind === 'unknown' || value.kind === 'either') return undefined;
  return value.kind === 'none' ? false : value.kind === 'bool' ? value.text.text === 'true' : true;
}

function rest(state: State): string {
  while (state.at < state.line.text.length && /\s/.test(state.line.text[state.at]!)) state.at++;
  return state.line.text.slice(state.at, state.at + 400);
}

function accept(state: State, pattern: RegExp): string | undefined {
  const found = pattern.exec(rest(state))?.[0];
  if (found !== undefined) state.at += found.length;
  return found;
}

/** `a || b`, `a ? b : c`, `!a`, `a == b`. */
function alternative(state: State): PyValue {
  if (state.depth++ > MAX_DEPTH) return giveUp(state);
  let value = comparison(state);
  while (accept(state, /^\|\||^or\b/)) {
    const other = comparison(state);
    const holds = rubyTruth(value);
    value = holds === undefined ? UNKNOWN : holds ? value : other;
  }
  if (accept(state, /^\?\s/)) {
    const yes = alternative(state);
    if (!accept(state, /^:/)) return giveUp(state);
    const no = alternative(state);
    const holds = rubyTruth(value);
    value = holds === undefined ? { kind: 'either', options: [yes, no] } : holds ? yes : no;
  }
  state.depth--;
  return value;
}

function comparison(state: State): PyValue {
  const flips = accept(state, /^(!|not\s)+/) !== undefined;
  let value = sum(state);
  const operator = accept(state, /^(==|!=)/);
  if (operator) {
    const other = sum(state);
    const same = 'text' in value && 'text' in other ? value.text.text === other.text.text : undefined;
    value = same === undefined ? UNKNOWN : truthValue(state, same === (operator === '=='));
  }
  if (!flips) return value;
  const holds = rubyTruth(value);
  return holds === undefined ? UNKNOWN : truthValue(state, !holds);
}

function sum(state: State): PyValue {
  let value = postfix(state);
  while (accept(state, /^\+/)) {
    const other = postfix(state);
    value =
      value.kind === 'text' && other.kind === 'text'
        ? { kind: 'text', text: joined([value.text, other.text]) }
        : UNKNOWN;
  }
  return value;
}

function postfix(state: State): PyValue {
  let value = atom(state);
  for (;;) {
    const method = accept(state, /^&?\.([a-z_]\w*[?!]?)/)?.replace(/^&?\./, '');
    if (method === undefined) return value;
    const given = accept(state, /^\(/) ? closed(state, ')') : undefined;
    if (method === 'to_i' && 'text' in value && /^\s*\d+/.test(value.text.text))
      value = { kind: 'number', text: value.text };
    else if (method === 'to_s' && 'text' in value) value = { kind: 'text', text: value.text };
    else if (/^(present\?|nil\?|empty\?)$/.test(method) && value.kind !== 'unknown') {
      const isEmpty = value.kind === 'none' || ('text' in value && value.text.text === '');
      value = truthValue(state, method === 'present?' ? !isEmpty : method === 'nil?' ? value.kind === 'none' : isEmpty);
    } else value = UNKNOWN;
    if (given === undefined && accept(state, /^\{/)) closed(state, '}');
  }
}

function atom(state: State): PyValue {
  const text = rest(state);
  const start = state.at;
  if (text[0] === '"' || text[0] === "'") return string(state, text[0]);
  const number = accept(state, /^\d[\d_]*(?![\d.])/);
  if (number) {
    const digits = slice(state.line, start, state.at);
    return { kind: 'number', text: number.includes('_') ? over(state, start, number.replaceAll('_', '')) : digits };
  }
  const symbol = accept(state, /^:[a-z_]\w*/);
  if (symbol) return { kind: 'text', text: slice(state.line, start + 1, state.at) };
  if (accept(state, /^ENV\.fetch\s*\(/)) {
    const given = closed(state, ')');
    const block = accept(state, /^(\{|do\b)(\s*\|\w*\|)?/) ? closed(state, '}')?.values[0] : undefined;
    return variable(state, start, given?.values[0], block ?? given?.values[1] ?? UNKNOWN);
  }
  if (accept(state, /^ENV\s*\[/)) return variable(state, start, closed(state, ']')?.values[0], { kind: 'none' });
  if (accept(state, /^ENV\.key\?\s*\(/)) {
    const key = closed(state, ')')?.values[0];
    return key?.kind === 'text' ? truthValue(state, state.known.env.has(key.text.text)) : UNKNOWN;
  }
  if (accept(state, /^(Integer|String|Float)\s*\(/)) return closed(state, ')')?.values[0] ?? UNKNOWN;
  if (accept(state, /^\(/)) return closed(state, ')')?.values[0] ?? UNKNOWN;
  if (accept(state, /^nil\b/)) return { kind: 'none' };
  if (accept(state, /^(true|false)\b/)) return { kind: 'bool', text: slice(state.line, start, state.at) };
  const name = accept(state, /^[a-zA-Z_]\w*[?!]?/);
  if (name && state.known.names.has(name)) return state.known.names.get(name)!;
  return giveUp(state);
}

/** Arguments up to a closing bracket. */
function closed(state: State, bracket: string): RubyArguments | undefined {
  const values: PyValue[] = [];
  if (accept(state, new RegExp(`^\\${bracket}`))) return { values, options: new Map() };
  do values.push(alternative(state));
  while (accept(state, /^,/));
  if (accept(state, new RegExp(`^\\${bracket}`)) === undefined) {
    giveUp(state);
    return undefined;
  }
  return { values, options: new Map() };
}

/** A string; `#{…}` is evaluated in one in double quotes. */
function string(state: State, quote: string): PyValue {
  const { line } = state;
  const parts: Mapped[] = [];
  let known = true;
  let last = state.at + 1;
  for (let i = last; i < line.text.length; i++) {
    if (line.text[i] === quote) {
      parts.push(slice(line, last, i));
      state.at = i + 1;
      return known ? { kind: 'text', text: parts.length === 1 ? parts[0]! : joined(parts) } : UNKNOWN;
    }
    if (line.text[i] === '\\') {
      parts.push(slice(line, last, i));
      last = i + 1;
      i++;
    } else if (quote === '"' && line.text.startsWith('#{', i)) {
      const end = line.text.indexOf('}', i);
      if (end < 0) break;
      const inner = slice(line, i + 2, end);
      const value = state.depth > MAX_DEPTH ? UNKNOWN : rubyValueAt(inner, state);
      parts.push(slice(line, last, i));
      if ('text' in value) parts.push(standing(line.source.span(line.from[i]!, line.to[end]!), value.text.text));
      else known = false;
      last = end + 1;
      i = end;
    }
  }
  return giveUp(state);
}

function rubyValueAt(line: Mapped, outer: State): PyValue {
  const state: State = { line, known: outer.known, at: 0, depth: outer.depth + 1 };
  const value = alternative(state);
  return rest(state) === '' ? value : UNKNOWN;
}

function variable(state: State, start: number, key: PyValue | undefined, fallback: PyValue): PyValue {
  if (key?.kind !== 'text') return UNKNOWN;
  const set = state.known.env.get(key.text.text);
  if (set) return gradeOf(set) === 'unresolved' ? UNKNOWN : { kind: 'text', text: over(state, start, set.text) };
  return 'text' in fallback && fallback.kind !== 'bool'
    ? { kind: fallback.kind, text: over(state, start, fallback.text.text) }
    : fallback;
}

function truthValue(state: State, holds: boolean): PyValue {
  return { kind: 'bool', text: over(state, Math.max(0, state.at - 1), holds ? 'true' : 'false') };
}

function over(state: State, start: number, text: string): Mapped {
  const { line } = state;
  const from = line.from[start] ?? line.at;
  return standing(line.source.span(from, Math.max(from, line.to[state.at - 1] ?? from)), text);
}

function joined(parts: readonly Mapped[]): Mapped {
  const out = builder(parts[0]!.source, parts[0]!.at);
  for (const part of parts) for (let i = 0; i < part.text.length; i++) out.copy(part, i);
  return out.done();
}

function giveUp(state: State): PyValue {
  state.at = state.line.text.length;
  return UNKNOWN;
}
