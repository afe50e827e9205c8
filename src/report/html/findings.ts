/** How is a finding told: what breaks and where, the lines, what to do, the change, and why? */
import type { Finding, Fix } from '../../rule/index.ts';
import { redact } from '../redact.ts';
import { change } from './change.ts';
import { frames } from './code.ts';
import type { Context } from './context.ts';
import { html, joined, type Markup, words } from './markup.ts';
import type { Met } from './reach.ts';
import { SEVERITY_NAMES } from './severity.ts';

/** A finding with its frames; `level` is that of its heading. */
export function findingCard(finding: Finding, context: Context): Markup {
  const { confidence, fixes, help, message, nginx, occurrences, prevents, rule, severity } = finding;
  const text = context.textFor(finding);
  const notes = [
    prevents?.log !== undefined && note('error.log', html`<code>${text(prevents.log)}</code>`),
    nginx &&
      note(
        'nginx -t',
        html`<code>${text(nginx.message)}${nginx.file !== undefined && ` in ${nginx.file}${nginx.line === undefined ? '' : `:${nginx.line}`}`}</code>`,
      ),
    occurrences > 1 && note('places', `reached through ${occurrences} places`),
    confidence !== 'high' && note('confidence', confidence),
    help !== undefined && note('what to do', words(text(help)), 'help'),
  ];
  return html`<article class="finding ${severity}" id="${context.anchor(finding)}" ${context.facets(finding)}>
<h4>${sign(finding)} <span>${words(text(message))}</span></h4>
<p class="where">${context.where(finding)}</p>
${frames(finding, context.redactor)}
${notes.some((one) => one) && html`<dl>${notes}</dl>`}
${fixOf(fixes, finding, context)}
<details class="why"><summary>Why: <code>${rule}</code></summary><div>${context.aboutRule(rule)}</div></details>
</article>
`;
}

/** A finding in one line, for reports with more of them than anybody reads. */
export function findingRow(finding: Finding, context: Context): Markup {
  const { message, rule } = finding;
  return html`<article class="finding row ${finding.severity}" id="${context.anchor(finding)}" ${context.facets(finding)}><h4>${sign(finding)} <span>${words(context.textFor(finding)(message))}</span></h4><p class="where"><code>${context.place(finding)}</code> ${rule}</p></article>
`;
}

function sign({ prevents, severity }: Finding): Markup {
  const status = prevents?.status;
  return html`<span class="badge ${severity}"><svg class="icon" aria-hidden="true" width="16" height="16"><use href="#icon-${severity}"/></svg>${SEVERITY_NAMES[severity]}${status !== undefined && html` <b>${status}</b>`}</span>`;
}

function note(name: string, text: Markup | string, kind = ''): Markup {
  return html`<div class="${kind}"><dt>${name}</dt><dd>${text}</dd></div>`;
}

const SAFETY: Readonly<Record<Fix['safety'], string>> = {
  safe: '--fix writes it',
  unsafe: '--unsafe-fixes writes it: look at it first',
  suggestion: 'a suggestion: whether it is right, a person must say',
};

/** The safest fix that can be told. */
function fixOf(fixes: readonly Fix[], finding: Finding, { redactor, report, textFor }: Context): Markup | undefined {
  for (const safety of ['safe', 'unsafe', 'suggestion'] as const) {
    const fix = fixes.find((one) => one.safety === safety);
    const diff = fix && change(fix, redactor);
    if (!diff) continue;
    const why = report.unfixable?.get(finding);
    const who = why === undefined ? SAFETY[safety] : `nginx-vet does not write it: ${why}`;
    return html`<details class="fix" open><summary>Change: ${words(textFor(finding)(fix.title))} <small>(${redact(who)})</small></summary>
${diff}</details>`;
  }
  return undefined;
}

/** `shop.example.com › location /api/ › api › api:8081`. */
export function breadcrumb({ app, location, server, upstream }: Met, text: (words: string) => string): Markup {
  const steps = [
    step(
      server.map((n) => n.name),
      'servers',
    ),
    step(
      location.map((n) => n.name),
      'locations',
    ),
    step(
      upstream.map((n) => `upstream ${n.name}`),
      'upstream groups',
    ),
    step(
      app.map((n) => n.name),
      'addresses',
    ),
  ].filter((one) => one !== undefined);
  return joined(
    steps.map((one) => html`<span>${text(one)}</span>`),
    html` <i aria-hidden="true">›</i> `,
  );
}

function step(names: readonly string[], noun: string): string | undefined {
  const different = [...new Set(names)];
  if (different.length <= 1) return different[0];
  return different.length === 2 ? different.join(' and ') : `${different.length} ${noun}`;
}
