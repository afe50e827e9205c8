/** All findings: by what breaks, then by whom it concerns, with the controls that narrow the list. */
import { type Finding, SEVERITIES } from '../../rule/index.ts';
import type { Chapter } from './breaks.ts';
import type { Context, Facets } from './context.ts';
import { findingCard, findingRow } from './findings.ts';
import { grouped } from './grouped.ts';
import { counted, html, joined, type Markup, number } from './markup.ts';
import { SEVERITY_NAMES, worst } from './severity.ts';
import { serverWords } from './traffic-svg.ts';

/** So many findings are told with their lines, the worst first; so many more in one line. */
const MOST_CARDS = 400;
const MOST_ROWS = 4000;

export function findingsChapter(found: readonly Chapter[], context: Context): Markup {
  const total = context.report.findings.length;
  if (total === 0) return html``;
  const order = SEVERITIES.flatMap((severity) =>
    found.flatMap(({ findings }) => findings.filter((finding) => finding.severity === severity)),
  );
  const asCards = new Set(order.slice(0, MOST_CARDS));
  const asRows = new Set(order.slice(MOST_CARDS, MOST_CARDS + MOST_ROWS));
  const left = total - asCards.size - asRows.size;
  const tell = (finding: Finding): Markup | false =>
    asCards.has(finding) ? findingCard(finding, context) : asRows.has(finding) && findingRow(finding, context);
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
${controls(context)}
${asRows.size > 0 && html`<p class="quiet">The worst ${number(asCards.size)} are told in full, ${number(asRows.size)} more in one line each${left > 0 && `; ${number(left)} are left out: the JSON report has them all`}.</p>`}
${joined(found.map((chapter) => chapterOf(chapter, context, tell)))}
<p id="nothing" class="alert" hidden>No finding fits. <button type="button" data-reset>Show all</button></p>
</section>
`;
}

function chapterOf(
  { about, findings, key, title }: Chapter,
  context: Context,
  tell: (finding: Finding) => Markup | false,
): Markup {
  const groups = [...grouped(findings, (finding) => concerned(context.servers(finding)))];
  return html`<section class="chapter" aria-labelledby="${key}"><h3 id="${key}" class="${worst(findings) ?? 'info'}" tabindex="-1">${title} <small>${counted(findings.length, 'finding')}</small></h3>
<p class="about">${about}</p>
${groups.map(
  ([who, list]) => html`<div class="group"><p class="who">${who}</p>
${joined(list.map(tell))}</div>
`,
)}</section>
`;
}

function concerned(servers: readonly string[]): string {
  if (servers.length === 0) return 'not of one server';
  if (servers.length === 1) return serverWords(servers[0]!);
  return `${counted(servers.length, 'server')}: ${servers.slice(0, 3).join(', ')}${servers.length > 3 ? ' …' : ''}`;
}

/** Shown by the script, without which everything is there anyway. */
function controls({ options, report }: Context): Markup {
  const severities = SEVERITIES.filter((severity) => report.findings.some((finding) => finding.severity === severity));
  return html`<form id="filter" class="filter" role="search" aria-label="Narrow the findings" hidden>
<div class="field wide"><label for="q">Search</label><input id="q" type="search" autocomplete="off" spellcheck="false" placeholder="text, file, directive …"></div>
<fieldset><legend>Severity</legend>${severities.map((severity) => html`<label class="chip ${severity}"><input type="checkbox" name="severity" value="${severity}" checked> ${SEVERITY_NAMES[severity]}</label>`)}</fieldset>
${select('rule', 'Rule', options)}${select('file', 'File', options)}${select('server', 'Server', options)}
<p class="outcome"><output id="count" aria-live="polite"></output> <button type="button" data-reset>Reset</button></p>
</form>`;
}

function select(name: keyof Facets, label: string, options: Facets): Markup | false {
  const all = options[name].map((text, index) => ({ text, index })).sort((a, b) => (a.text < b.text ? -1 : 1));
  if (all.length < 2) return false;
  return html`<div class="field"><label for="by-${name}">${label}</label><select id="by-${name}" name="${name}"><option value="">all</option>${all.map(({ text, index }) => html`<option value="${index}">${text}</option>`)}</select></div>
`;
}
