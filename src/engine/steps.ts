/** Which findings are told, and how loud? Small pure steps from what the rules said to what the report holds. */
import {
  CONFIDENCES,
  type Confidence,
  type Finding,
  type Fix,
  type Labelled,
  SEVERITIES,
  type Severity,
} from '../rule/index.ts';
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
  const byKey = new Map<string, Finding[]>();
  for (const finding of findings) {
    const same = byKey.get(finding.key);
    if (same) same.push(finding);
    else byKey.set(finding.key, [finding]);
  }
  return [...byKey.values()].map(merge);
};

function merge(same: readonly Finding[]): Finding {
  if (same.length === 1) return same[0]!;
  // the surest one speaks: what a whole configuration decides beats what a fragment alone leaves open; then the gravest
  const [first] = same.toSorted(
    (a, b) =>
      CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  ) as [Finding];
  const related: Labelled[] = [];
  const seen = new Set([placeKey(first.primary.span)]);
  for (const place of [...first.related, ...same.flatMap((f) => [f.primary, ...f.related])]) {
    if (seen.has(placeKey(place.span))) continue;
    seen.add(placeKey(place.span));
    related.push(place);
  }
  return {
    ...first,
    related: related.slice(0, MAX_OCCURRENCES_SHOWN),
    occurrences: same.reduce((sum, f) => sum + f.occurrences, 0),
    fixes: first.fixes.filter((fix) => same.every((o) => o.fixes.some((f) => fixKey(f) === fixKey(fix)))),
  };
}

function placeKey(span: Span): string {
  const { source, start, end } = originOf(span);
  return `${source.path}:${start}:${end}`;
}

function fixKey(fix: Fix): string {
  return `${fix.title}\n${fix.edits.map((e) => `${placeKey(e.span)}=${e.text}`).join('\n')}`;
}

/** The severity that a rule is given in a file (absolute path), where it is given one. */
export type SeverityOf = (rule: string, file: string) => Severity | 'off' | undefined;

/** Severities from the settings replace those of the rules; `off` silences. */
export function applySeverities(severityOf: SeverityOf, fileOf: (finding: Finding) => string): Step {
  return (findings) =>
    findings.flatMap((finding) => {
      const severity = severityOf(finding.rule, fileOf(finding));
      if (severity === undefined) return [finding];
      return severity === 'off' ? [] : [{ ...finding, severity }];
    });
}

/** Drops what is less sure than is asked for in its place. */
export function atLeast(leastFor: (finding: Finding) => Confidence): Step {
  return (findings) => findings.filter((f) => CONFIDENCES.indexOf(f.confidence) <= CONFIDENCES.indexOf(leastFor(f)));
}

/** Keeps what has its place, or one of the places that it speaks of, in one of some files (absolute paths). */
export function about(isWanted: (absolute: string) => boolean, absolute: (shown: string) => string): Step {
  const known = new Map<string, boolean>();
  const isIn = ({ span }: Labelled): boolean => {
    const shown = originOf(span).source.path;
    let wanted = known.get(shown);
    if (wanted === undefined) {
      wanted = isWanted(absolute(shown));
      known.set(shown, wanted);
    }
    return wanted;
  };
  return (findings) => findings.filter(({ primary, related }) => isIn(primary) || related.some(isIn));
}
