/** What does the machine-readable report (version 1, schemas/report.v1.schema.json) of a run look like? */
import type { Finding, Fix, Labelled } from '../rule/index.ts';
import { fromByteString, originEdit, originOf, type Span, type TextEdit, toByteString } from '../text/index.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { createRedactor, type Redactor, redact } from './redact.ts';
import type { AppliedFix, Report } from './report.ts';
import { summarize } from './summary.ts';

export const REPORT_SCHEMA_ID = 'https://nginx-vet/schemas/report.v1.schema.json';

export interface JsonOptions {
  /** Where a rule's page is; by default its path in the project. */
  readonly docs?: (rule: string, category: string) => string;
}

/**
 * The report as JSON: stable order of keys, two spaces of indentation, a newline at the end. Secrets are `***`; a fix whose
 * new text would carry one out is left out. Control characters stand as `\u` escapes only, so it may be sent to a terminal.
 */
export function formatJson(report: Report, options: JsonOptions = {}): string {
  const redactor = createRedactor();
  const docs = options.docs ?? ((rule, category) => `rules/${category}/${rule}.md`);
  const prints = fingerprintsOf(report);
  // The value is of fixed depth (lists are flat), so the native writer never recurses deeper than that.
  const value = {
    $schema: REPORT_SCHEMA_ID,
    version: 1,
    tool: { name: report.tool.name, version: report.tool.version },
    summary: { ...summarize(report), durationMs: Math.round(report.durationMs) },
    roots: report.roots.map((root) => ({
      path: root.path,
      nginx: { version: root.nginx.version, source: root.nginx.source },
      servers: root.servers,
      dials: root.dials,
      dump: root.dump,
    })),
    files: report.files.map(({ path, role, status }) => ({ path, role, status })),
    findings: report.findings.map((finding, index) => ({
      ...jsonFinding(finding, prints[index]!, docs, redactor),
      notFixable: report.unfixable?.get(finding),
    })),
    baseline: report.baseline && { file: report.baseline.file, stale: report.baseline.stale },
    fixed: report.fixed?.map((applied) => jsonFixed(applied, redactor)),
  };
  return `${escapeControls(JSON.stringify(value, null, 2))}\n`;
}

function jsonFinding(
  finding: Finding,
  fingerprint: string,
  docs: (rule: string, category: string) => string,
  redactor: Redactor,
): object {
  const known = redactor.known([finding.primary.span, ...finding.related.map((r) => r.span)]);
  const text = (words: string): string => redact(words, known);
  const { nginx, prevents } = finding;
  return {
    rule: finding.rule,
    category: finding.category,
    severity: finding.severity,
    confidence: finding.confidence,
    root: finding.root,
    message: text(finding.message),
    help: finding.help === undefined ? undefined : text(finding.help),
    ...place(finding.primary.span),
    dump: dumpPlace(finding.primary.span),
    scope: finding.scope.map(text),
    occurrences: finding.occurrences,
    related: finding.related.map(({ span, label }: Labelled) => ({ ...place(span), label: text(label) })),
    prevents: prevents && { status: prevents.status, log: prevents.log === undefined ? undefined : text(prevents.log) },
    nginx: nginx && { message: text(nginx.message), file: nginx.file, line: nginx.line },
    fingerprint,
    docs: docs(finding.rule, finding.category),
    fixes: finding.fixes.flatMap((fix) => jsonFix(fix, known)),
  };
}

function jsonFixed({ finding, fix }: AppliedFix, redactor: Redactor): object {
  const known = redactor.known([finding.primary.span]);
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: redact(finding.message, known),
    ...place(finding.primary.span),
    title: redact(fix.title, known),
    safety: fix.safety,
  };
}

function place(span: Span): object {
  const { source, start, end } = originOf(span);
  const from = source.position(start);
  const to = source.position(end);
  return { file: source.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

/** Where an `nginx -T` dump shows the place; undefined for files that were read themselves. */
function dumpPlace({ source, start }: Span): object | undefined {
  if (!source.shownBy) return undefined;
  const shown = originOf(source.shownBy.span(start, start));
  return { file: shown.source.path, ...shown.source.position(shown.start) };
}

function jsonFix(fix: Fix, known: readonly string[]): readonly object[] {
  const edits: object[] = [];
  for (const edit of fix.edits) {
    const portable = portableEdit(edit);
    if (portable === undefined || redact(portable.text, known) !== portable.text) return [];
    edits.push(portable);
  }
  return [{ title: redact(fix.title, known), safety: fix.safety, edits }];
}

/** An edit of the file itself with its new text decoded; undefined when JSON cannot carry it or the file has no such place. */
function portableEdit(edit: TextEdit): { file: string; start: number; end: number; text: string } | undefined {
  const origin = originEdit(edit);
  if (!origin) return undefined;
  const { source, start, end } = origin.span;
  const text = fromByteString(origin.text);
  return toByteString(text) === origin.text ? { file: source.path, start, end, text } : undefined;
}

/** JSON.stringify leaves DEL, C1 controls, line separators and bidirectional marks as they are; a terminal obeys some. */
export function escapeControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
