/** In which order does nginx initialise and merge its modules? */
import orderData from './data/module-order.json' with { type: 'json' };
import type { NginxVersion } from './version.ts';

const orders = orderData.versions as Readonly<Record<string, readonly string[]>>;
/** Of the recorded builds, the first whose branch is not older than the target; the newest for an unknown version. */
const BUILDS = [
  ['1.22.1', '1.23.0'],
  ['1.24.0', '1.25.0'],
  ['1.28.3', '1.29.0'],
  ['1.31.5', undefined],
] as const;

const ranks = new Map<string, ReadonlyMap<string, number>>();

/** A module's place in nginx's order for a version; third-party modules come last. */
export function moduleRank(module: string, version: NginxVersion): number {
  const [build] = BUILDS.find(([, next]) => next === undefined || version.before(next) === 'yes') ?? ['1.31.5'];
  let rank = ranks.get(build);
  if (!rank) {
    rank = new Map(orders[build]!.map((name, index) => [name, index]));
    ranks.set(build, rank);
  }
  return rank.get(module) ?? Number.MAX_SAFE_INTEGER;
}
