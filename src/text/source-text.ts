/** What a file's bytes are, where its lines begin, and of which other file it may be a part. */
import { byteString, fromByteString, toByteString } from './decode.ts';

/** A run of a cut-out text and where it comes from. */
export interface Piece {
  /** Offset in the cut-out text. */
  readonly start: number;
  readonly length: number;
  readonly origin: SourceText;
  readonly originStart: number;
  readonly originLength: number;
  /** The bytes are those of the origin; else they stand for them as a whole: an escape, a folded line end. */
  readonly isExact: boolean;
}

/** A place for a person: 1-based line, 1-based column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Bytes `start` up to, not including, `end` of one text. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** A part of a text that another one is cut out of. */
export interface Run extends Span {
  /** What its bytes stand for, where that is not themselves: an escape, a folded line end. */
  readonly text?: string;
}

/** How new text of a cut-out text is written in its origin (escaped, indented); undefined: it cannot be. */
export type Write = (text: string) => string | undefined;

/** Replace a span by new bytes (a byte string, see decode.ts). An empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/**
 * One text: a file, standard input, or a part cut out of another text (an `nginx -T` dump, a YAML block scalar, a fenced
 * block). Offsets are byte offsets; `text` has one character per byte.
 */
export class SourceText {
  readonly path: string;
  readonly text: string;
  /** The runs of a cut-out text in order; empty for a file of its own. */
  readonly pieces: readonly Piece[];
  /** For a cut-out text. */
  readonly write: Write;
  /** For a file that was not read itself: the part of another text (an `nginx -T` dump) that shows it, byte for byte. */
  readonly shownBy: SourceText | undefined;
  #lineStarts: Uint32Array | undefined;
  /** Of long lines, by line: a file of 50 MB on one line has a million places in it. */
  readonly #columns = new Map<number, Columns>();

  private constructor(
    path: string,
    text: string,
    pieces: readonly Piece[],
    write: Write = asItIs,
    shownBy?: SourceText,
  ) {
    this.path = path;
    this.text = text;
    this.pieces = pieces;
    this.write = write;
    this.shownBy = shownBy;
  }

  /** A file's bytes under the path that people are shown. */
  static fromBytes(path: string, bytes: Uint8Array): SourceText {
    return new SourceText(path, byteString(bytes), []);
  }

  /** Ordinary text (tests, generated texts): stored as its UTF-8 bytes. */
  static fromString(path: string, text: string): SourceText {
    return new SourceText(path, toByteString(text), []);
  }

  /** A text cut out of others: its bytes are those of the runs, one after the other. */
  static cut(path: string, runs: readonly Run[], write?: Write): SourceText {
    const pieces: Piece[] = [];
    let length = 0;
    const texts: string[] = [];
    for (const { source, start, end, text } of runs) {
      const bytes = text ?? source.text.slice(start, end);
      const isExact = text === undefined;
      pieces.push({
        start: length,
        length: bytes.length,
        origin: source,
        originStart: start,
        originLength: end - start,
        isExact,
      });
      texts.push(bytes);
      length += bytes.length;
    }
    return new SourceText(path, texts.join(''), pieces, write);
  }

  /** The file at `path` as another text shows it (`shownBy`, cut out of that one): its spans are the file's own. */
  static shown(path: string, shownBy: SourceText): SourceText {
    return new SourceText(path, shownBy.text, [], asItIs, shownBy);
  }

  /** Length in bytes. */
  get length(): number {
    return this.text.length;
  }

  get lineCount(): number {
    return this.#starts().length;
  }

  span(start: number, end: number): Span {
    return { source: this, start, end };
  }

  /** The 1-based line of a byte offset: the number of LF before it plus one, as nginx counts. */
  line(offset: number): number {
    const starts = this.#starts();
    return lastUpTo(starts, offset) + 1;
  }

  /** Byte offset at which a 1-based line begins. */
  lineStart(line: number): number {
    return this.#starts()[line - 1] ?? this.length;
  }

  /** Byte offset of a line's end, before its LF or CR LF. */
  lineEnd(line: number): number {
    let end = line < this.lineCount ? this.lineStart(line + 1) - 1 : this.length;
    if (end > this.lineStart(line) && this.text.charCodeAt(end - 1) === 13) end--;
    return end;
  }

  position(offset: number): Position {
    const line = this.line(offset);
    const start = this.lineStart(line);
    if (offset - start <= LONG_LINE) return { line, column: fromByteString(this.text.slice(start, offset)).length + 1 };
    let columns = this.#columns.get(line);
    if (!columns) {
      columns = new Columns(this.text, start);
      this.#columns.set(line, columns);
    }
    return { line, column: columns.at(offset) };
  }

  #starts(): Uint32Array {
    if (this.#lineStarts) return this.#lineStarts;
    let count = 1;
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) count++;
    const starts = new Uint32Array(count);
    let line = 1;
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) starts[line++] = at + 1;
    this.#lineStarts = starts;
    return starts;
  }
}

/** Bytes of a line that are decoded again for each place in it. */
const LONG_LINE = 4096;

/** Columns of one long line: known at some places, counted from there. */
class Columns {
  readonly #text: string;
  /** Offsets before an ASCII byte, where decoding can be taken up again, in order; the columns there. */
  readonly #offsets: number[];
  readonly #known: number[] = [1];

  constructor(text: string, start: number) {
    this.#text = text;
    this.#offsets = [start];
  }

  at(offset: number): number {
    const offsets = this.#offsets;
    for (let last = offsets.at(-1)!; offset - last > LONG_LINE; last = offsets.at(-1)!) {
      let next = last + LONG_LINE;
      while (next < offset && this.#text.charCodeAt(next) > 127) next++;
      if (next >= offset) break;
      offsets.push(next);
      this.#known.push(this.#known.at(-1)! + fromByteString(this.#text.slice(last, next)).length);
    }
    const low = lastUpTo(offsets, offset);
    return this.#known[low]! + fromByteString(this.#text.slice(offsets[low], offset)).length;
  }
}

/**
 * The span in the file it really stands in: follows cut-out texts to their origin. White space between two runs (the
 * indentation of a block) is part of a span over both; where something else lies between, the span is shortened to the
 * runs before it.
 */
export function originOf(span: Span): Span {
  let at = span;
  while (at.source.pieces.length > 0) at = outward(at);
  return at;
}

/**
 * The edit of the file that the text really stands in; undefined where there is none: the place has no exact
 * counterpart there, or the new text cannot be written at it.
 */
export function originEdit({ span, text }: TextEdit): TextEdit | undefined {
  let at = span;
  let written: string | undefined = text;
  while (at.source.pieces.length > 0) {
    const { source, start, end } = at;
    const first = source.pieces[pieceAt(source, start)]!;
    const last = source.pieces[pieceAt(source, Math.max(start, end - 1))]!;
    const begins = first.isExact || start === first.start || start === first.start + first.length;
    const ends = last.isExact || end === last.start + last.length || end === last.start;
    if (!begins || !ends || !isConnected(source, start, end)) return undefined;
    written = source.write(written);
    if (written === undefined) return undefined;
    at = outward(at);
  }
  return { span: at, text: written };
}

/** One step to the origin. */
function outward({ source, start, end }: Span): Span {
  const first = pieceAt(source, start);
  const from = source.pieces[first]!;
  const begin = from.originStart + inOrigin(from, start);
  if (end <= start) return { source: from.origin, start: begin, end: begin };
  const last = lastConnected(source, first, pieceAt(source, end - 1));
  return { source: from.origin, start: begin, end: endInOrigin(source.pieces[last]!, end) };
}

function inOrigin(piece: Piece, offset: number): number {
  const inside = offset - piece.start;
  if (inside >= piece.length) return piece.originLength;
  return piece.isExact ? inside : 0;
}

function endInOrigin(piece: Piece, end: number): number {
  const inside = end - piece.start;
  return piece.originStart + (piece.isExact ? Math.min(inside, piece.length) : piece.originLength);
}

function isConnected(source: SourceText, start: number, end: number): boolean {
  const last = pieceAt(source, Math.max(start, end - 1));
  return lastConnected(source, pieceAt(source, start), last) === last;
}

/** The last piece up to `last` that follows on `first` with nothing but white space between them in the origin. */
function lastConnected({ pieces }: SourceText, first: number, last: number): number {
  for (let index = first; index < last; index++) {
    const piece = pieces[index]!;
    const next = pieces[index + 1]!;
    const end = piece.originStart + piece.originLength;
    if (next.origin !== piece.origin || next.originStart < end) return index;
    if (/\S/.test(piece.origin.text.slice(end, next.originStart))) return index;
  }
  return last;
}

/** Index of the last piece that begins at or before `offset`. */
function pieceAt({ pieces }: SourceText, offset: number): number {
  let low = 0;
  let high = pieces.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (pieces[middle]!.start <= offset) low = middle;
    else high = middle;
  }
  return low;
}

function asItIs(text: string): string {
  return text;
}

/** The span's bytes as a byte string. */
export function textOf(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}

/** Index of the last of some numbers, in order, that is not above `limit`; 0 when all are. */
function lastUpTo(numbers: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! <= limit) low = middle;
    else high = middle;
  }
  return low;
}
