/** What does a person in front of a terminal read? */
import type { Finding } from '../rule/index.ts';
import { originOf } from '../text/index.ts';
import { plain } from './cells.ts';
import { type Context, type PrettyOptions, prettyFinding } from './pretty-finding.ts';
import { createRedactor, redact } from './redact.ts';
import type { Report } from './report.ts';
import { summaryLine } from './summary.ts';

/** All findings with their frames, an empty line after each, and the summary as the last line. */
export function formatPretty(report: Report, options: PrettyOptions = {}): string {
  const redactor = createRedactor();
  const { unfixable } = report;
  const context = { ...options, redactor, ...(unfixable && { unfixable }), isAfterFix: report.fixed !== undefined };
  const blocks = report.findings.map((finding) => `${prettyFinding(finding, context)}\n\n`);
  const fixed = fixedLines(report, context);
  const summary = summaryLine(report, { canFix: options.canFix ?? false });
  const bold = options.colors?.bold ?? ((text: string) => text);
  return `${blocks.join('')}${fixed}${bold(summary)}\n`;
}

/** One finding: headline, frames, notes; no newline at the end. */
export function formatFinding(finding: Finding, options: PrettyOptions = {}): string {
  return prettyFinding(finding, { ...options, redactor: createRedactor() });
}

/** More lines than these are counted. */
const MAX_FIXED_SHOWN = 20;

/** One line for each fix that was applied, and an empty one. */
function fixedLines({ fixed = [] }: Report, { redactor, colors }: Context): string {
  const word = colors ? colors.green('fixed') : 'fixed';
  const lines = fixed.slice(0, MAX_FIXED_SHOWN).map(({ finding, fix }) => {
    const { source, start } = originOf(finding.primary.span);
    const known = redactor.known([finding.primary.span]);
    return `${word} ${plain(source.path)}:${source.line(start)}: ${plain(redact(fix.title, known))} [${finding.rule}]\n`;
  });
  if (fixed.length > MAX_FIXED_SHOWN) lines.push(`${word} ${fixed.length - MAX_FIXED_SHOWN} more\n`);
  return lines.length === 0 ? '' : `${lines.join('')}\n`;
}
