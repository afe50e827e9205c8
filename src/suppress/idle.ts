/** Which comments of a file hold back nothing, so that they could go? */
import type { Confidence, IdleSuppression, Rule, SuppressionComment } from '../rule/index.ts';
import type { CommentsOfRun } from './comments-of-run.ts';
import { ANY } from './entry.ts';
import type { FileComments } from './file-comments.ts';

export interface IdleQuestion {
  readonly file: FileComments;
  readonly comments: CommentsOfRun;
  /** How sure it is that the rules have seen all that concerns the file. */
  readonly confidence: Confidence;
  /** Every rule there is. */
  readonly rules: readonly Rule[];
  /** Has the rule been asked about the file? What was not asked has nothing to hold back, and may be needed another time. */
  readonly ran: (rule: Rule) => boolean;
}

/** Rules that no comment is needed for in this run. Rules about comments are left alone, and ids that no rule has. */
export function idleIn({ file, comments, confidence, rules, ran }: IdleQuestion): readonly IdleSuppression[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const isJudged = (id: string): boolean => {
    const rule = byId.get(id);
    return rule !== undefined && rule.category !== 'suppression' && ran(rule);
  };
  const enables = new Map<SuppressionComment, Set<string>>();
  for (const { comment, rule } of file.idleEnables()) {
    enables.set(comment, (enables.get(comment) ?? new Set()).add(rule));
  }
  // one that names no rule may be there for any of them
  const wasAsked = rules.every((rule) => !rule.presets.includes('recommended') || isLate(rule) || ran(rule));
  return file.comments.flatMap((comment): readonly IdleSuppression[] => {
    const isIdle = (rule: string): boolean =>
      comment.kind === 'enable'
        ? enables.get(comment)?.has(rule) === true
        : comments.heldBy(comment, rule).size === 0 && (rule === ANY ? wasAsked : isJudged(rule));
    if (comment.rules.length === 0) return isIdle(ANY) ? [{ comment, rules: [], isAll: true, confidence }] : [];
    const idle = comment.rules.filter(({ id }) => byId.has(id) && isIdle(id));
    return idle.length === 0 ? [] : [{ comment, rules: idle, isAll: idle.length === comment.rules.length, confidence }];
  });
}

function isLate({ reads }: Rule): boolean {
  return reads === 'findings';
}
