/** What does GitLab show in a merge request? A Code Quality report (docs.gitlab.com, "Code Quality report format"). */
import { fromCheckout } from './checkout.ts';
import { escapeControls } from './format-json.ts';
import type { FormatOptions } from './formats.ts';
import type { Report } from './report.ts';
import { tell } from './told.ts';

const SEVERITIES = { error: 'critical', warning: 'major', info: 'info' } as const;

/**
 * A list of findings; an empty one when there are none, as GitLab compares it with the target branch's. Fingerprints are
 * those of the JSON report: they stay when lines move.
 */
export function formatGitlab(report: Report, options: FormatOptions): string {
  const findings = tell(report).map(({ message, rule, fingerprint, severity, help, line, endLine, ...told }) => ({
    description: message,
    check_name: rule,
    fingerprint,
    severity: SEVERITIES[severity],
    location: { path: fromCheckout(told.file, options), lines: { begin: line, end: endLine } },
    content: help === undefined ? undefined : { body: help },
  }));
  return `${escapeControls(JSON.stringify(findings, null, 2))}\n`;
}
