/** What does somebody read who reviews a configuration in a browser? One file that needs no other and no network. */
import type { FormatOptions } from '../formats.ts';
import { redact } from '../redact.ts';
import type { Report } from '../report.ts';
import { summaryLine } from '../summary.ts';
import { chapters } from './breaks.ts';
import { contextOf } from './context.ts';
import { findingsChapter } from './findings-chapter.ts';
import { counted, html } from './markup.ts';
import { page } from './page.ts';
import { rulesChapter } from './rule-pages.ts';
import { summaryChapter } from './summary.ts';
import { trafficChapter } from './traffic.ts';

/**
 * The report as a page. It has the traffic where the report has it, and the pages of `rules` that found something. The same
 * report gives the same page, byte for byte, but for the time that the check took.
 */
export function formatHtml(report: Report, { rules }: Pick<FormatOptions, 'rules'>): string {
  const context = contextOf(report, rules);
  const found = chapters(report.findings);
  const { reach, anchor } = context;
  const [root] = report.roots;
  const subject = report.roots.length === 1 && root ? root.path : counted(report.roots.length, 'configuration');
  const text = (words: string): string => redact(words);
  const { traffic } = report;
  return page(
    `${summaryLine(report)} - ${subject} - nginx-vet`,
    html`<p class="brand">nginx-vet</p><h1>Report on <code>${subject}</code></h1>`,
    html`${summaryChapter(report, found)}
${traffic && traffic.nodes.length > 0 && trafficChapter(traffic, reach, { anchor, text })}
${findingsChapter(found, context)}
${rulesChapter(context, rules)}`,
    html`<p>nginx-vet ${report.tool.version}, ${counted(Math.round(report.durationMs), 'millisecond')}. What is not known is not reported: no finding is no proof.</p>`,
  ).text;
}
