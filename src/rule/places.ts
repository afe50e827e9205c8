/** How a finding speaks of several places at once. */
import type { Hop } from '../model/index.ts';

/** Items with equal keys, in the order in which the keys first appear. */
export function together<T>(items: Iterable<T>, key: (item: T) => unknown): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<unknown, [T, ...T[]]>();
  for (const item of items) {
    const k = key(item);
    const group = groups.get(k);
    if (group) group.push(item);
    else groups.set(k, [item]);
  }
  return [...groups.values()];
}

/** `location /` or `location / and 2 more places` (a byte string). */
export function placesOf(hops: readonly [Hop, ...Hop[]]): string {
  const more = hops.length - 1;
  if (more === 0) return `\`${hops[0].label}\``;
  return `\`${hops[0].label}\` and ${more} more ${more === 1 ? 'place' : 'places'}`;
}
