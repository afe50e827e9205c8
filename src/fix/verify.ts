/** Do fixes do what they are there for, and nothing else? */
import { type Finding, SEVERITIES } from '../rule/index.ts';
import { display, originOf } from '../text/index.ts';
import type { EditedText } from './edited-text.ts';
import { type Matches, matchFindings } from './match.ts';
import type { PlannedFix } from './plan.ts';
import { listsAmong, lostEntries } from './same-lists.ts';
import { compareTrees } from './same-tree.ts';
import { byShownPath, type Workspace } from './workspace.ts';

/** The state after the fixes, or what speaks against them. `culprits` is there when it is known which ones are to blame. */
export type Verdict =
  | { readonly next: Workspace; readonly matches: Matches }
  | { readonly why: string; readonly culprits?: readonly PlannedFix[] };

/** Tries fixes on a state of the files; the state itself stays as it is. */
export function tryFixes(state: Workspace, fixes: readonly PlannedFix[]): Verdict {
  const byTarget = state.edited(fixes);
  const edited = byShownPath(byTarget);
  const names = new Set<string>();
  for (const text of edited.values()) {
    const { problem, names: changed } = compareTrees(text);
    if (problem !== undefined) return { why: problem };
    for (const name of changed) names.add(name);
  }
  const next = state.with(byTarget);
  const before = state.full();
  const after = next.full();
  const matches = matchFindings(before.report.findings, after.report.findings, edited);

  const found = new Map(before.report.findings.map((finding) => [identity(finding), finding]));
  const stayed = fixes.filter((fix) => {
    const same = found.get(identity(fix.finding));
    return same && matches.later.has(same);
  });
  if (stayed.length > 0) return { why: 'the finding would still be there', culprits: stayed };
  const worse = newFinding(fixes, after.report.findings, matches, edited);
  if (worse) return { why: `it would bring \`${worse.rule}\`: ${worse.message}` };
  const lost = lostEntries(before.analyses, after.analyses, listsAmong(names), edited);
  if (lost !== undefined) return { why: display(lost) };
  return { next, matches };
}

/** The same finding is another object in the check with all rules. */
function identity({ rule, message, primary }: Finding): string {
  const { source, start, end } = originOf(primary.span);
  return JSON.stringify([rule, source.path, start, end, message]);
}

/** A finding that was not there before, or was less severe, and is as severe as the least severe of those fixed. */
function newFinding(
  fixes: readonly PlannedFix[],
  after: readonly Finding[],
  { earlier }: Matches,
  edited: ReadonlyMap<string, EditedText>,
): Finding | undefined {
  const rank = ({ severity }: Finding): number => SEVERITIES.indexOf(severity);
  const least = fixes.reduce((most, { finding }) => Math.max(most, rank(finding)), 0);
  // what nginx looks at when it has read everything it never came to while a statement stopped it: that was there all along
  const stopped = fixes.some(({ finding: { nginx, severity } }) => nginx?.line !== undefined && severity === 'error');
  const isUncovered = ({ nginx, primary }: Finding): boolean => {
    const { source, start, end } = originOf(primary.span);
    const isWritten = (edited.get(source.path)?.writtenIn(start, end).length ?? 0) > 0;
    return stopped && nginx !== undefined && nginx.line === undefined && !isWritten;
  };
  return after.find((finding) => {
    if (isUncovered(finding)) return false;
    const was = earlier.get(finding);
    return rank(finding) <= least && (!was || rank(was) > rank(finding));
  });
}
