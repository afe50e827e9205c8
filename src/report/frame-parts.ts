/** Which lines of which files does a frame show, and what is marked in them? */
import type { Labelled } from '../rule/index.ts';
import { originOf, type SourceText, type Span } from '../text/index.ts';
import { plain } from './cells.ts';
import { type ByteMark, type ShownLine, showLine } from './frame-line.ts';
import { createRedactor, type Redactor, redact } from './redact.ts';

export interface FrameOptions {
  /** Share one between the frames of a report: it remembers each file's secrets. */
  readonly redactor?: Redactor;
  /** Columns of source text shown at most; longer lines are clipped around the mark. */
  readonly width?: number;
}

/** What is shown of one file. */
export interface FramePart {
  /** `nginx.conf:12:9`, for files of a dump followed by where that shows them. */
  readonly where: string;
  /** The place itself. */
  readonly at: { readonly path: string; readonly line: number };
  /** In order; between two whose numbers are not neighbours something is left out. */
  readonly lines: readonly (ShownLine & { readonly number: number })[];
  /** True where the first line is only there to say what the marked one stands in. */
  readonly hasContext: boolean;
}

/** Lines left out between two shown ones become `⋮` when there are more of them than this. */
const LARGEST_GAP = 3;
const DEFAULT_WIDTH = 120;

/** The marks of one file by 1-based line. */
interface FilePart {
  readonly source: SourceText;
  /** Where the header points: the first span given for this file. */
  readonly head: Span;
  readonly marks: Map<number, ByteMark[]>;
  /** A line before the primary span that says what the span stands in. */
  context?: number;
}

/**
 * One part per file for the primary span and the related ones, the primary's file first. Spans of cut-out texts are shown
 * in their origin; offsets outside of the file are pulled to its edge. Never throws, and no control character of a file or
 * label comes out.
 */
export function frameParts(
  primary: Labelled,
  related: readonly Labelled[],
  options: FrameOptions = {},
): readonly FramePart[] {
  const redactor = options.redactor ?? createRedactor();
  const width = options.width ?? DEFAULT_WIDTH;
  const known = redactor.known([primary, ...related].map((l) => clamped(originOf(l.span))));
  return partsOf(primary, related, (label) => plain(redact(label, known))).map((part): FramePart => {
    const { source, head, marks } = part;
    const { line, column } = source.position(head.start);
    return {
      where: `${plain(source.path)}:${line}:${column}${shownIn(head)}`,
      at: { path: source.path, line },
      lines: shownLines(part).map((number) => ({
        number,
        ...showLine(source, number, marks.get(number) ?? [], width, redactor),
      })),
      hasContext: part.context !== undefined,
    };
  });
}

/** ` (dump.txt:340)`: who has only a dump of the file looks there. */
function shownIn({ source, start }: Span): string {
  if (!source.shownBy) return '';
  const shown = originOf(source.shownBy.span(start, start));
  return ` (${plain(shown.source.path)}:${shown.source.line(shown.start)})`;
}

function partsOf(
  primary: Labelled,
  related: readonly Labelled[],
  word: (label: string) => string,
): readonly FilePart[] {
  const parts: FilePart[] = [];
  const seen = new Set<string>();
  for (const labelled of [primary, ...related]) {
    const span = clamped(originOf(labelled.span));
    // A file that was read twice is one file to a person.
    let index = parts.findIndex((p) => p.source === span.source || isCopy(p.source, span.source));
    if (index < 0) index = parts.push({ source: span.source, head: span, marks: new Map() }) - 1;
    const part = parts[index]!;
    const label = word(labelled.label);
    const key = `${index} ${span.start} ${span.end} ${label}`;
    if (seen.has(key)) continue;
    seen.add(key);
    addMarks(part, span, label, labelled === primary);
    if (labelled === primary) {
      const context = contextLine(span);
      if (context !== undefined) part.context = context;
    }
  }
  return parts;
}

/** One mark, or two for a span of several lines: to the end of its first line, and from the indentation of its last. */
function addMarks(part: FilePart, span: Span, label: string, primary: boolean): void {
  const { source } = part;
  let { end } = span;
  while (end > span.start + 1 && /\s/.test(source.text[end - 1]!)) end--;
  const first = source.line(span.start);
  const last = end > span.start ? source.line(end - 1) : first;
  const start = span.start - source.lineStart(first);
  if (first === last) {
    add(part, first, { start, end: end - source.lineStart(first), label, primary });
    return;
  }
  add(part, first, { start, end: source.lineEnd(first) - source.lineStart(first), label, primary });
  const lineStart = source.lineStart(last);
  const text = source.text.slice(lineStart, end);
  add(part, last, { start: text.length - text.trimStart().length, end: text.length, label: '', primary });
}

function add(part: FilePart, line: number, mark: ByteMark): void {
  const marks = part.marks.get(line);
  if (marks) marks.push(mark);
  else part.marks.set(line, [mark]);
}

/** The line before a span where it opens what the span stands in: it is indented less and is no comment. */
function contextLine({ source, start }: Span): number | undefined {
  const line = source.line(start);
  if (line === 1 || source.lineEnd(line - 1) - source.lineStart(line - 1) > 500) return undefined;
  const before = source.text.slice(source.lineStart(line - 1), source.lineEnd(line - 1));
  const indentation = /^[ \t]*/.exec(source.text.slice(source.lineStart(line), start))![0].length;
  const opens = /^[ \t]*(?![ \t]|[#;}\]]|\/\/)/.exec(before);
  return opens && before.trim() !== '' && opens[0].length < indentation ? line - 1 : undefined;
}

function shownLines(part: FilePart): readonly number[] {
  const marked = new Set(part.marks.keys());
  if (part.context !== undefined) marked.add(part.context);
  const shown: number[] = [];
  for (const line of [...marked].sort((a, b) => a - b)) {
    const before = shown.at(-1) ?? line;
    if (line - before - 1 <= LARGEST_GAP) for (let between = before + 1; between < line; between++) shown.push(between);
    shown.push(line);
  }
  return shown;
}

function clamped({ source, start, end }: Span): Span {
  const from = Math.max(0, Math.min(start || 0, source.length));
  return { source, start: from, end: Math.max(from, Math.min(end || 0, source.length)) };
}

function isCopy(a: SourceText, b: SourceText): boolean {
  return a.path === b.path && a.text === b.text;
}
