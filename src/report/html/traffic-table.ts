/** The picture of the traffic in words: one row for each way from a server to an address. */
import type { TrafficEdge, TrafficNode } from '../../engine/index.ts';
import type { Finding } from '../../rule/index.ts';
import { grouped } from './grouped.ts';
import { counted, html, joined, type Markup } from './markup.ts';
import type { Reach } from './reach.ts';
import { rankOf, SEVERITY_NAMES, worst, worstFirst } from './severity.ts';
import type { Told } from './traffic-svg.ts';

/** More rows than these are counted. */
const MOST_ROWS = 300;

/** The nodes and edges on one way, in order. */
interface Way {
  readonly nodes: readonly TrafficNode[];
  readonly edges: readonly TrafficEdge[];
}

/** The ways with the worst findings come first. */
export function trafficTable(
  nodes: readonly TrafficNode[],
  edges: readonly TrafficEdge[],
  reach: Reach,
  told: Told,
): Markup {
  const findingsOf = (way: Way): readonly Finding[] =>
    worstFirst([...way.nodes, ...way.edges].flatMap((what) => reach.at.get(what) ?? []));
  const byRank: { readonly way: Way; readonly findings: readonly Finding[] }[][] = [];
  let count = 0;
  for (const way of waysOf(nodes, edges)) {
    count++;
    const findings = findingsOf(way);
    byRank[rankOf(findings)] ??= [];
    const alike = byRank[rankOf(findings)]!;
    if (alike.length < MOST_ROWS) alike.push({ way, findings });
  }
  const rows = byRank.flat().slice(0, MOST_ROWS);
  const left = count - rows.length;
  return html`<details class="words"><summary>The same as a table (${counted(count, 'way')})</summary>
<div class="scroll" role="region" aria-label="Ways of requests" tabindex="0"><table>
<thead><tr><th scope="col">Server</th><th scope="col">Location</th><th scope="col">Upstream group</th><th scope="col">Dials</th><th scope="col">Declared app</th><th scope="col">Found</th></tr></thead>
<tbody>
${joined(rows.map(({ way, findings }) => row(way, findings, told)))}</tbody></table></div>
${left > 0 && html`<p>${counted(left, 'more way', 'more ways')} not shown here; <code>nginx-vet bindings</code> lists every dial.</p>`}</details>`;
}

function row(way: Way, findings: readonly Finding[], { anchor, text }: Told): Markup {
  const cell = (kind: TrafficNode['kind']): Markup => {
    const node = way.nodes.find((one) => one.kind === kind);
    return html`<td>${node ? html`<code>${text(node.name)}</code>` : ''}</td>`;
  };
  const links = findings.slice(0, 3).map((finding) => {
    const status = finding.prevents?.status;
    return html`<a class="inline-sign ${finding.severity}" href="#${anchor(finding)}">${SEVERITY_NAMES[finding.severity]}${status !== undefined && ` ${status}`}</a>`;
  });
  const more = findings.length > 3 && html` and ${findings.length - 3} more`;
  return html`<tr class="${worst(findings) ?? 'sound'}">${cell('server')}${cell('location')}${cell('upstream')}${cell('app')}<td>${verdictOf(way, text)}</td><td>${links.length === 0 ? 'nothing' : joined(links, ', ')}${more}</td></tr>
`;
}

function verdictOf({ nodes, edges }: Way, text: Told['text']): string {
  const dial = edges.at(-1);
  const detail = nodes.at(-1)?.detail ?? '';
  if (dial?.verdict === undefined) return '';
  if (dial.verdict === 'mismatch') return `declared otherwise${detail === '' ? '' : `, ${text(detail)}`}`;
  const said = dial.verdict === 'ok' && detail !== '' ? detail : (dial.why ?? '');
  return `${dial.verdict === 'ok' ? 'agrees' : 'not known'}${said === '' ? '' : `: ${text(said)}`}`;
}

/** Every way from a server to where it ends. No way is longer than there are kinds. */
function* waysOf(nodes: readonly TrafficNode[], edges: readonly TrafficEdge[]): Generator<Way> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const out = grouped(edges, (edge) => edge.from);
  for (const node of nodes) {
    if (node.kind !== 'server') continue;
    const open: Way[] = [{ nodes: [node], edges: [] }];
    for (let way = open.pop(); way; way = open.pop()) {
      const next = out.get(way.nodes.at(-1)!.id) ?? [];
      if (next.length === 0) yield way;
      for (const edge of next.toReversed()) {
        open.push({ nodes: [...way.nodes, byId.get(edge.to)!], edges: [...way.edges, edge] });
      }
    }
  }
}
