/** What does every format tell of a finding: its words without secrets, its places in the files that a person opens? */
import { type Category, type Confidence, type Finding, SEVERITIES, type Severity } from '../rule/index.ts';
import { originOf, type Span } from '../text/index.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { createRedactor, redact } from './redact.ts';
import type { Report } from './report.ts';

/** Lines and columns are 1-based, columns in UTF-16 units; the end is exclusive. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Told extends Place {
  readonly finding: Finding;
  readonly rule: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  readonly help?: string;
  readonly related: readonly (Place & { readonly label: string })[];
  /** The status and the error.log text that follow from it, as far as they are known. */
  readonly prevents?: { readonly status?: number; readonly log?: string };
  readonly fingerprint: string;
  /** Secrets of the lines it speaks of, to be hidden in other words about them. */
  readonly known: readonly string[];
}

/** The place of a span in the file that it really stands in. */
export function placeOf(span: Span): Place {
  const { source, start, end } = originOf(span);
  const from = source.position(start);
  const to = source.position(end);
  return { file: source.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** The findings of a report, in its order. Texts may still have control characters: each format has its own way to write them. */
export function tell(report: Report): readonly Told[] {
  const toldOf = teller();
  const prints = fingerprintsOf(report);
  return report.findings.map((finding, index) => toldOf(finding, prints[index]!));
}

/** Errors before warnings before information, for where only so many are shown. */
export function gravestFirst(told: readonly Told[]): readonly Told[] {
  return told.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** The same by file: every file that was looked at, those without findings as well. */
export function tellByFile(report: Report): ReadonlyMap<string, readonly Told[]> {
  const byFile = new Map<string, Told[]>(report.files.map(({ path }) => [path, []]));
  for (const told of tell(report)) {
    const same = byFile.get(told.file);
    if (same) same.push(told);
    else byFile.set(told.file, [told]);
  }
  return byFile;
}

/** The findings that were held back, with what held them. */
export function tellSuppressed({ suppressions = [] }: Report): readonly (Told & Suppression)[] {
  const toldOf = teller();
  return suppressions.map(({ finding, fingerprint, kind, reason }) => {
    const told = toldOf(finding, fingerprint);
    return { ...told, kind, ...(reason !== undefined && { reason: redact(reason, told.known) }) };
  });
}

export interface Suppression {
  readonly kind: 'comment' | 'baseline';
  readonly reason?: string;
}

function teller(): (finding: Finding, fingerprint: string) => Told {
  const redactor = createRedactor();
  return (finding, fingerprint) => {
    const { rule, category, severity, confidence, primary, related, help, prevents } = finding;
    const known = redactor.known([primary.span, ...related.map(({ span }) => span)]);
    const text = (words: string): string => redact(words, known);
    return {
      finding,
      rule,
      category,
      severity,
      confidence,
      message: text(finding.message),
      ...(help !== undefined && { help: text(help) }),
      ...placeOf(primary.span),
      related: related.map(({ span, label }) => ({ ...placeOf(span), label: text(label) })),
      ...(prevents && { prevents: { ...prevents, ...(prevents.log !== undefined && { log: text(prevents.log) }) } }),
      fingerprint,
      known,
    };
  };
}

/** The path of a rule's page in the project. */
export function pageOf({ rule, category }: Pick<Finding, 'rule' | 'category'>): string {
  return `rules/${category}/${rule}.md`;
}
