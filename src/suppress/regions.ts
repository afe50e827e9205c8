/**
 * Where do `disable` and `enable` comments hold? Each holds from where it stands to the end of its block (of the file, where
 * it stands in none), or to the next one about the same rule in that block: a block ends with what it began with.
 */
import { ANY, type Entry } from './entry.ts';
import type { Statements } from './statements.ts';

/** From here on `entry` holds back what the rule says; undefined: nothing does. */
interface Change {
  readonly from: number;
  readonly entry: Entry | undefined;
}

export class Regions {
  readonly #byRule = new Map<string, Entry[]>();
  readonly #statements: Statements | undefined;
  readonly #known = new Map<string, readonly Change[]>();
  readonly #blocks = new Map<Entry, number>();

  /** `entries` are those of `disable` and `enable` comments in the order of the text. */
  constructor(entries: readonly Entry[], statements: Statements | undefined) {
    this.#statements = statements;
    for (const entry of entries) {
      const known = this.#byRule.get(entry.rule);
      if (known) known.push(entry);
      else this.#byRule.set(entry.rule, [entry]);
    }
  }

  /** The entry that holds for `rule` at `offset`. */
  at(rule: string, offset: number): Entry | undefined {
    if (this.#byRule.size === 0) return undefined;
    const changes = this.#changes(rule);
    let low = 0;
    for (let high = changes.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (changes[middle]!.from <= offset) low = middle + 1;
      else high = middle;
    }
    return changes[low - 1]?.entry;
  }

  /** `enable`s of something that is not disabled where they stand. */
  idleEnables(): readonly Entry[] {
    const named = [...this.#byRule.keys()].filter((rule) => rule !== ANY);
    const idle: Entry[] = [];
    for (const [rule, entries] of this.#byRule) {
      for (const entry of entries) {
        if (entry.comment.kind !== 'enable') continue;
        const before = entry.comment.span.start - 1;
        const ended = rule === ANY ? [ANY, ...named] : [rule];
        if (!ended.some((one) => this.at(one, before))) idle.push(entry);
      }
    }
    return idle;
  }

  #changes(rule: string): readonly Change[] {
    const own = this.#byRule.get(rule) ?? [];
    const key = own.length === 0 ? ANY : rule;
    let known = this.#known.get(key);
    if (!known) {
      const all = rule === ANY ? own : [...own, ...(this.#byRule.get(ANY) ?? [])];
      known = this.#sweep(all.toSorted((a, b) => start(a) - start(b)));
      this.#known.set(key, known);
    }
    return known;
  }

  #sweep(entries: readonly Entry[]): readonly Change[] {
    const changes: Change[] = [];
    let current: Entry | undefined;
    const set = (from: number, entry: Entry | undefined): void => {
      if (entry !== current) changes.push({ from, entry });
      current = entry;
    };
    /** Blocks that are open, with what held when they began. */
    const open: { readonly block: number; readonly end: number; readonly before: Entry | undefined }[] = [];
    const closeUpTo = (offset: number): void => {
      for (let last = open.at(-1); last && last.end <= offset; last = open.at(-1)) {
        set(last.end, last.before);
        open.pop();
      }
    };
    for (const entry of entries) {
      const at = start(entry);
      closeUpTo(at);
      const block = this.#blockOf(entry);
      if ((open.at(-1)?.block ?? -1) !== block) {
        open.push({ block, end: this.#statements?.endOf(block) ?? Number.POSITIVE_INFINITY, before: current });
      }
      set(at, entry.comment.kind === 'disable' ? entry : undefined);
    }
    closeUpTo(Number.MAX_VALUE);
    return changes;
  }

  #blockOf(entry: Entry): number {
    let block = this.#blocks.get(entry);
    if (block === undefined) {
      block = this.#statements?.blockAround(start(entry)) ?? -1;
      this.#blocks.set(entry, block);
    }
    return block;
  }
}

function start({ comment }: Entry): number {
  return comment.span.start;
}
