/** How many columns does each byte of a line take on a terminal, and what is shown for it? */
import { fromByteString, visible } from '../text/index.ts';

const TAB = 4;

/** What one character of a line becomes: shown text, its width in columns, and where it begins. */
export interface Cell {
  /** Byte offset in the line. */
  readonly start: number;
  readonly column: number;
  readonly width: number;
  readonly shown: string;
}

/** A line of bytes as it is shown: cells in order, its length in bytes and its width in columns. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly length: number;
  readonly width: number;
}

/** Lays out a line (a byte string without its line end): tabs expanded, control characters as escapes, bad UTF-8 as U+FFFD. */
export function layOut(line: string): Row {
  const cells: Cell[] = [];
  let column = 0;
  for (let at = 0; at < line.length; ) {
    const length = sequenceLength(line, at);
    const shown = shownFor(line.slice(at, at + length), column);
    const width = widthOf(shown);
    cells.push({ start: at, column, width, shown });
    column += width;
    at += length;
  }
  return { cells, length: line.length, width: column };
}

/** The column (0-based) of the character that the byte at `offset` belongs to; the row's width from its end on. */
export function columnOf(row: Row, offset: number): number {
  if (offset >= row.length) return row.width;
  let low = 0;
  let high = row.cells.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (row.cells[middle]!.start <= offset) low = middle;
    else high = middle;
  }
  return row.cells[low]?.column ?? 0;
}

/** Columns that a text without control characters takes: 2 for wide characters, 0 for combining ones. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Text for people that cannot disturb a line: `visible`, and the characters nobody sees written as escapes as well. */
export function plain(text: string): string {
  return visible(text).replace(
    /[\u00ad\u061c\u200b-\u200d\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function shownFor(bytes: string, column: number): string {
  if (bytes >= ' ' && bytes <= '~') return bytes; // one byte is printable ASCII, as nearly all are; more begin above it
  if (bytes === '\t') return ' '.repeat(TAB - (column % TAB));
  return plain(fromByteString(bytes));
}

/** Bytes of the valid UTF-8 sequence at `at`, else 1. */
function sequenceLength(line: string, at: number): number {
  const lead = line.charCodeAt(at);
  const length = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
  if (length === 1) return 1;
  return fromByteString(line.slice(at, at + length)).length === (length === 4 ? 2 : 1) ? length : 1;
}

/** East Asian Wide and Fullwidth blocks. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x17000, 0x18cff],
  [0x1b000, 0x1b2ff],
  [0x20000, 0x3fffd],
];

function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (/^[\p{Mn}\p{Me}]$/u.test(character)) return 0;
  if (code >= 0x1f1e6 && code <= 0x1f1ff) return 1; // two regional indicators make one flag of two columns
  if (/^\p{Emoji_Presentation}$/u.test(character)) return 2;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}
