/** How does a reader say that PCRE2 would refuse the pattern? By throwing this; compilePattern turns it into a result. */
export class Refusal extends Error {
  readonly code: number;
  readonly offset: number;

  constructor(code: number, offset: number) {
    super(`PCRE2 error ${code}`);
    this.code = code;
    this.offset = offset;
  }
}
