/** What does nginx compute from the configuration at load? Levels, groups, variables and hops, for one nginx version. */
import type { NginxVersion } from '../catalog/index.ts';
import type { ConfigTree, Directive } from '../tree/index.ts';
import { passDirectives, resolvedAtStart } from './handlers.ts';
import { Hop, type Surroundings } from './hop.ts';
import { listenLines, listenPorts } from './listen.ts';
import { buildScopes, type Scope } from './scope.ts';
import { Sockets } from './sockets.ts';
import { buildUpstreams, type Upstream } from './upstream.ts';
import { Variables } from './variables.ts';
import { type WorkerLimits, workerLimits } from './workers.ts';

export interface Model {
  readonly version: NginxVersion;
  readonly tree: ConfigTree;
  readonly scopes: readonly Scope[];
  readonly servers: readonly Scope[];
  readonly upstreams: readonly Upstream[];
  /** Every place that requests can reach; behind a `return` that all of them meet nothing is dialled. */
  readonly hops: readonly Hop[];
  readonly variables: Variables;
  /** TCP ports that nginx itself listens on. */
  readonly ports: readonly number[];
  /** What nginx itself listens on. */
  readonly sockets: Sockets;
  /** What a worker may have; undefined for fragments, and where the text does not tell. */
  readonly workers: WorkerLimits | undefined;
  /** The level that a block opens. */
  scopeOf(block: Directive): Scope | undefined;
}

/** Builds the model of a loaded configuration. Never throws; what nginx would reject is left out. */
export function buildModel(tree: ConfigTree, version: NginxVersion): Model {
  const { all, byBlock, ...rest } = buildScopes(tree);
  const upstreams = buildUpstreams(all, version);
  const byName = { http: new Map<string, Upstream>(), stream: new Map<string, Upstream>() };
  for (const upstream of upstreams) {
    const names = byName[upstream.family];
    if (!names.has(upstream.name.toLowerCase())) names.set(upstream.name.toLowerCase(), upstream);
  }
  const variables = new Variables({ all, byBlock, ...rest });
  const shared = { resolvedAtStart: resolvedAtStart(all), variables, version };
  const http: Surroundings = { ...shared, upstreams: byName.http };
  // a stream resolves what it names on its own
  const stream: Surroundings = { ...shared, upstreams: byName.stream, resolvedAtStart: new Set() };
  const lines = listenLines(all);
  const hops: Hop[] = [];
  for (const scope of all) {
    for (const [family, pass] of passDirectives(scope)) {
      if (variables.code.isReached(scope)) hops.push(new Hop(family, pass, scope, family === 'stream' ? stream : http));
    }
  }
  return {
    version,
    tree,
    scopes: all,
    servers: all.filter((s) => (s.kind === 'server' || s.kind === 'stream-server') && !s.isImplicit),
    upstreams,
    hops,
    variables,
    ports: listenPorts(lines),
    sockets: new Sockets(lines, all),
    workers: workerLimits(rest.main),
    scopeOf: (block) => byBlock.get(block),
  };
}
