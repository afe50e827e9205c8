/** How do rows of words stand under one another? */
import { widthOf } from './cells.ts';

/** Columns two spaces apart, indented; the last one is as long as it is. Cells must be fit for a terminal. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => rows.reduce((max, row) => Math.max(max, widthOf(row[i]!)), 0));
  return rows.map((row) => {
    const cells = row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat(widths[i]! - widthOf(cell))));
    return `  ${cells.join('  ')}`.trimEnd();
  });
}
