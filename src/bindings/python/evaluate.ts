/** What is the value of a Python expression, as far as that can be said without running it? (bindings.md §7) */
import type { SourceText } from '../../text/index.ts';
import { builder, gradeOf, type Mapped, slice, standing } from '../../yaml/index.ts';
import type { Environment } from '../commands/process.ts';
import type { Token } from './tokens.ts';

export type PyValue =
  /** A string, a number (its digits as Python prints an integer), True or False, None. */
  | { readonly kind: 'text' | 'number' | 'bool'; readonly text: Mapped }
  | { readonly kind: 'none' }
  | { readonly kind: 'list'; readonly items: readonly PyValue[] }
  /** One of several, which of them depends on something unknown. */
  | { readonly kind: 'either'; readonly options: readonly PyValue[] }
  | { readonly kind: 'unknown' };

export const UNKNOWN: PyValue = { kind: 'unknown' };
const NONE: PyValue = { kind: 'none' };

export interface Known {
  readonly source: SourceText;
  readonly names: ReadonlyMap<string, PyValue>;
  readonly env: Environment;
}

/** Deeper nesting than this is no setting. */
const MAX_DEPTH = 40;

/** Evaluates all tokens as one expression; `unknown` when anything in it is not of the static subset. */
export function evaluate(tokens: readonly Token[], known: Known): PyValue {
  const state = { tokens, at: 0, known };
  const items = [conditional(state, 0)];
  while (peek(state) === ',' && state.at + 1 < tokens.length) {
    state.at++;
    items.push(conditional(state, 0));
  }
  const comma = peek(state) === ',';
  if (comma) state.at++;
  if (state.at < tokens.length) return UNKNOWN;
  return items.length > 1 || comma ? { kind: 'list', items } : items[0]!;
}

interface State {
  readonly tokens: readonly Token[];
  at: number;
  readonly known: Known;
}

function peek(state: State): string | undefined {
  const token = state.tokens[state.at];
  return token && (token.kind === 'operator' || token.kind === 'name') ? token.spelt : undefined;
}

function take(state: State, spelt: string): boolean {
  if (peek(state) !== spelt) return false;
  state.at++;
  return true;
}

function conditional(state: State, depth: number): PyValue {
  if (depth > MAX_DEPTH) return giveUp(state);
  const value = either(state, depth);
  if (!take(state, 'if')) return value;
  const condition = either(state, depth + 1);
  if (!take(state, 'else')) return giveUp(state);
  const other = conditional(state, depth + 1);
  const holds = truth(condition);
  if (holds === undefined) return { kind: 'either', options: [value, other] };
  return holds ? value : other;
}

/** `a or b`, `a and b`, `not a`, comparisons. */
function either(state: State, depth: number): PyValue {
  let value = both(state, depth);
  while (take(state, 'or')) {
    const other = both(state, depth);
    const holds = truth(value);
    value = holds === undefined ? UNKNOWN : holds ? value : other;
  }
  return value;
}

function both(state: State, depth: number): PyValue {
  let value = negation(state, depth);
  while (take(state, 'and')) {
    const other = negation(state, depth);
    const holds = truth(value);
    value = holds === undefined ? UNKNOWN : holds ? other : value;
  }
  return value;
}

function negation(state: State, depth: number): PyValue {
  let flips = 0;
  while (take(state, 'not')) flips++;
  const value = comparison(state, depth);
  if (flips === 0) return value;
  const holds = truth(value);
  return holds === undefined ? UNKNOWN : boolean(state, holds !== (flips % 2 === 1));
}

function comparison(state: State, depth: number): PyValue {
  const value = sum(state, depth);
  const operator = peek(state);
  if (operator === '==' || operator === '!=') {
    state.at++;
    const other = sum(state, depth);
    if (!('text' in value) || !('text' in other)) return UNKNOWN;
    const equal = value.kind === other.kind && value.text.text === other.text.text;
    return boolean(state, equal === (operator === '=='));
  }
  if (operator !== undefined && /^(<=?|>=?|in|is)$/.test(operator)) {
    state.at++;
    sum(state, depth);
    return UNKNOWN;
  }
  return value;
}

function sum(state: State, depth: number): PyValue {
  let value = product(state, depth);
  for (let operator = peek(state); operator === '+' || operator === '-'; operator = peek(state)) {
    state.at++;
    value = combined(value, operator, product(state, depth));
  }
  return value;
}

function product(state: State, depth: number): PyValue {
  let value = postfix(state, depth);
  for (let operator = peek(state); operator && /^(\*|\/|\/\/|%)$/.test(operator); operator = peek(state)) {
    state.at++;
    const other = postfix(state, depth);
    value = operator === '%' && value.kind === 'text' ? percent(value.text, other) : combined(value, operator, other);
  }
  return value;
}

function combined(a: PyValue, operator: string, b: PyValue): PyValue {
  if (a.kind === 'list' && b.kind === 'list' && operator === '+')
    return { kind: 'list', items: [...a.items, ...b.items] };
  if (a.kind === 'text' && b.kind === 'text' && operator === '+')
    return { kind: 'text', text: concat([a.text, b.text]) };
  if (a.kind !== 'number' || b.kind !== 'number') return UNKNOWN;
  const [x, y] = [Number(a.text.text), Number(b.text.text)];
  const result =
    operator === '+'
      ? x + y
      : operator === '-'
        ? x - y
        : operator === '*'
          ? x * y
          : operator === '//'
            ? Math.floor(x / y)
            : Number.NaN;
  return Number.isSafeInteger(result) ? { kind: 'number', text: over(a.text, b.text, String(result)) } : UNKNOWN;
}

/** `"%s:%s" % (a, b)`. */
function percent(format: Mapped, operand: PyValue): PyValue {
  const operands = operand.kind === 'list' ? [...operand.items] : [operand];
  return filled(format, /%(?:[sd]|%)/g, (hole) => (hole === '%%' ? '%' : operands.shift()));
}

/** A format with its holes filled by known values. */
function filled(format: Mapped, holes: RegExp, value: (hole: string) => PyValue | string | undefined): PyValue {
  const parts: Mapped[] = [];
  let last = 0;
  for (const match of format.text.matchAll(holes)) {
    const meant = value(match[0]);
    const place = slice(format, match.index, match.index + match[0].length);
    parts.push(slice(format, last, match.index));
    last = match.index + match[0].length;
    if (typeof meant === 'string') parts.push(over(place, place, meant));
    else if (meant && 'text' in meant) parts.push(over(place, place, meant.text.text));
    else return UNKNOWN;
  }
  parts.push(slice(format, last));
  return { kind: 'text', text: concat(parts) };
}

function postfix(state: State, depth: number): PyValue {
  if (depth > MAX_DEPTH) return giveUp(state);
  const start = state.at;
  let value = atom(state, depth + 1);
  for (;;) {
    if (take(state, '.')) {
      const name = peek(state);
      state.at++;
      if (value.kind === 'text' && name && peek(state) === '(') {
        value = method(value.text, name, callArguments(state, depth + 1));
      } else value = UNKNOWN;
    } else if (peek(state) === '(') {
      callArguments(state, depth + 1);
      value = UNKNOWN;
    } else if (peek(state) === '[') {
      skipBrackets(state);
      value = UNKNOWN;
    } else return state.at === start ? giveUp(state) : value;
  }
}

const METHODS: Readonly<Record<string, (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  strip: (text) => text.trim(),
};

function method(text: Mapped, name: string, given: readonly PyValue[] | undefined): PyValue {
  if (name === 'format' && given) {
    let next = 0;
    return filled(text, /\{\d*\}|\{\{|\}\}/g, (hole) =>
      hole === '{{' ? '{' : hole === '}}' ? '}' : given[hole === '{}' ? next++ : Number(hole.slice(1, -1))],
    );
  }
  const change = given?.length === 0 && Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (change) return { kind: 'text', text: over(text, text, change(text.text)) };
  if (name === 'split' && given && given.length < 2) {
    const separator = given[0];
    if (separator && separator.kind !== 'text') return UNKNOWN;
    const pattern = separator ? separator.text.text : /\s+/;
    const items = text.text.split(pattern).filter((part) => separator !== undefined || part !== '');
    return { kind: 'list', items: items.map((part) => ({ kind: 'text', text: over(text, text, part) })) };
  }
  return UNKNOWN;
}

function atom(state: State, depth: number): PyValue {
  const token = state.tokens[state.at];
  if (!token) return UNKNOWN;
  const { source } = state.known;
  if (token.kind === 'text' || token.kind === 'format') return strings(state);
  state.at++;
  if (token.kind === 'number') return number(source, token);
  if (token.kind === 'name') return named(state, token, depth);
  if (token.spelt === '-' || token.spelt === '+') {
    const value = postfix(state, depth + 1);
    if (value.kind !== 'number') return UNKNOWN;
    return token.spelt === '+' ? value : { kind: 'number', text: over(value.text, value.text, `-${value.text.text}`) };
  }
  if (token.spelt === '(' || token.spelt === '[') {
    const close = token.spelt === '(' ? ')' : ']';
    const items: PyValue[] = [];
    let comma = false;
    while (state.at < state.tokens.length && peek(state) !== close) {
      items.push(conditional(state, depth + 1));
      if (peek(state) === 'for' || (peek(state) !== ',' && peek(state) !== close)) return giveUp(state);
      comma = take(state, ',');
    }
    if (!take(state, close)) return giveUp(state);
    return close === ')' && items.length === 1 && !comma ? items[0]! : { kind: 'list', items };
  }
  if (token.spelt === '{') {
    state.at--;
    skipBrackets(state);
  }
  return UNKNOWN;
}

/** Adjacent strings are one; an f-string's fields are names or simple expressions that are known. */
function strings(state: State): PyValue {
  const parts: Mapped[] = [];
  let known = true;
  for (let token = state.tokens[state.at]; token?.value; token = state.tokens[state.at]) {
    state.at++;
    if (token.kind === 'text') parts.push(token.value);
    else {
      const value = filled(token.value, /\{\{|\}\}|\{[^{}]*\}/g, (field) => {
        if (field === '{{' || field === '}}') return field[0];
        return state.known.names.get(field.slice(1, -1).trim());
      });
      if (value.kind === 'text') parts.push(value.text);
      else known = false;
    }
  }
  return known ? { kind: 'text', text: parts.length === 1 ? parts[0]! : concat(parts) } : UNKNOWN;
}

function number(source: SourceText, token: Token): PyValue {
  const value = Number(token.spelt.replaceAll('_', ''));
  if (!Number.isFinite(value)) return UNKNOWN;
  const text = String(value);
  const span = source.span(token.start, token.end);
  const same = text === token.spelt;
  return { kind: 'number', text: same ? exact(source, token) : standing(span, text) };
}

function exact(source: SourceText, token: Token): Mapped {
  const out = builder(source, token.start);
  for (let i = token.start; i < token.end; i++) out.put(source.text[i]!, i, i + 1);
  return out.done();
}

function named(state: State, token: Token, depth: number): PyValue {
  const { source, names } = state.known;
  const name = token.spelt;
  if (name === 'True' || name === 'False') return { kind: 'bool', text: exact(source, token) };
  if (name === 'None') return NONE;
  const start = token.start;
  if (name === 'os' || name === 'getenv' || name === 'environ') {
    let path = name;
    while (peek(state) === '.' && state.tokens[state.at + 1]?.kind === 'name') {
      path += `.${state.tokens[state.at + 1]!.spelt}`;
      state.at += 2;
    }
    const end = () => state.tokens[state.at - 1]?.end ?? start;
    if (/^(os\.)?(getenv|environ\.get)$/.test(path) && peek(state) === '(') {
      const [key, fallback] = callArguments(state, depth + 1) ?? [UNKNOWN];
      return variable(state.known, key, fallback ?? NONE, start, end());
    }
    if (/^(os\.)?environ$/.test(path) && take(state, '[')) {
      const key = conditional(state, depth + 1);
      return take(state, ']') ? variable(state.known, key, UNKNOWN, start, end()) : giveUp(state);
    }
    return UNKNOWN;
  }
  if (/^(int|str|bool|float)$/.test(name) && peek(state) === '(')
    return conversion(name, callArguments(state, depth + 1));
  return names.get(name) ?? UNKNOWN;
}

/** A variable of the environment; its value, like its default, stands where it is asked for. */
function variable(known: Known, key: PyValue | undefined, fallback: PyValue, start: number, end: number): PyValue {
  if (key?.kind !== 'text') return UNKNOWN;
  const set = known.env.get(key.text.text);
  const span = known.source.span(start, end);
  if (set) return gradeOf(set) === 'unresolved' ? UNKNOWN : { kind: 'text', text: standing(span, set.text) };
  return fallback.kind === 'text' || fallback.kind === 'number'
    ? { kind: fallback.kind, text: standing(span, fallback.text.text) }
    : fallback;
}

function conversion(name: string, given: readonly PyValue[] | undefined): PyValue {
  const value = given?.[0];
  if (!value || !('text' in value) || given.length > 1) return UNKNOWN;
  if (name === 'str') return { kind: 'text', text: value.text };
  if ((name === 'int' || name === 'float') && /^\s*[-+]?\d+\s*$/.test(value.text.text))
    return { kind: 'number', text: value.text };
  return UNKNOWN;
}

/** The arguments of a call; undefined when there are named ones or something unreadable. */
function callArguments(state: State, depth: number): PyValue[] | undefined {
  const open = state.at;
  state.at++;
  const given: PyValue[] = [];
  while (state.at < state.tokens.length && peek(state) !== ')') {
    given.push(conditional(state, depth + 1));
    if (peek(state) !== ')' && !take(state, ',')) {
      state.at = open;
      skipBrackets(state);
      return undefined;
    }
  }
  state.at++;
  return given;
}

function skipBrackets(state: State): void {
  let depth = 0;
  do {
    const spelt = peek(state);
    if (spelt && '([{'.includes(spelt)) depth++;
    if (spelt && ')]}'.includes(spelt)) depth--;
    state.at++;
  } while (depth > 0 && state.at < state.tokens.length);
}

function truth(value: PyValue): boolean | undefined {
  if (value.kind === 'none') return false;
  if (value.kind === 'list') return value.items.length > 0;
  if (value.kind === 'text') return value.text.text !== '';
  if (value.kind === 'number') return Number(value.text.text) !== 0;
  return value.kind === 'bool' ? value.text.text === 'True' : undefined;
}

function boolean(state: State, holds: boolean): PyValue {
  const token = state.tokens[Math.max(0, state.at - 1)];
  const span = state.known.source.span(token?.start ?? 0, token?.end ?? 0);
  return { kind: 'bool', text: standing(span, holds ? 'True' : 'False') };
}

function giveUp(state: State): PyValue {
  state.at = state.tokens.length;
  return UNKNOWN;
}

function concat(parts: readonly Mapped[]): Mapped {
  const out = builder(parts[0]!.source, parts[0]!.at);
  for (const part of parts) for (let i = 0; i < part.text.length; i++) out.copy(part, i);
  return out.done();
}

/** A computed text: it stands where its operands stand. */
function over(a: Mapped, b: Mapped, text: string): Mapped {
  const start = a.from[0] ?? a.at;
  const end = Math.max(b.to.at(-1) ?? b.at, start);
  return standing(a.source.span(start, end), text);
}
