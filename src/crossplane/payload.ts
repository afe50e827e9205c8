/**
 * What is the payload? crossplane's own format, key order included: existing consumers read it without a change.
 *
 * Text of a payload is ordinary text, decoded as UTF-8; bytes that are no UTF-8 are kept as lone surrogates (see text.ts).
 * An argument is what stands between the quotes, with its escapes left in place: only a backslash before the argument's own
 * kind of quote is gone. nginx's value of an argument is therefore the same text with its escapes resolved.
 */

/** One statement. The keys stand in this order; absent ones are left out. */
export interface Statement {
  /** Only with `combine`: the file it stands in. */
  readonly file?: string;
  /** The name; `#` for a comment. */
  readonly directive: string;
  /** 1-based line of its first token. */
  readonly line: number;
  readonly args: readonly string[];
  /** For an `include` that was followed: indexes into the payload's `config`. */
  readonly includes?: readonly number[];
  /** For a block, possibly empty. A `*_by_lua_block` has none: its Lua text is the last argument. */
  readonly block?: readonly Statement[];
  /** For a comment: its text after the `#`. */
  readonly comment?: string;
}

/** A mistake in one file; `line` is null where there is none (a file that cannot be read). */
export interface FileError {
  /** nginx's words, ending in ` in FILE:LINE`. */
  readonly error: string;
  readonly line: number | null;
}

export interface PayloadError {
  readonly file: string;
  readonly error: string;
  readonly line: number | null;
  /** What the `onerror` option made of it. */
  readonly callback?: unknown;
}

export type Status = 'ok' | 'failed';

export interface ConfigFile {
  /** As it was named: relative names stay relative. */
  readonly file: string;
  readonly status: Status;
  readonly errors: readonly FileError[];
  /** Empty for a file whose syntax nginx rejects. */
  readonly parsed: readonly Statement[];
}

export interface Payload {
  readonly status: Status;
  readonly errors: readonly PayloadError[];
  readonly config: readonly ConfigFile[];
}
