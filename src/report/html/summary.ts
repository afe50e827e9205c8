/** What does somebody see first: is it well, what breaks, what was looked at, and what could not be? */
import { SEVERITIES, type Severity } from '../../rule/index.ts';
import { redact } from '../redact.ts';
import type { Report, ReportFile, ReportRoot } from '../report.ts';
import { summarize } from '../summary.ts';
import type { Chapter } from './breaks.ts';
import { counted, html, joined, type Markup, number, words } from './markup.ts';
import { worst } from './severity.ts';

const NOUNS: Readonly<Record<Severity, string>> = { error: 'errors', warning: 'warnings', info: 'infos' };

/** The banner with the verdict, the numbers, what breaks, and the configurations. */
export function summaryChapter(report: Report, found: readonly Chapter[]): Markup {
  const summary = summarize(report);
  const { roots } = report;
  const state = worst(report.findings) ?? 'sound';
  const tiles = [
    ...SEVERITIES.map((severity) => tile(summary[severity], NOUNS[severity], summary[severity] > 0 ? severity : '')),
    tile(sum(roots.map((root) => root.servers)), 'servers'),
    tile(sum(roots.map((root) => root.dials)), 'places that dial'),
    tile(sum(roots.map((root) => root.checkedDials)), 'dials checked against apps'),
    tile(summary.files, 'files'),
  ];
  return html`<section id="summary" class="banner ${state}" aria-labelledby="summary-title">
<h2 id="summary-title"><svg class="icon" aria-hidden="true" width="28" height="28"><use href="#icon-${state}"/></svg>${verdict(report, found)}</h2>
<ul class="tiles">${tiles}</ul>
${found.length > 0 && html`<nav aria-label="What breaks"><ul class="breaks">${found.map(breakLine)}</ul></nav>`}
</section>
${alerts(report)}
<section aria-labelledby="roots-title"><h2 id="roots-title">Configurations</h2>
${roots.length <= FEW_ROOTS ? rootsTable(roots) : html`<details class="words"><summary>${counted(roots.length, 'configuration')}</summary>${rootsTable(roots)}</details>`}
${filesOf(report.files)}
</section>
`;
}

function verdict(report: Report, [first]: readonly Chapter[]): string {
  const { error, warning, info } = summarize(report);
  if (error > 0)
    return `${counted(error, 'error')}: ${first?.key === 'start' ? 'nginx does not start' : 'requests fail'}`;
  if (warning > 0) return `No errors, ${counted(warning, 'warning')}: requests can fail`;
  if (info > 0) return `No errors, no warnings, ${counted(info, 'info')}`;
  return 'Nothing found';
}

function tile(value: number, name: string, kind = ''): Markup {
  return html`<li${kind !== '' && html` class="${kind}"`}><b>${number(value)}</b> <span>${name}</span></li>`;
}

function breakLine({ findings, key, title }: Chapter): Markup {
  const severity = worst(findings) ?? 'info';
  return html`<li class="${severity}"><a href="#${key}"><svg class="icon" aria-hidden="true" width="16" height="16"><use href="#icon-${severity}"/></svg>${title}</a> <span>${counted(findings.length, 'finding')}</span></li>`;
}

const LEARNT: Readonly<Record<ReportRoot['nginx']['source'], string>> = {
  option: 'said with --nginx-version',
  config: 'said in the settings',
  image: 'from the tag of its image',
  unknown: '',
};

/** More configurations than these are folded. */
const FEW_ROOTS = 12;

function rootsTable(roots: readonly ReportRoot[]): Markup {
  return html`<div class="scroll" role="region" aria-label="Table of configurations" tabindex="0"><table><thead><tr><th scope="col">Configuration</th><th scope="col">nginx</th><th scope="col">Servers</th><th scope="col">Places that dial</th><th scope="col">Checked dials</th></tr></thead>
<tbody>${joined(roots.map(rootRow))}</tbody></table></div>`;
}

function rootRow({ path, nginx, servers, dials, checkedDials, dump }: ReportRoot): Markup {
  const version = nginx.version === null ? 'version not known' : `${nginx.version} (${LEARNT[nginx.source]})`;
  const from = dump !== undefined && html` <span class="quiet">shown by ${dump}</span>`;
  return html`<tr><th scope="row"><code>${path}</code>${from}</th><td>${version}</td><td>${number(servers)}</td><td>${number(dials)}</td><td>${number(checkedDials)}</td></tr>
`;
}

/** What could not be read, and what is held back, is never silent. */
function alerts(report: Report): Markup {
  const { baselined, fixed = [], suppressed, suppressions = [] } = report;
  const unreadable = report.files.filter(({ status }) => status === 'unreadable');
  const held = [
    suppressed > 0 && `${counted(suppressed, 'finding')} silenced by comments`,
    baselined > 0 && `${counted(baselined, 'finding')} in the baseline`,
  ].filter((text) => text !== false);
  return html`${
    unreadable.length > 0 &&
    html`<div class="alert"><p><strong>${counted(unreadable.length, 'file')} could not be read.</strong> What is in them is not in this report: ${joined(
      unreadable.slice(0, 20).map(({ path }) => html`<code>${path}</code>`),
      ', ',
    )}${unreadable.length > 20 && ' …'}</p></div>`
  }${
    held.length > 0 &&
    html`<details class="alert"><summary>Not shown: ${held.join(', ')}</summary><ul>${suppressions.slice(0, MOST_HELD).map(({ finding, kind, reason }) => html`<li><code>${finding.primary.span.source.path}</code> ${words(redact(finding.message))} (${finding.rule}; ${kind}${reason !== undefined && `: ${redact(reason)}`})</li>`)}</ul></details>`
  }${fixed.length > 0 && html`<div class="alert good"><p><strong>${counted(fixed.length, 'finding')} repaired</strong> in this run; what is told here is what is left.</p></div>`}`;
}

const MOST_HELD = 200;
const MOST_FILES = 1000;

function filesOf(files: readonly ReportFile[]): Markup {
  const rows = files.slice(0, MOST_FILES).map(
    ({
      path,
      role,
      status,
    }) => html`<tr class="${status}"><th scope="row"><code>${path}</code></th><td>${role}</td><td>${status}</td></tr>
`,
  );
  return html`<details class="words"><summary>Files that were looked at (${number(files.length)})</summary><div class="scroll" role="region" aria-label="Table of files" tabindex="0"><table><thead><tr><th scope="col">File</th><th scope="col">Role</th><th scope="col">State</th></tr></thead><tbody>${joined(rows)}</tbody></table></div>${files.length > MOST_FILES && html`<p>${counted(files.length - MOST_FILES, 'more file')}.</p>`}</details>`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
