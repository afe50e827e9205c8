/** What stands in a comment on a merge request? A table of the findings, and their frames folded below it. */
import type { FormatOptions } from './formats.ts';
import { frame } from './frame.ts';
import { fenced, inCode, inHtml, inLine } from './markdown.ts';
import { createRedactor, type Redactor } from './redact.ts';
import type { Report } from './report.ts';
import { summaryLine } from './summary.ts';
import { gravestFirst, type Told, tell } from './told.ts';

/** GitHub takes comments of 65,536 characters (GitLab of a million): all rows come first, then frames as far as they fit. */
const LONGEST = 60_000;
/** More rows nobody reads, and none of the frames would fit. */
const MAX_ROWS = 100;

/**
 * GitHub Flavored Markdown without links to anybody. It begins with a comment by which a bot finds what it wrote before.
 * What does not fit is counted.
 */
export function formatMarkdown(report: Report, options: FormatOptions): string {
  const told = gravestFirst(tell(report));
  const redactor = createRedactor();
  const head = `<!-- nginx-vet -->\n### nginx-vet: ${summaryLine(report, { canFix: options.canFix ?? false })}\n`;
  if (told.length === 0) return head;
  const parts = [head, '\n| | where | finding |\n|---|---|---|\n', ...told.slice(0, MAX_ROWS).map(row)];
  if (told.length > MAX_ROWS) parts.push(`| … | | and ${told.length - MAX_ROWS} more |\n`);
  let length = parts.join('').length;
  let shown = 0;
  for (const each of told) {
    const text = details(each, redactor);
    if (length + text.length > LONGEST) break;
    parts.push(text);
    length += text.length;
    shown++;
  }
  if (shown < told.length) parts.push(`\nFor the frames of ${told.length - shown} more run \`nginx-vet\`.\n`);
  return parts.join('');
}

function row({ severity, file, line, message, rule }: Told): string {
  return `| **${severity}** | ${inCode(`${file}:${line}`)} | ${inLine(message)}<br>\`${rule}\` |\n`;
}

function details(told: Told, redactor: Redactor): string {
  const { severity, file, line, message, rule, finding, help, prevents } = told;
  const { lines } = frame(finding.primary, finding.related, { redactor });
  const effect = [prevents?.status, prevents?.log && inCode(prevents.log)].filter((part) => part !== undefined);
  const notes = [
    ...(effect.length > 0 ? [`- prevents: ${effect.join(' ')}`] : []),
    ...(help === undefined ? [] : [`- help: ${inLine(help)}`]),
    `- why: \`nginx-vet explain ${rule}\``,
  ];
  return [
    `\n<details><summary><b>${severity}</b> ${inHtml(`${file}:${line}: ${message}`)}</summary>\n`,
    ...fenced(lines),
    '',
    ...notes,
    '\n</details>\n',
  ].join('\n');
}
