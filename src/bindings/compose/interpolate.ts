/** What does a text with `$VAR` and `${VAR:-default}` become, given the variables that are known? */
import { builder, HOLE, type Mapped, type MappedBuilder, slice } from '../../yaml/index.ts';

/** The value of a variable; undefined when it is not set (or not known to be). */
export type Lookup = (name: string) => string | undefined;

/** Nested defaults deeper than this are left unknown: nobody writes them, and recursion must end. */
const MAX_DEPTH = 16;

/**
 * Compose's interpolation (compose-go template): `$$` is a dollar sign, an unset variable without default becomes
 * empty there and a HOLE here, because the shell that starts compose may set it.
 */
export function interpolate(text: Mapped, lookup: Lookup): Mapped {
  if (!text.text.includes('$')) return text;
  return expand(text, lookup, true, 0);
}

/** A POSIX shell's expansion of `$VAR` inside `sh -c`, the environment being that of the container. */
export function shellExpand(text: Mapped, lookup: Lookup): Mapped {
  if (!text.text.includes('$')) return text;
  return expand(text, lookup, false, 0);
}

function expand(m: Mapped, lookup: Lookup, dollarEscape: boolean, depth: number): Mapped {
  const out = builder(m.source, m.at);
  const text = m.text;
  const closing = closingBraces(text);
  for (let i = 0; i < text.length; ) {
    if (text[i] !== '$') {
      out.copy(m, i++);
      continue;
    }
    if (dollarEscape && text[i + 1] === '$') {
      out.put('$', m.from[i]!, m.from[i]! + 1);
      i += 2;
      continue;
    }
    const braced = text[i + 1] === '{';
    const nameStart = i + (braced ? 2 : 1);
    const nameEnd = endOfName(text, nameStart);
    const end = braced ? (closing.get(i) ?? -1) : nameEnd;
    // compose stops with "invalid template" at anything else; a shell knows more forms ($(…), $1) that nobody can know
    if (nameEnd === nameStart || end < 0) {
      if (dollarEscape) out.copy(m, i);
      else out.put(HOLE, m.from[i]!, m.to[i]!);
      i++;
      continue;
    }
    const stop = braced ? end + 1 : end;
    const place = { from: m.from[i]!, to: m.to[stop - 1]! };
    const name = text.slice(nameStart, nameEnd);
    const value = braced
      ? bracedValue(slice(m, nameEnd, end), lookup(name), lookup, dollarEscape, depth)
      : (lookup(name) ?? HOLE);
    put(out, value, place);
    i = stop;
  }
  return out.done();
}

/** The value of `${NAME` + rest + `}` where rest is `:-default`, `-default`, `:+other`, `+other`, `:?error`, `?error`. */
function bracedValue(rest: Mapped, value: string | undefined, lookup: Lookup, dollars: boolean, depth: number): string {
  if (rest.text === '') return value ?? HOLE;
  const colon = rest.text[0] === ':';
  const operator = rest.text[colon ? 1 : 0];
  const isSet = value !== undefined && !(colon && value === '');
  const argument = () =>
    depth >= MAX_DEPTH ? HOLE : expand(slice(rest, colon ? 2 : 1), lookup, dollars, depth + 1).text;
  if (operator === '-') return isSet ? value : argument();
  // unset here may be set in the shell that starts compose
  if (operator === '+') return isSet ? argument() : HOLE;
  if (operator === '?') return isSet ? value : HOLE;
  return HOLE;
}

function put(out: MappedBuilder, value: string, place: { from: number; to: number }): void {
  out.put(value, place.from, place.to);
}

function endOfName(text: string, start: number): number {
  let end = start;
  while (end < text.length && /[A-Za-z0-9_]/.test(text[end]!) && !(end === start && /[0-9]/.test(text[end]!))) end++;
  return end;
}

/** For every `${` the index of the `}` that closes it; found in one pass, because there may be thousands unclosed. */
function closingBraces(text: string): Map<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '$' && text[i + 1] === '{') {
      open.push(i++);
    } else if (text[i] === '}') {
      const start = open.pop();
      if (start !== undefined) closing.set(start, i);
    }
  }
  return closing;
}
