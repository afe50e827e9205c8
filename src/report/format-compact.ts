/**
 * What does an editor read? One line for each finding, in the form that compilers made common: `file:line:column: severity:
 * message [rule]`. Vim's and Emacs' defaults and VS Code's `$gcc` take it as it is.
 */
import { plain } from './cells.ts';
import type { Report } from './report.ts';
import { tell } from './told.ts';

/** A line for each finding, and nothing else. Columns are UTF-16 units. */
export function formatCompact(report: Report): string {
  return tell(report)
    .map(({ file, line, column, severity, message, rule }) => {
      return `${plain(file)}:${line}:${column}: ${severity}: ${plain(message)} [${rule}]\n`;
    })
    .join('');
}
