/** What of a large graph is drawn on its own, and what is folded into `1,990 servers`? */
import { TRAFFIC_KINDS, type TrafficEdge, type TrafficKind, type TrafficNode } from '../../engine/index.ts';
import { type Finding, SEVERITIES } from '../../rule/index.ts';
import { grouped } from './grouped.ts';
import { counted } from './markup.ts';
import type { Reach } from './reach.ts';
import { rankOf, worstFirst } from './severity.ts';

export interface DrawnNode {
  readonly id: string;
  readonly kind: TrafficKind;
  readonly name: string;
  readonly detail: string;
  /** The nodes it stands for. */
  readonly members: readonly TrafficNode[];
  /** What is wrong there, worst first. */
  readonly findings: readonly Finding[];
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  /** `ok`: each of them leads to a declared app; `unknown`: that is not known of all. Absent: it leads to no app. */
  readonly verdict: 'ok' | 'unknown' | undefined;
  readonly findings: readonly Finding[];
}

export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** More nodes of a kind than these are folded. */
const MOST = 28;

const NOUNS: Readonly<Record<TrafficKind, readonly [string, string]>> = {
  server: ['server', 'servers'],
  location: ['location', 'locations'],
  upstream: ['upstream group', 'upstream groups'],
  app: ['address', 'addresses'],
};

/** Only errors and warnings are worth a place of their own where there is little. */
const WORTH = SEVERITIES.indexOf('warning');

/**
 * Kind by kind, from the apps back, where there are too many: what has an error or a warning stays, the worst first; what
 * lies on the way there stays if there is room; of the others those that lead to the same places become one, or all of them.
 */
export function fold(nodes: readonly TrafficNode[], edges: readonly TrafficEdge[], { at }: Reach): Drawing {
  const findingsAt = (what: TrafficNode | TrafficEdge): readonly Finding[] => at.get(what) ?? [];
  const out = grouped(edges, (edge) => edge.from);
  const ranks = new Map(nodes.map((node) => [node.id, rankOf(findingsAt(node))]));
  for (const edge of edges) {
    const rank = rankOf(findingsAt(edge));
    for (const end of [edge.from, edge.to]) if (rank < ranks.get(end)!) ranks.set(end, rank);
  }
  const near = aroundFaults(ranks, edges);
  const home = new Map<string, string>();
  const drawn: DrawnNode[] = [];
  for (const kind of TRAFFIC_KINDS.toReversed()) {
    const all = nodes.filter((node) => node.kind === kind);
    const leadsTo = (node: TrafficNode) => (out.get(node.id) ?? []).map(({ to }) => home.get(to) ?? to);
    for (const [key, list] of grouped(all, classes(all, ranks, near, leadsTo))) {
      const [first] = list;
      const id = list.length === 1 ? first!.id : `g ${kind} ${key}`;
      for (const node of list) home.set(node.id, id);
      const findings = worstFirst(list.flatMap(findingsAt));
      const { name, detail } = list.length === 1 ? first! : folded(kind, list, findings);
      drawn.push({ id, kind, name, detail, members: list, findings });
    }
  }
  return { nodes: withServers(drawn, nodes, edges, home), edges: mergedEdges(edges, home, findingsAt) };
}

/** A location says whose it is where its server is folded. */
function withServers(
  drawn: readonly DrawnNode[],
  nodes: readonly TrafficNode[],
  edges: readonly TrafficEdge[],
  home: ReadonlyMap<string, string>,
): readonly DrawnNode[] {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const serverOf = new Map(edges.map(({ from, to }) => [to, from]));
  return drawn.map((node): DrawnNode => {
    const server = node.kind === 'location' && node.members.length === 1 ? serverOf.get(node.id) : undefined;
    if (server === undefined || home.get(server) === server || node.detail !== '') return node;
    return { ...node, detail: `of ${names.get(server)!}` };
  });
}

/** The nodes that lie on a way to or from one with an error or a warning. */
function aroundFaults(ranks: ReadonlyMap<string, number>, edges: readonly TrafficEdge[]): ReadonlySet<string> {
  const found = new Set<string>();
  const spread = (next: ReadonlyMap<string, readonly string[]>): void => {
    const open = [...ranks].filter(([, rank]) => rank <= WORTH).map(([id]) => id);
    const seen = new Set<string>();
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      found.add(id);
      for (const one of next.get(id) ?? []) open.push(one);
    }
  };
  const ids = (key: 'from' | 'to', value: 'from' | 'to') =>
    new Map([...grouped(edges, (edge) => edge[key])].map(([id, list]) => [id, list.map((edge) => edge[value])]));
  spread(ids('from', 'to'));
  spread(ids('to', 'from'));
  return found;
}

function folded(
  kind: TrafficKind,
  list: readonly TrafficNode[],
  findings: readonly Finding[],
): Pick<DrawnNode, 'name' | 'detail'> {
  const [one, many] = NOUNS[kind];
  const [name = '', ...others] = new Set(list.map((node) => node.name));
  return {
    name: others.length === 0 ? `${list.length} × ${name}` : counted(list.length, one, many),
    detail: findings.length === 0 ? 'nothing found there' : 'folded',
  };
}

/** Says which nodes of one kind are drawn as one: those of the same class. */
function classes(
  all: readonly TrafficNode[],
  ranks: ReadonlyMap<string, number>,
  near: ReadonlySet<string>,
  leadsTo: (node: TrafficNode) => readonly string[],
): (node: TrafficNode) => string {
  if (all.length <= MOST) return ({ id }) => id;
  const rank = ({ id }: TrafficNode): number => ranks.get(id)!;
  const faulty = all.filter((node) => rank(node) <= WORTH).sort((a, b) => rank(a) - rank(b));
  const kept = new Set(faulty.slice(0, faulty.length > MOST ? MOST - 1 : MOST));
  const more = new Set(faulty.filter((node) => !kept.has(node)));
  const between = all.filter((node) => near.has(node.id) && rank(node) > WORTH);
  if (kept.size + between.length < MOST) for (const node of between) kept.add(node);
  const same = (node: TrafficNode): string => [...new Set(leadsTo(node))].sort().join(' ');
  const others = all.filter((node) => !kept.has(node) && !more.has(node));
  const isFew = new Set(others.map(same)).size + kept.size <= MOST;
  return (node) => {
    if (kept.has(node)) return node.id;
    if (more.has(node)) return 'more with findings';
    return isFew ? same(node) : 'others';
  };
}

function mergedEdges(
  edges: readonly TrafficEdge[],
  home: ReadonlyMap<string, string>,
  findingsAt: (edge: TrafficEdge) => readonly Finding[],
): readonly DrawnEdge[] {
  const ends = (edge: TrafficEdge): string => `${home.get(edge.from)!}\n${home.get(edge.to)!}`;
  return [...grouped(edges, ends).values()].map((list): DrawnEdge => {
    const verdicts = list.flatMap(({ verdict }) => verdict ?? []);
    return {
      from: home.get(list[0]!.from)!,
      to: home.get(list[0]!.to)!,
      verdict: verdicts.length === 0 ? undefined : verdicts.every((verdict) => verdict === 'ok') ? 'ok' : 'unknown',
      findings: worstFirst(list.flatMap(findingsAt)),
    };
  });
}
