/** Which part of the traffic does each finding stand in, and whom does it meet: servers, locations, groups, apps? */
import type { Traffic, TrafficEdge, TrafficKind, TrafficNode } from '../../engine/index.ts';
import type { Finding } from '../../rule/index.ts';
import { originOf, type Span } from '../../text/index.ts';
import { grouped } from './grouped.ts';

/** The nodes of each kind that requests come through which meet a finding, in the order of the text. */
export type Met = Readonly<Record<TrafficKind, readonly TrafficNode[]>>;

export interface Reach {
  /** Whom a finding meets; undefined where it stands in no traffic. */
  readonly met: (finding: Finding) => Met | undefined;
  /** The findings that stand at a node, or at an edge. */
  readonly at: ReadonlyMap<TrafficNode | TrafficEdge, readonly Finding[]>;
}

/** Places every finding: at the dial whose line it speaks of, else at the innermost block around it. */
export function reachOf(findings: readonly Finding[], { nodes, edges }: Traffic): Reach {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const out = grouped(edges, (edge) => edge.from);
  const into = grouped(edges, (edge) => edge.to);
  const parts = partsByFile(nodes, edges);
  const at = new Map<TrafficNode | TrafficEdge, Finding[]>();
  const placed = new Map<Finding, readonly Part[]>();
  for (const finding of findings) {
    const found = partsAt(finding, parts);
    placed.set(finding, found);
    for (const { what } of found) {
      const known = at.get(what);
      if (known) known.push(finding);
      else at.set(what, [finding]);
    }
  }
  const closure = (starts: readonly string[], next: (id: string) => readonly string[], seen: Set<string>): void => {
    const open = [...starts];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      for (const one of next(id)) open.push(one);
    }
  };
  const met = (finding: Finding): Met | undefined => {
    const found = placed.get(finding) ?? [];
    if (found.length === 0) return undefined;
    const ids = new Set<string>();
    const back = new Set<string>();
    for (const { what } of found) {
      closure(['from' in what ? what.from : what.id], (id) => (into.get(id) ?? []).map((edge) => edge.from), back);
      closure(['from' in what ? what.to : what.id], (id) => (out.get(id) ?? []).map((edge) => edge.to), ids);
    }
    for (const id of back) ids.add(id);
    const all = [...ids].map((id) => byId.get(id)!);
    const of = (kind: TrafficKind) => all.filter((node) => node.kind === kind).sort((a, b) => order(a) - order(b));
    return { server: of('server'), location: of('location'), upstream: of('upstream'), app: of('app') };
  };
  return { met, at };
}

function order({ id }: TrafficNode): number {
  return Number(id.slice(1));
}

/** A stretch of a file that makes a node or an edge. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly what: TrafficNode | TrafficEdge;
}

/** The stretches of one file by where they begin, and the furthest end of all up to each: behind that, looking back ends. */
interface Parts {
  readonly list: readonly Part[];
  readonly reached: readonly number[];
}

function partsByFile(nodes: readonly TrafficNode[], edges: readonly TrafficEdge[]): ReadonlyMap<string, Parts> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const all: (Part & { readonly file: string })[] = [];
  const add = (span: Span, what: TrafficNode | TrafficEdge): void => {
    const { source, start, end } = originOf(span);
    all.push({ file: source.path, start, end, what });
  };
  for (const node of nodes) for (const place of node.places) add(place, node);
  for (const edge of edges) {
    // the head of a location belongs to the location
    if (byId.get(edge.to)?.kind !== 'location') for (const place of edge.places) add(place, edge);
  }
  all.sort((one, other) => one.start - other.start);
  const indexed = [...grouped(all, (part) => part.file)].map(([file, list]) => {
    let furthest = 0;
    const reached = list.map(({ end }) => {
      furthest = Math.max(furthest, end);
      return furthest;
    });
    return [file, { list, reached }] as const;
  });
  return new Map(indexed);
}

/** The stretches around some bytes. */
function around({ list, reached }: Parts, start: number, end: number): readonly Part[] {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]!.start <= start) low = middle + 1;
    else high = middle;
  }
  const found: Part[] = [];
  for (let index = low - 1; index >= 0 && reached[index]! >= end; index--) {
    if (list[index]!.end >= end) found.push(list[index]!);
  }
  return found.reverse();
}

/** Where the primary span stands; where that is in no traffic (a compose file), the related ones. */
function partsAt({ primary, related }: Finding, files: ReadonlyMap<string, Parts>): readonly Part[] {
  for (const { span } of [primary, ...related]) {
    const { source, start, end } = originOf(span);
    const parts = files.get(source.path);
    const those = parts ? around(parts, start, end) : [];
    const least = those.reduce((size, part) => Math.min(size, part.end - part.start), Number.POSITIVE_INFINITY);
    // a text that is included in many places is the same stretch in all of them
    const found = those.filter((part) => part.end - part.start === least);
    if (found.length > 0) return found;
  }
  return [];
}
