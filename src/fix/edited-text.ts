/** What becomes of a text by edits, and where does each of its bytes go? */

/** Bytes `start` up to, not including, `end` become `text` (a byte string). An empty range inserts. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Edits of one text: in order, and none touches another one. */
export class EditedText {
  readonly before: string;
  readonly after: string;
  readonly edits: readonly Edit[];
  /** For each edit: by how much the bytes after it move. */
  readonly #shifts: readonly number[];

  constructor(before: string, edits: readonly Edit[]) {
    this.before = before;
    this.edits = edits.toSorted((a, b) => a.start - b.start);
    const parts: string[] = [];
    const shifts: number[] = [];
    let at = 0;
    let shift = 0;
    for (const { start, end, text } of this.edits) {
      parts.push(before.slice(at, start), text);
      at = end;
      shift += text.length - (end - start);
      shifts.push(shift);
    }
    parts.push(before.slice(at));
    this.after = parts.join('');
    this.#shifts = shifts;
  }

  /** Where the byte at `offset` is afterwards; what an edit replaces begins where its new text begins. */
  moved(offset: number): number {
    const passed = this.#endingUpTo(offset);
    const next = this.edits[passed];
    const from = next && next.start < offset ? next.start : offset;
    return from + (this.#shifts[passed - 1] ?? 0);
  }

  /** Does an edit change bytes from `start` up to `end`, or put some between them? */
  changes(start: number, end: number): boolean {
    // the first that ends behind the start
    const edit = this.edits[this.#endingUpTo(start)];
    return edit !== undefined && edit.start < end;
  }

  /** The edits (by index) that `changes` speaks of, and those that insert at `end`. */
  editsOf(start: number, end: number): readonly number[] {
    const found: number[] = [];
    for (let index = this.#endingUpTo(start); index < this.edits.length; index++) {
      const edit = this.edits[index]!;
      if (edit.start > end || (edit.start === end && edit.end > end)) break;
      found.push(index);
    }
    return found;
  }

  /** The edits (by index) that wrote, or took away, something between `start` and `end` of the text afterwards. */
  writtenIn(start: number, end: number): readonly number[] {
    const found: number[] = [];
    // an edit stands where its beginning has moved to: look from the last that cannot reach
    for (let index = this.#firstReaching(start); index < this.edits.length; index++) {
      const from = this.#afterStart(index);
      if (from >= end) break;
      found.push(index);
    }
    return found;
  }

  /** Does an edit insert at exactly this offset? */
  insertsAt(offset: number): boolean {
    const edit = this.edits[this.#endingUpTo(offset) - 1];
    return edit !== undefined && edit.start === offset && edit.end === offset;
  }

  /** How many edits end at `offset` or before. */
  #endingUpTo(offset: number): number {
    return partition(this.edits.length, (index) => this.edits[index]!.end <= offset);
  }

  /** The first edit whose new text ends behind `offset` of the text afterwards. */
  #firstReaching(offset: number): number {
    return partition(this.edits.length, (i) => this.#afterStart(i) + this.edits[i]!.text.length <= offset);
  }

  #afterStart(index: number): number {
    return this.edits[index]!.start + (this.#shifts[index - 1] ?? 0);
  }
}

/** Of `count` things in order, how many come before the first that is not `early`? */
function partition(count: number, early: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (early(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Do two edits of one text get in each other's way? Neighbours do, too: which comes first would be a matter of chance. */
export function clash(a: Edit, b: Edit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

export function isSameEdit(a: Edit, b: Edit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}
