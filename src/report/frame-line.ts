/** What is shown of one line of a source, and at which columns do its marks stand? */
import type { SourceText } from '../text/index.ts';
import { columnOf, layOut, type Row } from './cells.ts';
import type { Redactor } from './redact.ts';
import type { Mark } from './underline.ts';

/** A mark in bytes, counted from the start of its line; `end` exclusive, empty spans allowed. */
export interface ByteMark {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly primary: boolean;
}

export interface ShownLine {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** A line of minified text may be the whole file: more bytes than this around the mark are never looked at. */
const NEARBY_BYTES = 2_000;

/** The 1-based line `number` of a source, at most `width` columns wide, clipped around its primary (or first) mark. */
export function showLine(
  source: SourceText,
  number: number,
  marks: readonly ByteMark[],
  width: number,
  redactor: Redactor,
): ShownLine {
  const start = source.lineStart(number);
  const end = source.lineEnd(number);
  const anchor = marks.find((m) => m.primary) ?? marks[0];
  let from = start;
  let to = end;
  if (end - start > 2 * NEARBY_BYTES) {
    from = characterStart(
      source.text,
      Math.max(start, Math.min(end, start + (anchor?.start ?? 0)) - NEARBY_BYTES),
      start,
    );
    to = characterStart(source.text, Math.min(end, from + 2 * NEARBY_BYTES), from);
  }
  const row = layOut(redactor.mask(source, from, to));
  const column = (offset: number): number => columnOf(row, Math.max(0, start + offset - from));
  const view = window(row, anchor && column(anchor.start), anchor && column(anchor.end), width, from > start, to < end);
  return {
    text: view.text,
    marks: marks.map(({ start: markStart, end: markEnd, label, primary }) => {
      const shownStart = clamp(column(markStart) - view.from, 0, view.width);
      const shownEnd = clamp(column(markEnd) - view.from, 0, view.width);
      return { start: shownStart, end: Math.max(shownEnd, shownStart + 1), label, primary };
    }),
  };
}

interface View {
  readonly text: string;
  /** Column of the row at which the view begins. */
  readonly from: number;
  readonly width: number;
}

function window(
  row: Row,
  anchorStart: number | undefined,
  anchorEnd: number | undefined,
  width: number,
  cutBefore: boolean,
  cutAfter: boolean,
): View {
  if (row.width <= width && !cutBefore && !cutAfter)
    return { text: join(row, 0, row.width), from: 0, width: row.width };
  const start = anchorStart ?? 0;
  const fits = !cutBefore && (anchorEnd ?? 0) < width - 1;
  const from = fits ? 0 : Math.max(0, Math.min(start - Math.floor(width / 4), row.width + 1 - width));
  const before = from > 0 || cutBefore;
  const after = cutAfter || row.width > from + width;
  const text = join(row, before ? from + 1 : from, after ? from + width - 1 : from + width);
  return { text: (before ? '…' : '') + text + (after ? '…' : ''), from, width };
}

/** The cells that lie completely between two columns; what of `first` a cut cell leaves free is filled with spaces. */
function join(row: Row, first: number, end: number): string {
  let text = '';
  let column = first;
  for (const cell of row.cells) {
    if (cell.column < first) continue;
    if (cell.column + cell.width > end) break;
    text += ' '.repeat(cell.column - column) + cell.shown;
    column = cell.column + cell.width;
  }
  return text;
}

/** The nearest offset at or before `offset`, down to `least`, that is not inside of a UTF-8 sequence. */
function characterStart(text: string, offset: number, least: number): number {
  let at = offset;
  while (at > least && at > offset - 3 && (text.charCodeAt(at) & 0xc0) === 0x80) at--;
  return at;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
