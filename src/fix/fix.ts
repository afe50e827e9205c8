/** What is left to say once everything that can be fixed is fixed? Pass after pass, until nothing is left to do. */
import type { AppliedFix, CheckRequest, Report } from '../engine/index.ts';
import type { Finding, Rule, Safety } from '../rule/index.ts';
import { matchFindings } from './match.ts';
import { type PlannedFix, plan } from './plan.ts';
import { tryFixes, type Verdict } from './verify.ts';
import { byShownPath, type ChangedFile, Workspace } from './workspace.ts';

export interface FixRequest {
  readonly check: CheckRequest;
  /** Also the fixes that should be looked at by somebody. Suggestions are never applied. */
  readonly unsafe: boolean;
  /** Which findings are to be fixed, of those that have a fix; default: all. */
  readonly only?: (finding: Finding) => boolean;
  /** Every rule there is: what they say decides whether a fix does harm. */
  readonly rules: readonly Rule[];
}

export interface FixResult {
  /** Before anything was changed. */
  readonly before: Report;
  /** After all fixes, with `fixed` and `unfixable`. */
  readonly after: Report;
  /** The files and texts that change. Nothing has been written. */
  readonly changed: readonly ChangedFile[];
}

/** A fix may make another one possible, or make room for it; one that never comes to rest is a mistake of its rule. */
const MAX_PASSES = 10;

/** A check costs time: when fixes keep failing, the rest is left alone. */
const MAX_TRIALS = 200;

/** Fixes in memory. Throws InputError as `check` does. */
export function fixAll({ check: request, unsafe, rules, only = () => true }: FixRequest): FixResult {
  const wanted: readonly Safety[] = unsafe ? ['safe', 'unsafe'] : ['safe'];
  let state = new Workspace(request, rules);
  const before = state.report();
  let report = before;
  const fixed: AppliedFix[] = [];
  const trials = { left: MAX_TRIALS };
  /** Findings whose fix did not stand the test, as they are in `report`. */
  let refused: ReadonlyMap<Finding, string> = new Map();
  for (let pass = 1; ; pass++) {
    const open = report.findings.filter((finding) => !refused.has(finding) && only(finding));
    const { chosen, unfixable } = plan(open, wanted, state.targets(report));
    if (chosen.length === 0 || pass > MAX_PASSES) {
      const late = chosen.map(({ finding }) => [finding, `there were ${MAX_PASSES} passes before it`] as const);
      return {
        before,
        after: { ...report, fixed, unfixable: new Map([...unfixable, ...refused, ...late]) },
        changed: state.changed,
      };
    }
    const outcome = applyMost(state, chosen, trials);
    const failed = new Map([...refused, ...outcome.refused]);
    for (const one of outcome.applied.map(({ finding, fix }) => ({ finding, fix }))) fixed.push(one);
    if (outcome.applied.length === 0) {
      refused = failed;
      continue;
    }
    const next = outcome.next.report();
    const { later } = matchFindings(report.findings, next.findings, byShownPath(state.edited(outcome.applied)));
    refused = new Map(
      [...failed].flatMap(([finding, why]) => {
        const now = later.get(finding);
        // other words are another fix: what was carried over has changed with the level around
        return now && now.message === finding.message ? [[now, why]] : [];
      }),
    );
    state = outcome.next;
    report = next;
  }
}

interface Outcome {
  readonly next: Workspace;
  readonly applied: readonly PlannedFix[];
  readonly refused: ReadonlyMap<Finding, string>;
}

/** Applies all fixes that stand the test together: all at once where that is well, else by halves until the bad ones are found. */
function applyMost(state: Workspace, fixes: readonly PlannedFix[], trials: { left: number }): Outcome {
  const refused = new Map<Finding, string>();
  let applied: readonly PlannedFix[] = [];
  let next = state;
  const groups: (readonly PlannedFix[])[] = [fixes];
  for (let group = groups.pop(); group; group = groups.pop()) {
    const verdict: Verdict =
      trials.left-- > 0
        ? tryFixes(state, [...applied, ...group])
        : { why: 'too many other fixes failed', culprits: group };
    if ('next' in verdict) {
      applied = [...applied, ...group];
      next = verdict.next;
      continue;
    }
    const culprits = new Set(group.length === 1 ? group : verdict.culprits?.filter((fix) => group.includes(fix)));
    for (const { finding } of culprits) refused.set(finding, verdict.why);
    const rest = group.filter((fix) => !culprits.has(fix));
    const middle = culprits.size > 0 ? 0 : rest.length >>> 1;
    const halves = [rest.slice(middle), rest.slice(0, middle)];
    for (const one of halves.filter((half) => half.length > 0)) groups.push(one);
  }
  return { next, applied, refused };
}
