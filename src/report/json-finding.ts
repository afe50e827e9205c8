/** What does the machine-readable report say of one finding, and of one that was fixed? */
import type { Category } from '../rule/index.ts';
import { originOf, type Span } from '../text/index.ts';
import { portableFixes } from './portable-fix.ts';
import { type Redactor, redact } from './redact.ts';
import type { AppliedFix } from './report.ts';
import { placeOf, type Told } from './told.ts';

/** In the order of the keys that the schema has; `docs` gives the page of a rule. */
export function jsonFinding(told: Told, docs: (rule: string, category: Category) => string): object {
  const { finding, rule, category, severity, confidence, message, help, related, fingerprint, known } = told;
  const { file, line, column, endLine, endColumn } = told;
  const text = (words: string): string => redact(words, known);
  const { nginx } = finding;
  return {
    rule,
    category,
    severity,
    confidence,
    root: finding.root,
    message,
    help,
    ...{ file, line, column, endLine, endColumn },
    dump: dumpPlace(finding.primary.span),
    scope: finding.scope.map(text),
    server: finding.server && text(finding.server),
    occurrences: finding.occurrences,
    related,
    prevents: told.prevents,
    nginx: nginx && { message: text(nginx.message), file: nginx.file, line: nginx.line },
    fingerprint,
    docs: docs(rule, category),
    fixes: portableFixes(finding.fixes, known).map(({ title, safety, edits }) => ({
      title,
      safety,
      edits: edits.map(({ span: { source, start, end }, text: added }) => ({
        ...{ file: source.path, start, end },
        text: added,
      })),
    })),
  };
}

/** A finding that is gone, and what took it away. */
export function jsonFixed({ finding, fix }: AppliedFix, redactor: Redactor): object {
  const known = redactor.known([finding.primary.span]);
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: redact(finding.message, known),
    ...placeOf(finding.primary.span),
    title: redact(fix.title, known),
    safety: fix.safety,
  };
}

/** Where an `nginx -T` dump shows the place; undefined for files that were read themselves. */
function dumpPlace({ source, start }: Span): object | undefined {
  if (!source.shownBy) return undefined;
  const shown = originOf(source.shownBy.span(start, start));
  return { file: shown.source.path, ...shown.source.position(shown.start) };
}
