/** Which keys of a hash conflict? ngx_hash_add_key (src/core/ngx_hash.c): exact names, `*.name`, `.name` and `name.*`. */

/** Why a key is not taken; `printed` is the key as nginx has changed it by then. */
export type Refusal<T> = 'invalid' | { readonly printed: string; readonly first: T | undefined };

export class KeyTable<T> {
  /** Exact keys in lower case. */
  readonly exact: string[] = [];
  /** The parts between the dots of wildcard names. */
  readonly labels = new Set<string>();
  readonly #exact = new Map<string, T>();
  readonly #head = new Map<string, T>();
  readonly #tail = new Map<string, T>();

  /** Takes a key; undefined when nothing is wrong with it. */
  add(key: string, wildcards: boolean, value: T): Refusal<T> | undefined {
    if (!wildcards) return this.#addExact(key, value);
    const stars = key.split('*').length - 1;
    if (stars > 1 || key.includes('..') || key.includes('\0')) return 'invalid';
    if (key.length > 1 && key.startsWith('.')) return this.#addWildcard(key, 1, 0, value);
    if (key.length > 2 && key.startsWith('*.')) return this.#addWildcard(key, 2, 0, value);
    if (key.length > 2 && key.endsWith('.*')) return this.#addWildcard(key, 0, 2, value);
    return stars > 0 ? 'invalid' : this.#addExact(key, value);
  }

  #addExact(key: string, value: T): Refusal<T> | undefined {
    const name = lower(key);
    const first = this.#exact.get(name);
    if (this.#exact.has(name)) return { printed: name, first };
    this.#exact.set(name, value);
    this.exact.push(name);
    return undefined;
  }

  #addWildcard(key: string, skip: 0 | 1 | 2, drop: 0 | 2, value: T): Refusal<T> | undefined {
    const printed = key.slice(0, skip) + lower(key.slice(skip, key.length - drop)) + key.slice(key.length - drop);
    const name = printed.slice(skip, key.length - drop);
    if (skip === 1) {
      // `.example.com` is `example.com` as well
      if (this.#exact.has(name)) return { printed, first: this.#exact.get(name) };
      this.#exact.set(name, value);
    }
    const table = skip ? this.#head : this.#tail;
    if (table.has(name)) return { printed, first: table.get(name) };
    table.set(name, value);
    for (const label of name.split('.')) this.labels.add(label);
    return undefined;
  }
}

/** ngx_tolower: ASCII only. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
