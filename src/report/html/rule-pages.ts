/** The pages of the rules that found something, folded up, once each. */
import type { RuleInfo } from '../formats.ts';
import type { Context } from './context.ts';
import { inline, markdown } from './markdown.ts';
import { html, joined, type Markup } from './markup.ts';

export function rulesChapter({ options }: Context, rules: readonly RuleInfo[]): Markup | undefined {
  const found = rules.filter(({ id }) => options.rule.includes(id));
  if (found.length === 0) return undefined;
  return html`<section id="rules" aria-labelledby="rules-title"><h2 id="rules-title">Rules that found something</h2>
${joined(found.map(pageOf))}</section>
`;
}

/** A link leads to the inside, so that browsers open what is folded up. */
function pageOf({ id, prose, summary }: RuleInfo): Markup {
  const page = prose.replace(/^# .*\n+/, '');
  return html`<details class="rule"><summary><code>${id}</code> <span>${inline(summary)}</span></summary><div id="about-${id}" class="prose">${markdown(page, 2)}</div></details>
`;
}
