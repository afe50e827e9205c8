/** Why can an input not be worked on? */

/** Ends the run with exit code 2. Texts are for people. */
export class InputError extends Error {
  /** What to do about it. */
  readonly help: string;
  constructor(message: string, help: string) {
    super(message);
    this.name = 'InputError';
    this.help = help;
  }
}
