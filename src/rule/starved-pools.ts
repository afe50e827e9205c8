/** Which pools of processes may be held by connections that nginx keeps open for later? */
import type { Assumption, Hop, Upstream } from '../model/index.ts';
import { keepaliveCount } from '../model/index.ts';
import { together } from './places.ts';
import { keyOf } from './request-limits.ts';
import type { Binding, Fact, View } from './view.ts';

/** The connections that one group keeps to a pool. */
export interface KeptToPool {
  readonly upstream: Upstream;
  /** For each worker process of nginx. */
  readonly count: number;
  readonly hops: readonly Hop[];
  readonly given: readonly Assumption[];
}

export interface StarvedPool {
  readonly app: Binding;
  readonly processes: Fact<number>;
  readonly groups: readonly [KeptToPool, ...KeptToPool[]];
  /** Connections that all worker processes together may keep. */
  readonly total: number;
  /** How many worker processes at least. */
  readonly workers: number;
}

/** Pools of php-fpm, which serves one connection with one process until it is closed. */
export function starvedPools(view: Pick<View, 'dials' | 'keepsConnections' | 'directives'>): readonly StarvedPool[] {
  const workers = Math.max(1, Number(view.directives('worker_processes')[0]?.args[0]) || 1); // `auto` is at least one
  const kept = view.dials().flatMap(({ hop, peer, verdict }) => {
    const given = hop.family === 'fastcgi' && peer.upstream ? view.keepsConnections(hop, peer.upstream) : undefined;
    const answering = verdict.kind === 'ok' ? (verdict.answering ?? []) : [];
    const [app] = answering;
    const processes = app?.server === 'php-fpm' && answering.length === 1 ? app.settings?.workers : undefined;
    return given && app && processes ? [{ hop, upstream: peer.upstream!, given, app, processes }] : [];
  });
  return together(kept, ({ app }) => keyOf(app)).flatMap((dials): StarvedPool[] => {
    const [{ app, processes }] = dials;
    const groups = together(dials, ({ upstream }) => upstream).flatMap((same): KeptToPool[] => {
      const [{ upstream, given }] = same;
      const hops = [...new Set(same.map(({ hop }) => hop))];
      const count = countOf(upstream, hops.length);
      return count === null ? [] : [{ upstream, count, hops, given }];
    });
    const [first, ...others] = groups;
    const total = workers * groups.reduce((sum, { count }) => sum + count, 0);
    return first && total >= processes.value ? [{ app, processes, groups: [first, ...others], total, workers }] : [];
  });
}

/** What a group keeps for one worker process: `local` counts for each location, as the 32 do that nobody asked for. */
function countOf(upstream: Upstream, places: number): number | null {
  const own = upstream.scope.own('keepalive')[0];
  const count = own ? keepaliveCount(upstream) : 32;
  return count === null ? null : count * (own && !own.args.includes('local') ? 1 : places);
}
