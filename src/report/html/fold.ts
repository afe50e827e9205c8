/** What of a large graph is drawn on its own, and what is folded into `1,990 servers`? */
import { TRAFFIC_KINDS, type TrafficEdge, type TrafficKind, type TrafficNode } from '../../engine/index.ts';
import type { Finding } from '../../rule/index.ts';
import { grouped } from './grouped.ts';
import { counted } from './markup.ts';
import type { Reach } from './reach.ts';
import { rankOf, SOUND, worstFirst } from './severity.ts';

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

const NOUNS: Readonly<Record<TrafficKind, string>> = {
  server: 'server',
  location: 'location',
  upstream: 'upstream group',
  app: 'address',
};

/**
 * Kind by kind, from the apps back: where there are too many, those without a finding that lead to the same places become
 * one; if that does not do, all of them; and of those with findings all but the worst.
 */
export function fold(nodes: readonly TrafficNode[], edges: readonly TrafficEdge[], { at }: Reach): Drawing {
  const findingsAt = (what: TrafficNode | TrafficEdge): readonly Finding[] => at.get(what) ?? [];
  const out = grouped(edges, (edge) => edge.from);
  const into = grouped(edges, (edge) => edge.to);
  const worstAt = (node: TrafficNode): number => {
    const around = [...(out.get(node.id) ?? []), ...(into.get(node.id) ?? [])];
    return [node, ...around].map((what) => rankOf(findingsAt(what))).reduce((a, b) => Math.min(a, b), SOUND);
  };
  const home = new Map<string, string>();
  const drawn: DrawnNode[] = [];
  for (const kind of TRAFFIC_KINDS.toReversed()) {
    const all = nodes.filter((node) => node.kind === kind);
    const leadsTo = (node: TrafficNode) => (out.get(node.id) ?? []).map(({ to }) => home.get(to) ?? to);
    for (const [key, list] of grouped(all, classes(all, worstAt, leadsTo))) {
      const [first] = list;
      const id = list.length === 1 ? first!.id : `g ${kind} ${key}`;
      for (const node of list) home.set(node.id, id);
      const findings = worstFirst(list.flatMap(findingsAt));
      const { name, detail } = list.length === 1 ? first! : folded(kind, list, findings);
      drawn.push({ id, kind, name, detail, members: list, findings });
    }
  }
  return { nodes: drawn, edges: mergedEdges(edges, home, findingsAt) };
}

function folded(
  kind: TrafficKind,
  list: readonly TrafficNode[],
  findings: readonly Finding[],
): Pick<DrawnNode, 'name' | 'detail'> {
  return { name: counted(list.length, NOUNS[kind]), detail: findings.length === 0 ? 'nothing found there' : 'folded' };
}

/** Says which nodes of one kind are drawn as one: the same class. */
function classes(
  all: readonly TrafficNode[],
  worstAt: (node: TrafficNode) => number,
  leadsTo: (node: TrafficNode) => readonly string[],
): (node: TrafficNode) => string {
  if (all.length <= MOST) return ({ id }) => id;
  const faulty = all.filter((node) => worstAt(node) < SOUND).sort((a, b) => worstAt(a) - worstAt(b));
  const kept = new Set(faulty.slice(0, faulty.length > MOST ? MOST - 1 : MOST));
  const others = new Set(faulty.filter((node) => !kept.has(node)));
  const same = (node: TrafficNode): string => [...new Set(leadsTo(node))].sort().join(' ');
  const sound = all.filter((node) => worstAt(node) === SOUND);
  const isFew = new Set(sound.map(same)).size + kept.size <= MOST;
  return (node) => {
    if (kept.has(node)) return node.id;
    if (others.has(node)) return 'more with findings';
    return isFew ? same(node) : 'sound';
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
