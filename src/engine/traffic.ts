/** Which way do requests take? Servers, their locations, the groups and the apps that they dial, as one graph. */
import { placeText, type Verdict } from '../bindings/index.ts';
import type { Hop, Scope, Upstream } from '../model/index.ts';
import { toldDials } from '../rule/index.ts';
import { display, type Span, toByteString } from '../text/index.ts';
import { type Directive, PLACEHOLDER } from '../tree/index.ts';
import type { Analysis } from './analyse.ts';

/** In the order in which a request meets them. */
export const TRAFFIC_KINDS = ['server', 'location', 'upstream', 'app'] as const;
export type TrafficKind = (typeof TRAFFIC_KINDS)[number];

/** Texts may be shown as they are, but for secrets. */
export interface TrafficNode {
  /** Unique in the report. */
  readonly id: string;
  readonly kind: TrafficKind;
  /** The configuration it is a part of. */
  readonly root: string;
  /** `shop.example.com`, `location /api/`, the group's name, the address that is dialled. */
  readonly name: string;
  /** `listen 443 ssl`; of an address what is declared to answer there. Empty where there is nothing to say. */
  readonly detail: string;
  /** Every text that makes it: its block, and what is included into that. Empty for apps. */
  readonly places: readonly Span[];
}

export interface TrafficEdge {
  readonly from: string;
  readonly to: string;
  /** The lines that lead there: heads of locations, pass directives, `server` lines of a group. */
  readonly places: readonly Span[];
  /** What the declared apps say of a dial; absent where the edge leads to no app. */
  readonly verdict?: Verdict['kind'];
  /** Why it is ok, or why nobody can tell. */
  readonly why?: string;
}

/** Nodes and edges are in the order of the text; an edge leads to a later kind. */
export interface Traffic {
  readonly nodes: readonly TrafficNode[];
  readonly edges: readonly TrafficEdge[];
}

/** The traffic of several configurations, side by side. What dials nothing is not in it. */
export function trafficOf(analyses: readonly Analysis[]): Traffic {
  const graph = new Graph();
  for (const analysis of analyses) addTraffic(graph, analysis);
  return graph.done();
}

function addTraffic(graph: Graph, { tree, view }: Analysis): void {
  const root = tree.root.cst.source.path;
  const groupNode = (group: Upstream): string =>
    graph.node(group, () => ({
      kind: 'upstream',
      root,
      name: shown(group.name),
      detail: '',
      places: placesOf(group.scope),
    }));
  for (const { hop, peer, target, verdict } of toldDials(view)) {
    const from = sourceOf(graph, hop, root);
    for (const group of hop.upstreams) graph.edge(from, groupNode(group), hop.pass.span);
    if (!peer && hop.upstreams.length > 0) continue; // the servers of the group are not in the text
    const app = graph.node(`${root}\n${target.toLowerCase()}`, () => ({
      kind: 'app',
      root,
      name: shown(target),
      detail: peer && view.ownSocket(peer) ? 'this nginx itself' : '',
      places: [],
    }));
    graph.tell(app, answering(verdict));
    if (peer?.upstream) graph.edge(groupNode(peer.upstream), app, peer.directive.span, verdict);
    else graph.edge(from, app, hop.pass.span, verdict);
  }
}

/** The level that dials, joined to its server; a server that dials itself is its own. */
function sourceOf(graph: Graph, { scope, server }: Hop, root: string): string {
  const from = graph.node(server ?? root, () => ({ kind: 'server', root, ...aboutServer(server) }));
  if (scope === server) return from;
  const to = graph.node(scope, () => ({
    kind: 'location',
    root,
    name: levelName(scope),
    detail: '',
    places: placesOf(scope),
  }));
  if (scope.block) graph.edge(from, to, scope.block.headSpan);
  return to;
}

function aboutServer(server: Scope | undefined): Pick<TrafficNode, 'name' | 'detail' | 'places'> {
  if (!server?.block) return { name: 'a server that is not in the text', detail: '', places: [] };
  const names = server.own('server_name').flatMap((line) => line.args.filter((name) => name !== ''));
  const listens = server.own('listen').map((line) => line.args.join(' '));
  const detail = listens.length === 0 ? '' : `listen ${few(listens)}`;
  return { name: shown(few(names) || 'a server without a name'), detail: shown(detail), places: placesOf(server) };
}

/** The blocks from the server's inside to the level: `location /a › if ($b)`. */
function levelName(scope: Scope): string {
  const blocks: string[] = [];
  for (const { block } of scope.outward()) {
    if (!block || block === scope.server?.block || block.name === 'http') break;
    blocks.unshift([block.name, ...block.args].join(' '));
  }
  return shown(blocks.join(' > ')) || scope.kind;
}

/** The block of a level, and for every file that is included into it the part that stands there. */
function placesOf({ block, directives }: Scope): readonly Span[] {
  if (!block) return [];
  const places = [wholeOf(block)];
  for (const directive of directives) {
    if (directive.file === block.file) continue;
    const last = places.at(-1)!;
    const { source, start, end } = wholeOf(directive);
    if (last.source === source)
      places[places.length - 1] = source.span(Math.min(last.start, start), Math.max(last.end, end));
    else places.push(source.span(start, end));
  }
  return places;
}

function wholeOf({ span, closeSpan }: Directive): Span {
  return closeSpan ? span.source.span(span.start, closeSpan.end) : span;
}

/** For people: what a template fills in is `…`. */
function shown(text: string): string {
  return display(text.replaceAll(FILLED_IN, toByteString('…')));
}

const FILLED_IN = new RegExp(`${PLACEHOLDER}+`, 'g');

/** What is declared to listen where a dial leads; of a dial that is wrong the address that is right. */
function answering(verdict: Verdict): string {
  if (verdict.kind === 'unknown') return '';
  if (verdict.kind === 'mismatch') {
    const [best] = verdict.suggestions;
    return best === undefined ? '' : `instead: ${display(best)}`;
  }
  const apps = new Set((verdict.answering ?? []).map(({ app, place }) => `${app}, ${placeText(place)}`));
  return display(few([...apps]));
}

/** More names than these are counted. */
const FEW = 3;

function few(names: readonly string[]): string {
  const more = names.length > FEW ? ` and ${names.length - FEW} more` : '';
  return names.slice(0, FEW).join(', ') + more;
}

/** Nodes and edges, each once. */
class Graph {
  readonly #ids = new Map<unknown, string>();
  readonly #nodes = new Map<string, TrafficNode>();
  readonly #edges = new Map<string, { readonly edge: TrafficEdge; readonly places: Span[] }>();

  /** The id of the node that stands for `key`. */
  node(key: unknown, make: () => Omit<TrafficNode, 'id'>): string {
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = `n${this.#ids.size}`;
      this.#ids.set(key, id);
      this.#nodes.set(id, { id, ...make() });
    }
    return id;
  }

  /** Gives a node its detail, if it has none. */
  tell(id: string, detail: string): void {
    const node = this.#nodes.get(id)!;
    if (node.detail === '' && detail !== '') this.#nodes.set(id, { ...node, detail });
  }

  /** Of several verdicts about one edge the worst is kept. */
  edge(from: string, to: string, place: Span, verdict?: Verdict): void {
    const key = `${from} ${to}`;
    const known = this.#edges.get(key);
    const places = known?.places ?? [];
    if (!places.some((p) => p.source === place.source && p.start === place.start)) places.push(place);
    const isKept = known && RANK[known.edge.verdict ?? 'ok'] >= RANK[verdict?.kind ?? 'ok'];
    if (isKept) return;
    const why = verdict && verdict.kind !== 'mismatch' ? { why: display(verdict.why) } : {};
    this.#edges.set(key, { edge: { from, to, places, ...(verdict && { verdict: verdict.kind, ...why }) }, places });
  }

  done(): Traffic {
    return { nodes: [...this.#nodes.values()], edges: [...this.#edges.values()].map(({ edge }) => edge) };
  }
}

const RANK: Readonly<Record<Verdict['kind'], number>> = { ok: 0, unknown: 1, mismatch: 2 };
