/** In which order are findings shown? */
import type { Finding } from '../rule/index.ts';
import { originOf, type Span } from '../text/index.ts';

/**
 * Findings by file (in the order of `files`, others after them by name), place, rule and message; the same findings always
 * come out in the same order. Places are those of the origin of cut-out texts.
 */
export function sortFindings(
  findings: readonly Finding[],
  files: readonly { readonly path: string }[],
): readonly Finding[] {
  const rank = new Map<string, number>();
  for (const { path } of files) if (!rank.has(path)) rank.set(path, rank.size);
  const keyed = findings.map((finding) => ({ finding, span: originOf(finding.primary.span) }));
  keyed.sort((a, b) => byFile(a.span, b.span, rank) || byPlace(a.span, b.span) || byText(a.finding, b.finding));
  return keyed.map(({ finding }) => finding);
}

function byFile(a: Span, b: Span, rank: ReadonlyMap<string, number>): number {
  const difference = (rank.get(a.source.path) ?? rank.size) - (rank.get(b.source.path) ?? rank.size);
  return difference || compare(a.source.path, b.source.path);
}

function byPlace(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end;
}

function byText(a: Finding, b: Finding): number {
  return compare(a.rule, b.rule) || compare(a.message, b.message);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
