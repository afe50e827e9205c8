/** Which bytes of a file does each character of a computed text come from? */
import type { Run, SourceText, Span } from '../text/index.ts';

/**
 * A text computed from a file (unquoted, unescaped, interpolated) that still knows where each character stands. An
 * inserted variable's characters all come from the whole `${…}`.
 */
export interface Mapped {
  readonly source: SourceText;
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Where an empty text stands. */
  readonly at: number;
}

/** Stands in a text for a value that cannot be known (an unset variable). Never part of a byte string. */
export const HOLE = '\uffff';

/** How sure a text is: written so, made from known or default values, or with a part that is not knowable. */
export type Grade = 'declared' | 'derived' | 'unresolved';

/** The bytes `start` to `end` of a source as they are. */
export function literal(source: SourceText, start: number, end: number): Mapped {
  const from: number[] = [];
  const to: number[] = [];
  for (let i = start; i < end; i++) {
    from.push(i);
    to.push(i + 1);
  }
  return { source, text: source.text.slice(start, end), from, to, at: start };
}

/** A text of which only the whole place is known. */
export function standing(span: Span, text: string): Mapped {
  return {
    source: span.source,
    text,
    from: Array.from(text, () => span.start),
    to: Array.from(text, () => span.end),
    at: span.start,
  };
}

/** A part of a mapped text. */
export function slice(m: Mapped, start: number, end = m.text.length): Mapped {
  return {
    source: m.source,
    text: m.text.slice(start, end),
    from: m.from.slice(start, end),
    to: m.to.slice(start, end),
    at: m.from[start] ?? m.to.at(-1) ?? m.at,
  };
}

/** The place of a mapped text. */
export function spanOf(m: Mapped): Span {
  return m.source.span(m.from[0] ?? m.at, m.to.at(-1) ?? m.at);
}

/** Whether a part of the text is not knowable. */
export function hasHole(m: Mapped): boolean {
  return m.text.includes(HOLE);
}

/** How sure the text is. A character that does not come from exactly one byte comes from a variable. */
export function gradeOf(m: Mapped): Grade {
  if (hasHole(m)) return 'unresolved';
  return m.from.some((from, i) => m.to[i] !== from + 1) ? 'derived' : 'declared';
}

/** A mapped text under construction. */
export interface MappedBuilder {
  /** A character (or several) that come from the bytes `from` to `to`. */
  put(text: string, from: number, to: number): void;
  /** One character of another mapped text. */
  copy(m: Mapped, index: number): void;
  readonly length: number;
  done(): Mapped;
}

/** Starts a mapped text that stands at byte `at`. */
export function builder(source: SourceText, at: number): MappedBuilder {
  let text = '';
  const from: number[] = [];
  const to: number[] = [];
  const put = (more: string, start: number, end: number) => {
    text += more;
    for (let i = 0; i < more.length; i++) {
      from.push(start);
      to.push(end);
    }
  };
  return {
    put,
    copy: (m, index) => put(m.text[index] ?? '', m.from[index] ?? m.at, m.to[index] ?? m.at),
    get length() {
      return text.length;
    },
    done: () => ({ source, text, from, to, at }),
  };
}

/** The text cut at every occurrence of a separator. */
export function split(m: Mapped, separator: string): Mapped[] {
  const parts: Mapped[] = [];
  let start = 0;
  for (let at = m.text.indexOf(separator); at >= 0; at = m.text.indexOf(separator, start)) {
    parts.push(slice(m, start, at));
    start = at + separator.length;
  }
  parts.push(slice(m, start));
  return parts;
}

/** The text without white space at its ends. */
export function trim(m: Mapped): Mapped {
  const lead = m.text.length - m.text.trimStart().length;
  return slice(m, lead, Math.max(lead, m.text.trimEnd().length));
}

/** The text as parts of its file, to be cut out of it: characters that stand side by side there are one run. */
export function runsOf({ source, text, from, to, at }: Mapped): readonly Run[] {
  const runs: Run[] = [];
  const isExact = (i: number): boolean => to[i] === from[i]! + 1 && source.text[from[i]!] === text[i];
  for (let i = 0; i < text.length; ) {
    let end = i + 1;
    if (isExact(i)) {
      while (end < text.length && isExact(end) && from[end] === to[end - 1]) end++;
      runs.push(source.span(from[i]!, to[end - 1]!));
    } else {
      while (end < text.length && from[end] === from[i] && to[end] === to[i]) end++;
      runs.push({ ...source.span(from[i]!, to[i]!), text: text.slice(i, end) });
    }
    i = end;
  }
  return runs.length > 0 ? runs : [source.span(at, at)];
}
