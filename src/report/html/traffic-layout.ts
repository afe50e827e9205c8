/** Where in the picture does everything stand? One column a kind; rows and bends come from dagre. */
import { Graph, layout } from '@dagrejs/dagre';
import { TRAFFIC_KINDS, type TrafficKind } from '../../engine/index.ts';
import { widthOf } from '../cells.ts';
import type { Drawing, DrawnEdge, DrawnNode } from './fold.ts';

/** A node with its box; pixels, from its upper left corner. */
export interface Box {
  readonly node: DrawnNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An edge with the points that it goes through; between columns it bends, through a column it runs level. */
export interface Line {
  readonly edge: DrawnEdge;
  readonly points: readonly Point[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Column {
  readonly kind: TrafficKind;
  readonly x: number;
  readonly width: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly Column[];
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** Characters of a name that are shown at most. */
export const LONGEST_NAME = 34;

const MARGIN = 12;
const HEADING = 36;
const GAP = 92;
const BETWEEN = 14;
/** Width of a character of the pictures' typeface at its size. */
const CHARACTER = 7.3;
const PADDING = 26;

/** Lays out each connected part on its own, one below the other: so every part begins with its servers, at the left. */
export function pictureOf({ nodes, edges }: Drawing): Picture {
  const columns = columnsOf(nodes);
  const boxes: Box[] = [];
  const lines: Line[] = [];
  let top = HEADING;
  for (const part of partsOf(nodes, edges)) {
    const found = laidOut(part, columns, top);
    for (const box of found.boxes) boxes.push(box);
    for (const line of found.lines) lines.push(line);
    top = found.bottom + BETWEEN;
  }
  const last = columns.at(-1);
  return { width: (last ? last.x + last.width : 0) + MARGIN, height: top - BETWEEN + MARGIN, columns, boxes, lines };
}

function columnsOf(nodes: readonly DrawnNode[]): readonly Column[] {
  const columns: Column[] = [];
  let x = MARGIN;
  for (const kind of TRAFFIC_KINDS) {
    const texts = nodes.filter((node) => node.kind === kind).flatMap((node) => [node.name, node.detail]);
    if (texts.length === 0) continue;
    const longest = texts.reduce((most, text) => Math.max(most, Math.min(LONGEST_NAME, widthOf(text))), 12);
    const width = Math.ceil(longest * CHARACTER + PADDING);
    columns.push({ kind, x, width });
    x += width + GAP;
  }
  return columns;
}

/** The connected parts, in the order in which their first nodes come in the text. */
function partsOf(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]): readonly Drawing[] {
  const near = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) {
    near.get(from)!.push(to);
    near.get(to)!.push(from);
  }
  const part = new Map<string, number>();
  let count = 0;
  for (const { id } of nodes.toSorted(inOrder)) {
    if (part.has(id)) continue;
    const open = [id];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (part.has(at)) continue;
      part.set(at, count);
      for (const next of near.get(at)!) open.push(next);
    }
    count++;
  }
  return Array.from({ length: count }, (_, index) => ({
    nodes: nodes.filter(({ id }) => part.get(id) === index).toSorted(inOrder),
    edges: edges.filter(({ from }) => part.get(from) === index),
  }));
}

function inOrder(a: DrawnNode, b: DrawnNode): number {
  return (
    TRAFFIC_KINDS.indexOf(a.kind) - TRAFFIC_KINDS.indexOf(b.kind) ||
    Number(a.members[0]!.id.slice(1)) - Number(b.members[0]!.id.slice(1))
  );
}

function laidOut({ nodes, edges }: Drawing, columns: readonly Column[], top: number) {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: BETWEEN, edgesep: BETWEEN, ranksep: GAP });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const rank = (id: string): number => TRAFFIC_KINDS.indexOf(byId.get(id)!.kind);
  for (const { id, detail } of nodes) graph.setNode(id, { width: 100, height: detail === '' ? 34 : 48 });
  // so long that every kind has a rank of its own
  for (const { from, to } of edges) graph.setEdge(from, to, { minlen: rank(to) - rank(from) });
  layout(graph);
  const columnOf = (id: string): Column => columns.find(({ kind }) => kind === byId.get(id)!.kind)!;
  const boxes = nodes.map((node): Box => {
    const { y = 0, height = 0 } = graph.node(node.id) as { y?: number; height?: number };
    const { x, width } = columnOf(node.id);
    return { node, x, y: top + y - height / 2, width, height };
  });
  const middle = (id: string): number => top + ((graph.node(id) as { y?: number }).y ?? 0);
  const lines = edges.map((edge): Line => {
    const from = columnOf(edge.from);
    const to = columnOf(edge.to);
    const points: Point[] = [{ x: from.x + from.width, y: middle(edge.from) }];
    // dagre gives a point for every half of a rank between the two
    const bends = ((graph.edge(edge.from, edge.to) as { points?: readonly Point[] }).points ?? []).slice(1, -1);
    for (let between = rank(edge.from) + 1; between < rank(edge.to); between++) {
      const column = columns.find(({ kind }) => kind === TRAFFIC_KINDS[between]);
      const bend = bends[2 * (between - rank(edge.from)) - 1];
      if (!column || !bend) continue;
      points.push({ x: column.x, y: top + bend.y }, { x: column.x + column.width, y: top + bend.y });
    }
    points.push({ x: to.x, y: middle(edge.to) });
    return { edge, points };
  });
  return { boxes, lines, bottom: Math.max(...boxes.map((box) => box.y + box.height)) };
}
