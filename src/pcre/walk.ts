/** What may come next in the walk over a pattern, given what came before? The parser's readers share this. */
import type { State } from './state.ts';

export interface Walk {
  readonly state: State;
  /** A quantifier may follow. */
  quantifiable: boolean;
  /** The last item is a quantifier that `?` or `+` can still change. */
  afterQuantifier: boolean;
  /** Inside \Q…\E. */
  quoted: boolean;
  /** After `(?(`: 2 an assertion or callout must come, 1 an assertion. */
  expectsAssertion: number;
}
