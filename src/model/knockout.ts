/** Can a few failed requests take every server of a group out of use? (ngx_http_upstream_next, ngx_http_upstream_free_round_robin_peer) */
import type { Hop } from './hop.ts';
import type { Setting } from './inherit.ts';
import type { Upstream } from './upstream.ts';

/** Which answers of the app go on to the next server, and so count as failures of this one. */
export interface Spread {
  /** One request that times out is tried on every server. */
  readonly onTimeout: boolean;
  /** The word that sends an answer with status 500 on: two such requests reach every server. */
  readonly onServerError: boolean;
  readonly nextUpstream: Setting;
  readonly readTimeout: Setting;
}

/** Is one failure enough to take any of several servers out of use? A group of one peer never loses it. */
export function isFragile({ servers, isSingle, isComplete }: Upstream): boolean {
  const live = servers.filter((s) => !s.isDown);
  if (!isComplete || isSingle || servers.length < 2 || live.length === 0) return false;
  // fail_timeout=0: back in use within the second
  return live.every((s) => s.maxFails === 1 && !s.parameters.some((p) => /^fail_timeout=0(?:s|ms)?$/.test(p)));
}

/** How the failures of a hop's requests spread over a group; undefined for streams, where only connecting fails. */
export function spreadOf(hop: Hop, upstream: Upstream): Spread | undefined {
  if (hop.family === 'stream') return undefined;
  const nextUpstream = hop.effective('next_upstream');
  const readTimeout = hop.effective('read_timeout');
  const words = nextUpstream.values.length === 1 ? (nextUpstream.values[0]!.value ?? '').split(' ') : [];
  const tries = Number(hop.effective('next_upstream_tries').values[0]?.value ?? Number.NaN);
  const reachesAll = tries === 0 || tries >= upstream.peers.least;
  // after that much time there is no further try
  const limit = hop.effective('next_upstream_timeout').milliseconds;
  const wait = readTimeout.milliseconds;
  const timeoutsSpread =
    limit === 0 || (limit !== undefined && wait !== undefined && limit > wait * (upstream.peers.least - 1));
  return {
    onTimeout: reachesAll && words.includes('timeout') && timeoutsSpread,
    onServerError: reachesAll && words.includes('http_500'),
    nextUpstream,
    readTimeout,
  };
}

/** Words in a location's path for what takes an app long. */
const SLOW = /export|report|upload|import|backup|generat|convert|render|download|pdf|csv|batch|stream|long-?poll/i;

/** Are slow requests likely here? The path says so, or somebody has made the app's time shorter than nginx's 60 seconds. */
export function expectsSlowRequests({ scope }: Hop, { origin, milliseconds }: Setting): boolean {
  const isShort = origin !== null && milliseconds !== undefined && milliseconds > 0 && milliseconds < 60_000;
  return isShort || (scope.kind === 'location' && scope.block?.args.some((arg) => SLOW.test(arg)) === true);
}
