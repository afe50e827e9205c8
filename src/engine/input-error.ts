/** Why can an input not be worked on? */

/** Ends the run with exit code 2. Texts are for people. */
export class InputError extends Error {
  /** What to do about it. */
  readonly help: string;
  /** True where a directory was looked through in vain. */
  readonly isEmpty: boolean;
  constructor(message: string, help: string, { isEmpty = false } = {}) {
    super(message);
    this.isEmpty = isEmpty;
    this.name = 'InputError';
    this.help = help;
  }
}
