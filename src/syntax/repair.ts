/** How is a text read whose mistakes are known? As if they were corrected, with every place in the text as it stands. */

/** One corrected place: the bytes `at` up to `at + remove` are read as `insert`. */
export interface Repair {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** A corrected text and the way back. */
export class MendedText {
  readonly text: string;
  readonly #repairs: readonly Repair[];
  /** Where each repair begins in the corrected text. */
  readonly #at: readonly number[];

  /** Repairs of the same place are made in the order given; they must not overlap. */
  constructor(text: string, repairs: readonly Repair[]) {
    const sorted = [...repairs].sort((a, b) => a.at - b.at);
    const parts: string[] = [];
    const starts: number[] = [];
    let from = 0;
    let size = 0;
    for (const { at, remove, insert } of sorted) {
      const kept = text.slice(from, at);
      parts.push(kept, insert);
      starts.push(size + kept.length);
      size += kept.length + insert.length;
      from = at + remove;
    }
    parts.push(text.slice(from));
    this.text = parts.join('');
    this.#repairs = sorted;
    this.#at = starts;
  }

  /** The place in the text as it stands at which something begins. */
  startOf(offset: number): number {
    const index = this.#lastBefore(offset);
    if (index < 0) return offset;
    const { at, remove, insert } = this.#repairs[index]!;
    const into = offset - this.#at[index]!;
    return into < insert.length ? at : at + remove + into - insert.length;
  }

  /** The place in the text as it stands at which something ends. */
  endOf(offset: number): number {
    const index = this.#lastBefore(offset - 1);
    if (index < 0) return offset;
    const { at, remove, insert } = this.#repairs[index]!;
    const into = offset - this.#at[index]!;
    return into < insert.length ? at : at + remove + into - insert.length;
  }

  /** Index of the last repair that begins at or before an offset of the corrected text; -1 when there is none. */
  #lastBefore(offset: number): number {
    let low = 0;
    let high = this.#at.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
