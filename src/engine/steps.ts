/** Which findings are told, and how loud? Small pure steps from what the rules said to what the report holds. */
import { CONFIDENCES, type Confidence, type Finding, type Fix, type Labelled, type Severity } from '../rule/index.ts';
import { originOf, type Span } from '../text/index.ts';

export type Step = (findings: readonly Finding[]) => readonly Finding[];

/** Applies the steps one after the other. */
export function inOrder(findings: readonly Finding[], steps: readonly Step[]): readonly Finding[] {
  return steps.reduce((found, step) => step(found), findings);
}

/** At most this many of the places a finding was reached through are shown. */
const MAX_OCCURRENCES_SHOWN = 5;

/**
 * The same rule, place and message reached through many occurrences (a snippet that 2,000 servers include) is one finding.
 * A fix survives only when every occurrence proposes the same.
 */
export const dedupe: Step = (findings) => {
  const byPlace = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { span } = finding.primary;
    const key = `${finding.rule}\n${placeKey(span)}\n${finding.message}`;
    const same = byPlace.get(key);
    if (same) same.push(finding);
    else byPlace.set(key, [finding]);
  }
  return [...byPlace.values()].map(merge);
};

function merge(same: readonly Finding[]): Finding {
  const [first, ...others] = same;
  if (!first || others.length === 0) return first!;
  const related: Labelled[] = [];
  const seen = new Set<string>();
  for (const place of same.flatMap((f) => f.related)) {
    if (seen.has(placeKey(place.span))) continue;
    seen.add(placeKey(place.span));
    related.push(place);
  }
  const fixes = first.fixes.filter((fix) => others.every((o) => o.fixes.some((f) => fixKey(f) === fixKey(fix))));
  const confidence = CONFIDENCES.find((c) => same.some((f) => f.confidence === c)) ?? first.confidence;
  return {
    ...first,
    confidence,
    related: related.slice(0, MAX_OCCURRENCES_SHOWN),
    occurrences: same.reduce((sum, f) => sum + f.occurrences, 0),
    fixes,
  };
}

function placeKey(span: Span): string {
  const { source, start, end } = originOf(span);
  return `${source.path}:${start}:${end}`;
}

function fixKey(fix: Fix): string {
  return `${fix.title}\n${fix.edits.map((e) => `${placeKey(e.span)}=${e.text}`).join('\n')}`;
}

/** Severities from the configuration replace those of the rules; `off` silences. */
export function applySeverities(configured: ReadonlyMap<string, Severity | 'off'>): Step {
  return (findings) =>
    findings.flatMap((finding) => {
      const severity = configured.get(finding.rule);
      if (severity === undefined) return [finding];
      return severity === 'off' ? [] : [{ ...finding, severity }];
    });
}

/** Drops what is less sure than `least`. */
export function atLeast(least: Confidence): Step {
  const limit = CONFIDENCES.indexOf(least);
  return (findings) => findings.filter((f) => CONFIDENCES.indexOf(f.confidence) <= limit);
}
