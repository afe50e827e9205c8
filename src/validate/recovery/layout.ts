/** Does the indentation of a file agree with its braces? */
import type { Cst } from '../../syntax/index.ts';
import type { SourceText } from '../../text/index.ts';

const TAB = 9;
const SPACE = 32;

/** Where the lines of a text begin for a person: past their white space, in columns. */
export class Layout {
  readonly #source: SourceText;
  readonly #tab: number;

  constructor(source: SourceText, tab: number) {
    this.#source = source;
    this.#tab = tab;
  }

  /** Columns of white space before the first thing on the line of an offset. */
  lineIndent(offset: number): number {
    return this.#measure(offset).columns;
  }

  /** The same for a thing at `offset`; undefined when something stands before it on its line. */
  indentOf(offset: number): number | undefined {
    const { columns, end } = this.#measure(offset);
    return end === offset ? columns : undefined;
  }

  isSameLine(a: number, b: number): boolean {
    return this.#source.line(a) === this.#source.line(b);
  }

  #measure(offset: number): { readonly columns: number; readonly end: number } {
    const { text } = this.#source;
    let end = this.#source.lineStart(this.#source.line(offset));
    let columns = 0;
    for (; end < text.length; end++) {
      const c = text.charCodeAt(end);
      if (c === SPACE) columns++;
      else if (c === TAB) columns += this.#tab - (columns % this.#tab);
      else break;
    }
    return { columns, end };
  }
}

/** The layout of a text, with the width of a tab under which its braces and its indentation disagree least. */
export function layoutOf(cst: Cst): Layout {
  const { source } = cst;
  const isMixed = /^\t/m.test(source.text) && /^ /m.test(source.text);
  const layouts = (isMixed ? [8, 4, 2] : [8]).map((tab) => new Layout(source, tab));
  const faults = layouts.map((layout) => (isMixed ? disagreements(cst, layout) : 0));
  return layouts[faults.indexOf(Math.min(...faults))]!;
}

/**
 * How often indentation and braces disagree: a closing brace in another column than the line of its opening one, a
 * statement not deeper than the block around it, statements of one block in different columns.
 */
export function disagreements(cst: Cst, layout: Layout): number {
  const { tokens, statements } = cst;
  /** By block: the column of its first statement that begins a line. */
  const columns = new Map<number, number>();
  let faults = 0;
  for (let i = 0; i < statements.count; i++) {
    const start = tokens.start[statements.first[i]!]!;
    const column = layout.indentOf(start);
    const parent = statements.parent[i]!;
    if (column !== undefined) {
      const head = parent < 0 ? -1 : tokens.start[statements.first[parent]!]!;
      if (head >= 0 && column <= layout.lineIndent(head)) faults++;
      const sibling = columns.get(parent);
      if (sibling === undefined) columns.set(parent, column);
      else if (sibling !== column) faults += 0.5;
    }
    const close = statements.close[i]!;
    if (close < 0 || tokens.start[close] === tokens.end[close]) continue;
    const at = layout.indentOf(tokens.start[close]!);
    if (at !== undefined && at !== layout.lineIndent(start)) faults++;
  }
  return faults;
}
