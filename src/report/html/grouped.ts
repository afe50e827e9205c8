/** Which items share a key? */

/** The items by key, in their order. */
export function grouped<T, K>(list: Iterable<T>, key: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const map = new Map<K, T[]>();
  for (const item of list) {
    const name = key(item);
    const known = map.get(name);
    if (known) known.push(item);
    else map.set(name, [item]);
  }
  return map;
}
