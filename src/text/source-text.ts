/** What a file's bytes are, where its lines begin, and of which other file it may be a part. */
import { byteString, fromByteString, toByteString } from './decode.ts';

/** A run of a cut-out text that stands, byte for byte, in another text. */
export interface Piece {
  /** Offset in the cut-out text. */
  readonly start: number;
  readonly length: number;
  readonly origin: SourceText;
  readonly originStart: number;
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
  #lineStarts: Uint32Array | undefined;

  private constructor(path: string, text: string, pieces: readonly Piece[]) {
    this.path = path;
    this.text = text;
    this.pieces = pieces;
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
  static cut(path: string, runs: readonly Span[]): SourceText {
    const pieces: Piece[] = [];
    let text = '';
    for (const { source, start, end } of runs) {
      pieces.push({ start: text.length, length: end - start, origin: source, originStart: start });
      text += source.text.slice(start, end);
    }
    return new SourceText(path, text, pieces);
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
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
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
    return { line, column: fromByteString(this.text.slice(this.lineStart(line), offset)).length + 1 };
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

/**
 * The span in the file it really stands in: follows cut-out texts to their origin. A span that crosses runs is shortened
 * to the run it begins in.
 */
export function originOf(span: Span): Span {
  let { source, start, end } = span;
  while (source.pieces.length > 0) {
    const piece = source.pieces.findLast((p) => p.start <= start) ?? source.pieces[0]!;
    const offset = Math.min(start - piece.start, piece.length);
    const length = Math.min(end - start, piece.length - offset);
    source = piece.origin;
    start = piece.originStart + offset;
    end = start + length;
  }
  return { source, start, end };
}

/** The span's bytes as a byte string. */
export function textOf(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}
