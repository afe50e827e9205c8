/** Which mistakes of a text are told when it has very many? */

/** What nginx would say about the bytes, and where a person would look. */
export interface SyntaxProblem {
  /** nginx's words, without ` in FILE:LINE`. A byte string. */
  readonly message: string;
  /** Offset whose line nginx prints. */
  readonly nginxOffset: number;
  /** Where a person would fix it. */
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly help?: string;
}

/**
 * Problems that are noted for one text and reader. nginx stops at the first; the others help whoever repairs the file, but
 * five million lone semicolons need not be told one by one.
 */
const MAX_PROBLEMS = 1000;

/** The problems of one text: the first thousand, of which the last says how many more there are. */
export class Problems {
  readonly #noted: SyntaxProblem[] = [];
  #dropped = 0;

  /** True when another one will only be counted: its words need not be made. */
  get isFull(): boolean {
    return this.#noted.length === MAX_PROBLEMS;
  }

  note(problem: SyntaxProblem): void {
    if (this.isFull) this.#dropped++;
    else this.#noted.push(problem);
  }

  /** Counts a problem that is not told. */
  drop(): void {
    this.#dropped++;
  }

  /** In the order in which they were noted. */
  end(): readonly SyntaxProblem[] {
    const last = this.#noted.at(-1);
    if (last && this.#dropped > 0)
      this.#noted[this.#noted.length - 1] = { ...last, help: withMore(last.help, this.#dropped) };
    return this.#noted;
  }
}

/** The help of the last finding that is listed, when `count` more are not. */
function withMore(help: string | undefined, count: number): string {
  const more = `${count === 1 ? '1 more mistake' : `${count} more mistakes`} of this text ${count === 1 ? 'is' : 'are'} not listed: repair these first`;
  return help === undefined ? more : `${help}; ${more}`;
}
