/** Does a hash table fit its buckets? (ngx_hash_init in src/core/ngx_hash.c, on a 64-bit machine with 64-byte cache lines) */

import { decimal } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';

export interface HashSize {
  readonly bucketSize: number;
  readonly maxSize: number;
}

const CACHE_LINE = 64;

/** As modules round it up (ngx_align to ngx_cacheline_size). */
export function alignedBucket(size: number): number {
  return Math.ceil(size / CACHE_LINE) * CACHE_LINE;
}

/** NGX_HASH_ELT_SIZE: a pointer, the length, the name. */
function elementSize(name: string): number {
  return 8 + Math.ceil((name.length + 2) / 8) * 8;
}

/** Is a name too long for the bucket? */
export function isTooLong(name: string, bucketSize: number): boolean {
  return bucketSize < elementSize(name) + 8;
}

/** nginx's words when the table cannot be built at all; undefined when every name fits. */
export function bucketMistake(
  table: string,
  names: Iterable<string>,
  { bucketSize, maxSize }: HashSize,
): string | undefined {
  if (maxSize === 0) return `could not build ${table}, you should increase ${table}_max_size: 0`;
  if (bucketSize > 65536 - CACHE_LINE) return `could not build ${table}, too large ${table}_bucket_size: ${bucketSize}`;
  for (const name of names) {
    if (isTooLong(name, bucketSize)) {
      return `could not build ${table}, you should increase ${table}_bucket_size: ${bucketSize}`;
    }
  }
  return undefined;
}

/** The number that a directive sets; the default where it sets none. */
export function numberOf(directive: Directive | undefined, fallback: number): number {
  const value = directive ? decimal(directive.args[0] ?? '') : -1;
  return value < 0 ? fallback : value;
}

/** nginx's warning when no number of buckets up to the maximum holds all names. The names are in lower case. */
export function sizeWarning(
  table: string,
  names: readonly string[],
  { bucketSize, maxSize }: HashSize,
): string | undefined {
  const room = bucketSize - 8;
  const keys = new Keys(names);
  let start = Math.max(1, Math.floor(names.length / Math.floor(room / 16)));
  if (maxSize > 10000 && names.length > 0 && Math.floor(maxSize / names.length) < 100) start = maxSize - 1000;
  // fewer buckets than these cannot hold all bytes
  for (let size = Math.max(start, Math.ceil(keys.total / room)); size <= maxSize; size++) {
    if (keys.fit(size, room)) return undefined;
  }
  return (
    `could not build optimal ${table}, you should increase either ${table}_max_size: ${maxSize} ` +
    `or ${table}_bucket_size: ${bucketSize}; ignoring ${table}_bucket_size`
  );
}

/** Hash keys (ngx_hash_key: 64 bits, here in two halves) and sizes of the names of one table. */
class Keys {
  readonly total: number;
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;
  readonly #sizes: Uint32Array;

  constructor(names: readonly string[]) {
    this.#high = new Uint32Array(names.length);
    this.#low = new Uint32Array(names.length);
    this.#sizes = Uint32Array.from(names, elementSize);
    this.total = this.#sizes.reduce((sum, size) => sum + size, 0);
    for (let i = 0; i < names.length; i++) this.#hash(names[i]!, i);
  }

  #hash(name: string, at: number): void {
    let high = 0;
    let low = 0;
    for (let i = 0; i < name.length; i++) {
      const next = low * 31 + name.charCodeAt(i);
      low = next >>> 0;
      high = (Math.imul(high, 31) + Math.floor(next / 2 ** 32)) >>> 0;
    }
    this.#high[at] = high;
    this.#low[at] = low;
  }

  fit(size: number, room: number): boolean {
    const filled = new Uint32Array(size);
    const step = 2 ** 32 % size;
    for (let i = 0; i < this.#sizes.length; i++) {
      const bucket = ((this.#high[i]! % size) * step + this.#low[i]!) % size;
      const length = filled[bucket]! + this.#sizes[i]!;
      if (length > room) return false;
      filled[bucket] = length;
    }
    return true;
  }
}
