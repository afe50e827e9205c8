/** How are several labelled marks drawn under one line of text? */
import { widthOf } from './cells.ts';

/** A run of columns (0-based, `end` exclusive, never empty) with the words beside it. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly primary: boolean;
}

/** Paints one piece of the drawing; identity when there are no colours. */
export type Paint = (text: string, primary: boolean) => string;

interface Piece {
  readonly column: number;
  readonly text: string;
  readonly primary: boolean;
}

/**
 * The lines under a line of text: `^^^^ label` for the primary mark, `---- label` for the others. The rightmost label of a
 * line stands beside its mark, the others hang below theirs; marks that overlap get lines of their own.
 */
export function underline(marks: readonly Mark[], paint: Paint): readonly string[] {
  const lines: string[] = [];
  for (const row of rowsWithoutOverlap(marks)) {
    const byColumn = [...row].sort((a, b) => a.start - b.start);
    const last = byColumn.at(-1)!;
    const drawn = byColumn.map(
      (m): Piece => ({
        column: m.start,
        text: (m.primary ? '^' : '-').repeat(m.end - m.start) + (m === last && m.label !== '' ? ` ${m.label}` : ''),
        primary: m.primary,
      }),
    );
    lines.push(draw(drawn, paint));
    const hanging = byColumn.filter((m) => m !== last && m.label !== '');
    if (hanging.length > 0) lines.push(draw(hanging.map(connector), paint));
    while (hanging.length > 0) {
      const { start, label, primary } = hanging.pop()!;
      lines.push(draw([...hanging.map(connector), { column: start, text: label, primary }], paint));
    }
  }
  return lines;
}

function rowsWithoutOverlap(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  const rows: Mark[][] = [];
  const order = [...marks].sort((a, b) => Number(b.primary) - Number(a.primary) || a.start - b.start);
  for (const mark of order) {
    const free = rows.find((row) => row.every((other) => mark.end <= other.start || mark.start >= other.end));
    if (free) free.push(mark);
    else rows.push([mark]);
  }
  return rows;
}

function connector(mark: Mark): Piece {
  return { column: mark.start, text: '│', primary: mark.primary };
}

function draw(pieces: readonly Piece[], paint: Paint): string {
  let line = '';
  let column = 0;
  for (const piece of pieces) {
    line += ' '.repeat(Math.max(0, piece.column - column)) + paint(piece.text, piece.primary);
    column = Math.max(column, piece.column) + widthOf(piece.text);
  }
  return line;
}
