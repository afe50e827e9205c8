/** Which fixes can be applied in one pass? */
import type { Finding, Fix, Safety } from '../rule/index.ts';
import { clash, isSameEdit } from './edited-text.ts';
import type { TargetEdit, Targets } from './targets.ts';

/** A fix that is to be applied, for one finding. */
export interface PlannedFix {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly edits: readonly TargetEdit[];
}

export interface Plan {
  /** None gets in another one's way; the same edit may be part of several. */
  readonly chosen: readonly PlannedFix[];
  /** Findings with a fix of the wanted kinds that cannot be applied, and why. */
  readonly unfixable: ReadonlyMap<Finding, string>;
}

/** For each finding the first of its fixes that may be made, the safest first. What clashes with an earlier one has to wait. */
export function plan(findings: readonly Finding[], wanted: readonly Safety[], targets: Targets): Plan {
  const chosen: PlannedFix[] = [];
  const unfixable = new Map<Finding, string>();
  const taken = new Map<string, TargetEdit[]>();
  for (const finding of findings) {
    const planned = choose(finding, wanted, targets);
    if (typeof planned === 'string') unfixable.set(finding, planned);
    if (planned === undefined || typeof planned === 'string') continue;
    const isFree = planned.edits.every((edit) => !clashing(taken.get(edit.target.at) ?? [], edit));
    if (!isFree) continue;
    for (const edit of planned.edits) insert(taken, edit);
    chosen.push(planned);
  }
  return { chosen, unfixable };
}

/** undefined where there is nothing to choose from. */
function choose(finding: Finding, wanted: readonly Safety[], targets: Targets): PlannedFix | string | undefined {
  let why: string | undefined;
  for (const safety of wanted) {
    for (const fix of finding.fixes) {
      if (fix.safety !== safety) continue;
      const resolved = targets.resolve(fix);
      if ('edits' in resolved) return { finding, fix, edits: resolved.edits };
      why ??= resolved.why;
    }
  }
  return why;
}

/** Is there an edit that this one cannot stand beside? `taken` is in order, and none of it touches another. */
function clashing(taken: readonly TargetEdit[], edit: TargetEdit): boolean {
  for (let i = firstUpTo(taken, edit.start); i < taken.length && taken[i]!.start <= edit.end; i++) {
    if (clash(taken[i]!, edit) && !isSameEdit(taken[i]!, edit)) return true;
  }
  return false;
}

function insert(all: Map<string, TargetEdit[]>, edit: TargetEdit): void {
  let taken = all.get(edit.target.at);
  if (!taken) {
    taken = [];
    all.set(edit.target.at, taken);
  }
  let at = firstUpTo(taken, edit.start);
  while (at < taken.length && taken[at]!.start < edit.start) at++;
  if (taken[at] && isSameEdit(taken[at]!, edit)) return;
  taken.splice(at, 0, edit);
}

/** The first edit that reaches `offset`. */
function firstUpTo(taken: readonly TargetEdit[], offset: number): number {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (taken[middle]!.end < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
