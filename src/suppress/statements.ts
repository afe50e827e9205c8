/** Which statement of an nginx text is around a place, and which block? */
import { type Cst, terminatorOf } from '../syntax/index.ts';

export class Statements {
  readonly #cst: Cst;

  constructor(cst: Cst) {
    this.#cst = cst;
  }

  /** Where the statement proper (without its block) around `offset` begins and ends; undefined between statements. */
  headAround(offset: number): readonly [number, number] | undefined {
    const index = this.#lastBefore(offset);
    if (index < 0) return undefined;
    const { statements, tokens } = this.#cst;
    const end = tokens.end[statements.last[index]!]!;
    return offset <= end ? [this.#start(index), end] : undefined;
  }

  /** The innermost block around `offset`; -1 at file level. */
  blockAround(offset: number): number {
    const { statements, tokens } = this.#cst;
    let index = this.#lastBefore(offset);
    while (index >= 0) {
      const isOpen = terminatorOf(this.#cst, index) === '{' && tokens.start[statements.terminator[index]!]! < offset;
      if (isOpen && offset < this.endOf(index)) return index;
      index = statements.parent[index]!;
    }
    return -1;
  }

  /** Where a block's `}` stands; behind everything for one that is never closed, and for the file (-1). */
  endOf(block: number): number {
    const close = block < 0 ? -1 : this.#cst.statements.close[block]!;
    return close < 0 ? Number.POSITIVE_INFINITY : this.#cst.tokens.start[close]!;
  }

  /** The last statement that begins at or before `offset`. */
  #lastBefore(offset: number): number {
    let low = 0;
    let high = this.#cst.statements.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#start(middle) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #start(index: number): number {
    return this.#cst.tokens.start[this.#cst.statements.first[index]!]!;
  }
}
