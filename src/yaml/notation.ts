/** Where does each character of a YAML scalar's value stand in its notation: plain, quoted or block? */
import { type SourceText, type Span, toByteString } from '../text/index.ts';
import { builder, literal, type Mapped, type MappedBuilder, standing } from './mapped.ts';

/** How a scalar is written. */
export type Style = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/**
 * The value of the scalar at `span` (for a block: from its `|` or `>` on) with the place of every character; `value` is what
 * the YAML library made of it. Where the two disagree, every character stands at the whole span.
 */
export function mapScalar(source: SourceText, span: Span, style: Style, value: string): Mapped {
  if (source.text.slice(span.start, span.end) === value) return literal(source, span.start, span.end);
  const isBlock = style === 'literal' || style === 'folded';
  return (isBlock ? block(source, span, style, value) : flow(source, span, style, value)) ?? standing(span, value);
}

/** The value in the making: with its places, and as the library spells it (one character for each escape). */
interface Making {
  readonly out: MappedBuilder;
  /** Characters that stand for themselves. */
  same(start: number, end: number): void;
  /** Characters that the bytes `start` to `end` stand for. */
  meant(text: string, start: number, end: number): void;
  result(value: string): Mapped | undefined;
}

function making(source: SourceText, at: number): Making {
  const out = builder(source, at);
  let spelt = '';
  return {
    out,
    same(start, end) {
      for (let i = start; i < end; i++) out.put(source.text[i]!, i, i + 1);
      spelt += source.text.slice(start, end);
    },
    meant(text, start, end) {
      out.put(toByteString(text), start, end);
      spelt += text;
    },
    result: (value) => (spelt === value ? out.done() : undefined),
  };
}

/** A plain or quoted scalar: escapes, and line ends that fold into a space (YAML 1.2.2, 7.3). */
function flow(source: SourceText, span: Span, style: Style, value: string): Mapped | undefined {
  const { text } = source;
  const quote = style === 'plain' ? 0 : 1;
  const end = span.end - quote;
  let at = span.start + quote;
  const made = making(source, at);
  while (at < end) {
    const c = text[at]!;
    if (style === 'double' && c === '\\') {
      at = unescaped(source, at, end, made);
    } else if (style === 'single' && c === "'") {
      made.meant("'", at, at + 2);
      at += 2;
    } else if (c === ' ' || c === '\t' || c === '\n' || c === '\r') {
      const stop = endOfSpace(text, at, end);
      const feeds = count(text, '\n', at, stop);
      if (feeds === 0) made.same(at, stop);
      else made.meant(feeds === 1 ? ' ' : '\n'.repeat(feeds - 1), at, stop);
      at = stop;
    } else {
      made.same(at, ++at);
    }
  }
  return made.result(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const HEX: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** One escape of a double-quoted scalar; the offset after it. */
function unescaped(source: SourceText, at: number, end: number, made: Making): number {
  const { text } = source;
  const c = text[at + 1] ?? '';
  const digits = HEX[c];
  if (digits !== undefined) {
    const stop = Math.min(end, at + 2 + digits);
    const code = Number.parseInt(text.slice(at + 2, stop), 16);
    if (code <= 0x10ffff) made.meant(String.fromCodePoint(code), at, stop);
    return stop;
  }
  if (c === '\n' || c === '\r') {
    // an escaped line end is nothing, and so is the indentation of the next line
    let stop = at + (c === '\r' && text[at + 2] === '\n' ? 3 : 2);
    while (stop < end && (text[stop] === ' ' || text[stop] === '\t')) stop++;
    return stop;
  }
  made.meant(ESCAPES[c] ?? '', at, at + 2);
  return at + 2;
}

interface Line {
  /** After the indentation that all lines of the block have. */
  readonly start: number;
  /** Before the line end. */
  readonly end: number;
  /** After the line end. */
  readonly next: number;
}

/** A literal or folded block. */
function block(source: SourceText, span: Span, style: Style, value: string): Mapped | undefined {
  const { text } = source;
  const feed = text.indexOf('\n', span.start);
  const first = feed < 0 || feed >= span.end ? span.end : feed + 1;
  const keeps = /^[|>][-\d]*\+/.test(text.slice(span.start, span.start + 4));
  // what the value has less of it than the file is the block's own
  const indent = indentation(text, first, span.end) - indentation(value, 0, value.length);
  const lines = linesOf(text, first, span.end, indent);
  const made = style === 'literal' ? unfolded(source, lines, first) : folded(source, lines, first);
  return chomped(made, lines, keeps, value);
}

function unfolded(source: SourceText, lines: readonly Line[], first: number): Making {
  const made = making(source, first);
  const last = lastFull(lines);
  for (const [index, { start, end, next }] of lines.slice(0, last + 1).entries()) {
    made.same(start, end);
    if (index < last) made.meant('\n', end, next);
  }
  return made;
}

/** Line ends become spaces, except around empty lines and lines with more indentation (YAML 1.2.2, 8.1.3). */
function folded(source: SourceText, lines: readonly Line[], first: number): Making {
  const { text } = source;
  const made = making(source, first);
  const last = lastFull(lines);
  let empties = 0;
  let before: Line | undefined;
  const isDeep = (line: Line): boolean => text[line.start] === ' ' || text[line.start] === '\t';
  for (const line of lines.slice(0, last + 1)) {
    if (line.start === line.end) {
      empties++;
      continue;
    }
    const from = before?.end ?? first;
    if (!before) made.meant('\n'.repeat(empties), from, line.start);
    else if (isDeep(line) || isDeep(before)) made.meant('\n'.repeat(empties + 1), from, line.start);
    else made.meant(empties === 0 ? ' ' : '\n'.repeat(empties), from, line.start);
    made.same(line.start, line.end);
    before = line;
    empties = 0;
  }
  return made;
}

/** The line ends at the end: none with `-`, all with `+`, else one. */
function chomped(made: Making, lines: readonly Line[], keeps: boolean, value: string): Mapped | undefined {
  const last = lastFull(lines);
  const { end = made.out.done().at, next = end } = lines[last] ?? {};
  if (value.endsWith('\n') && last >= 0) made.meant('\n', end, next);
  if (keeps) for (const line of lines.slice(last + 1)) if (line.next > line.end) made.meant('\n', line.end, line.next);
  return made.result(value);
}

function lastFull(lines: readonly Line[]): number {
  return lines.findLastIndex(({ start, end }) => start < end);
}

function linesOf(text: string, first: number, end: number, indent: number): readonly Line[] {
  const lines: Line[] = [];
  for (let at = first; at < end; ) {
    const feed = text.indexOf('\n', at);
    const stop = feed < 0 || feed >= end ? end : feed;
    const lineEnd = stop > at && text[stop - 1] === '\r' ? stop - 1 : stop;
    let start = at;
    while (start < lineEnd && start < at + indent && text[start] === ' ') start++;
    at = stop < end ? stop + 1 : end;
    lines.push({ start, end: lineEnd, next: at });
  }
  return lines;
}

/** The indentation of the first line that is not blank. */
function indentation(text: string, first: number, end: number): number {
  let at = first;
  let lineStart = first;
  while (at < end && (text[at] === ' ' || text[at] === '\n' || text[at] === '\r')) {
    if (text[at] === '\n') lineStart = at + 1;
    at++;
  }
  return at - lineStart;
}

function endOfSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r')) at++;
  return at;
}

function count(text: string, wanted: string, from: number, end: number): number {
  let found = 0;
  for (let at = text.indexOf(wanted, from); at >= 0 && at < end; at = text.indexOf(wanted, at + 1)) found++;
  return found;
}
