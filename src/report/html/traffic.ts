/** The chapter about the traffic: a picture for each configuration, what its signs mean, and the same in words. */
import type { Traffic } from '../../engine/index.ts';
import { fold } from './fold.ts';
import { grouped } from './grouped.ts';
import { counted, html, joined, type Markup } from './markup.ts';
import type { Reach } from './reach.ts';
import { rankOf } from './severity.ts';
import { pictureOf } from './traffic-layout.ts';
import { type Told, trafficSvg } from './traffic-svg.ts';
import { trafficTable } from './traffic-table.ts';

/** More configurations than these are not drawn: those with the worst findings are. */
const MOST_PICTURES = 12;

export function trafficChapter(traffic: Traffic, reach: Reach, told: Told): Markup {
  const nodesByRoot = grouped(traffic.nodes, (node) => node.root);
  const rootOf = new Map(traffic.nodes.map((node) => [node.id, node.root]));
  const edgesByRoot = grouped(traffic.edges, (edge) => rootOf.get(edge.from)!);
  const rank = new Map(
    [...nodesByRoot].map(([root, nodes]) => {
      const parts = [...nodes, ...(edgesByRoot.get(root) ?? [])];
      return [root, rankOf(parts.flatMap((part) => reach.at.get(part) ?? []))];
    }),
  );
  const roots = [...nodesByRoot.keys()].sort((a, b) => rank.get(a)! - rank.get(b)!);
  const drawn = roots.slice(0, MOST_PICTURES);
  const pictures = drawn.map((root) => {
    const nodes = nodesByRoot.get(root)!;
    const edges = edgesByRoot.get(root) ?? [];
    const drawing = fold(nodes, edges, reach);
    const isFolded = drawing.nodes.length < nodes.length;
    const svg = trafficSvg(pictureOf(drawing), `Traffic of ${root}`, told);
    return html`<section class="picture">
<h3><code>${root}</code></h3>
${isFolded && html`<p class="quiet">${counted(nodes.length, 'part')}, of which those without findings are folded together.</p>`}
<div class="scroll" role="region" aria-label="Picture of ${root}" tabindex="0">${svg}</div>
${trafficTable(nodes, edges, reach, told)}
</section>
`;
  });
  const left = roots.length - drawn.length;
  return html`<section id="traffic" aria-labelledby="traffic-title">
<h2 id="traffic-title">Where requests go</h2>
${LEGEND}
${joined(pictures)}
${left > 0 && html`<p class="quiet">${counted(left, 'more configuration')} not drawn.</p>`}
</section>
`;
}

/** Signs differ in form and lines in their dashes: nobody needs to tell colours apart. */
const LEGEND: Markup = html`<ul class="legend" aria-label="What lines and signs mean">
${(
  [
    ['ok', 'the app is declared there'],
    ['unknown', 'nothing declared decides'],
    ['error', 'error: fails'],
    ['warning', 'warning: can fail'],
    ['info', 'information'],
  ] as const
).map(
  ([kind, said]) =>
    html`<li><svg class="traffic" width="44" height="20" viewBox="0 0 44 20" aria-hidden="true"><path class="edge ${kind}" d="M2,10H42"/>${(kind === 'error' || kind === 'warning' || kind === 'info') && html`<g class="sign ${kind}"><circle class="halo" cx="22" cy="10" r="9"/><use href="#icon-${kind}" x="14" y="2" width="16" height="16"/></g>`}</svg>${said}</li>`,
)}
</ul>`;
