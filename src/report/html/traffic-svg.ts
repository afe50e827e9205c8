/** How is the way that requests take drawn? Boxes in columns, lines between them, signs where something is wrong. */
import type { TrafficKind } from '../../engine/index.ts';
import type { Finding } from '../../rule/index.ts';
import { widthOf } from '../cells.ts';
import type { DrawnNode } from './fold.ts';
import { counted, html, joined, type Markup } from './markup.ts';
import { SEVERITY_NAMES, worst } from './severity.ts';
import { type Box, type Line, LONGEST_NAME, type Picture, type Point } from './traffic-layout.ts';

export const COLUMN_NAMES: Readonly<Record<TrafficKind, string>> = {
  server: 'Servers',
  location: 'Locations',
  upstream: 'Upstream groups',
  app: 'Dialled addresses',
};

/** What a drawing is told about findings. */
export interface Told {
  /** Where on the page a finding stands. */
  readonly anchor: (finding: Finding) => string;
  /** Without secrets. */
  readonly text: (words: string) => string;
}

export function trafficSvg(picture: Picture, name: string, { anchor, text }: Told): Markup {
  const { boxes, columns, height, lines, width } = picture;
  const box = `0 0 ${width} ${Math.ceil(height)}`;
  return html`<svg class="traffic" viewBox="${box}" width="${width}" height="${Math.ceil(height)}" role="group" aria-label="${name}">
<title>${name}</title>
<desc>The way of requests from the left to the right: servers, locations, upstream groups, dialled addresses. The table below says the same in words.</desc>
<g aria-hidden="true">
${columns.map(({ kind, x }) => html`<text class="column" x="${x}" y="20">${COLUMN_NAMES[kind]}</text>`)}
${joined(lines.map(path))}
${joined(boxes.map((one) => nodeBox(one, text)))}
</g>
${joined(signsOf(picture).map((sign) => drawnSign(sign, anchor, text)))}
</svg>`;
}

/** Level at both ends. */
function path({ edge, points }: Line): Markup {
  const [first, ...others] = points;
  let from = first!;
  let d = `M${at(from)}`;
  for (const to of others) {
    const half = round((from.x + to.x) / 2);
    d += from.y === to.y ? `H${round(to.x)}` : `C${half},${round(from.y)} ${half},${round(to.y)} ${at(to)}`;
    from = to;
  }
  const kind = worst(edge.findings) ?? edge.verdict ?? 'inner';
  return html`<path class="edge ${kind}" d="${d}"/>
`;
}

function nodeBox({ node, x, y, width, height }: Box, text: (words: string) => string): Markup {
  const { detail, findings, kind, members, name } = node;
  const severity = worst(findings) ?? 'sound';
  const folded =
    members.length > 1
      ? html`<rect class="behind" x="${x + 4}" y="${round(y - 4)}" width="${width}" height="${round(height)}" rx="6"/>`
      : undefined;
  const about = members
    .slice(0, 12)
    .map((member) => text([member.name, member.detail].filter((t) => t !== '').join(', ')));
  const more = members.length > about.length ? [`and ${counted(members.length - about.length, 'more', 'more')}`] : [];
  return html`<g class="node ${kind} ${severity}"><title>${[...about, ...more].join('; ')}</title>${folded}<rect x="${x}" y="${round(y)}" width="${width}" height="${round(height)}" rx="6"/><text x="${x + 12}" y="${round(y + (detail === '' ? height / 2 + 4.5 : 20))}">${clipped(text(name))}</text>${detail !== '' && html`<text class="detail" x="${x + 12}" y="${round(y + 37)}">${clipped(text(detail))}</text>`}</g>
`;
}

/** A sign on a line or at a box, which leads to what was found. */
interface Sign extends Point {
  readonly findings: readonly Finding[];
  readonly where: string;
  /** Of a line: at which end; there the status that clients see stands by it. */
  readonly beside: 'start' | 'end' | undefined;
}

function signsOf({ boxes, lines }: Picture): readonly Sign[] {
  const byId = new Map(boxes.map((box) => [box.node.id, box]));
  const count = (id: string, end: 'from' | 'to'): number => lines.filter(({ edge }) => edge[end] === id).length;
  const onLines = lines.flatMap(({ edge, points }): Sign | readonly [] => {
    if (edge.findings.length === 0) return [];
    // beside the end that fewer lines share
    const isAtStart = count(edge.from, 'from') <= count(edge.to, 'to');
    const point = isAtStart ? points[0]! : points.at(-1)!;
    const where = `from ${nameOf(byId.get(edge.from)!.node)} to ${nameOf(byId.get(edge.to)!.node)}`;
    return {
      x: point.x + (isAtStart ? 22 : -22),
      y: point.y,
      findings: edge.findings,
      where,
      beside: isAtStart ? 'start' : 'end',
    };
  });
  const atBoxes = boxes.flatMap(({ node, x, y, width }): Sign | readonly [] =>
    node.findings.length === 0
      ? []
      : { x: x + width - 4, y: y + 2, findings: node.findings, where: nameOf(node), beside: undefined },
  );
  return [...atBoxes, ...onLines];
}

function drawnSign({ findings, beside, where, x, y }: Sign, anchor: Told['anchor'], text: Told['text']): Markup {
  const [first] = findings;
  const severity = worst(findings)!;
  const status = beside
    ? findings.find((finding) => finding.prevents?.status !== undefined)?.prevents?.status
    : undefined;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  const label = `${SEVERITY_NAMES[severity]}${status === undefined ? '' : ` ${status}`}, ${text(where)}: ${text(first!.message).replaceAll('`', '')}${more}`;
  return html`<a class="sign ${severity}" href="#${anchor(first!)}" aria-label="${label}"><title>${label}</title><circle class="halo" cx="${round(x)}" cy="${round(y)}" r="11"/><use href="#icon-${severity}" x="${round(x - 9)}" y="${round(y - 9)}" width="18" height="18"/>${status !== undefined && html`<text x="${round(beside === 'end' ? x - 13 : x + 13)}" y="${round(y - 6)}" class="${beside!}">${status}</text>`}</a>
`;
}

/** `server example.com`; one without a name says so itself. */
export function serverWords(name: string): string {
  return name.startsWith('a server ') ? name : `server ${name}`;
}

function nameOf({ kind, name }: DrawnNode): string {
  return kind === 'server' ? serverWords(name) : kind === 'upstream' ? `upstream ${name}` : name;
}

function clipped(text: string): string {
  if (widthOf(text) <= LONGEST_NAME) return text;
  let shown = '';
  for (const character of text) {
    if (widthOf(shown + character) >= LONGEST_NAME) break;
    shown += character;
  }
  return `${shown}…`;
}

function at({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
