/** What is one wish of a comment? */
import type { SuppressionComment } from '../rule/index.ts';

/** What stands for every rule. */
export const ANY = '*';

/** One rule that a comment names, or all of them. */
export interface Entry {
  readonly comment: SuppressionComment;
  /** A rule's id, or ANY. */
  readonly rule: string;
}
