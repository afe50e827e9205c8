/**
 * What is a parsed pattern made of? A pattern is a group of branches, a branch is a list of items. Option settings are not
 * items: what they change (caseless, `.` and newlines, greediness) is written on the items they reach. `start` and `end` are
 * byte offsets in the pattern, end exclusive.
 */
import type { ByteSet } from './byte-set.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Node =
  | Character
  | CharacterSet
  | AnyItem
  | Boundary
  | Group
  | Repeat
  | BackReference
  | Call
  | Verb
  | Callout;

/** The items of one alternative, in order. */
export type Branch = readonly Node[];

/** One literal character: a byte, or a code point when the pattern starts with (*UTF). */
export interface Character extends Span {
  readonly type: 'character';
  readonly code: number;
  readonly caseless: boolean;
}

/** One character out of a set: `[…]`, `\d`, `\p{…}`. Negation and caselessness are already worked in. */
export interface CharacterSet extends Span {
  readonly type: 'set';
  readonly origin: 'class' | 'escape' | 'property';
  /** Characters below 256. */
  readonly bytes: ByteSet;
  /** Characters from 256 on, which exist only in UTF mode. */
  readonly beyond: 'none' | 'some' | 'all';
  /** Unicode properties that add characters to the set; `bytes` knows nothing of them. With `negated` they take away. */
  readonly properties: readonly Property[];
  /** The properties describe what the set does *not* contain, as in `[^\p{L}]`. */
  readonly negated: boolean;
  readonly size: CompiledSize;
}

/** `\p{name}`, or `\P{name}` when negated; the name as PCRE2 looks it up, or `ucp:d` for `\d` after (*UCP) and the like. */
export interface Property {
  readonly name: string;
  readonly negated: boolean;
}

/** How PCRE2 stores an item: its size in code units, and which repeat opcodes fit (see size.ts). */
export interface CompiledSize {
  readonly as: 'character' | 'type' | 'class';
  readonly units: number;
  /** Units that count for the limit even when the item is rewritten for a quantifier. */
  readonly data: number;
}

/** `.` and the escapes that match any one thing: `\N` no newline, `\C` one byte, `\X` a grapheme, `\R` a line ending. */
export interface AnyItem extends Span {
  readonly type: 'any';
  readonly kind: '.' | '\\N' | '\\C' | '\\X' | '\\R';
  /** `.` matches newlines too. */
  readonly dotAll: boolean;
}

/** Matches a position: `^ $ \A \Z \z \G \b \B`, and `\K`, which moves the start of the match. */
export interface Boundary extends Span {
  readonly type: 'boundary';
  readonly kind: '^' | '$' | '\\A' | '\\Z' | '\\z' | '\\G' | '\\b' | '\\B' | '\\K';
  readonly multiline: boolean;
}

export type GroupKind =
  | 'pattern'
  | 'capture'
  | 'plain'
  | 'branch-reset'
  | 'atomic'
  | 'script-run'
  | 'conditional'
  | 'lookahead'
  | 'negative-lookahead'
  | 'non-atomic-lookahead'
  | 'lookbehind'
  | 'negative-lookbehind'
  | 'non-atomic-lookbehind';

/** Anything in parentheses, and the whole pattern. */
export interface Group extends Span {
  readonly type: 'group';
  readonly kind: GroupKind;
  readonly branches: readonly Branch[];
  /** Of a capture: its number, from 1. */
  readonly number?: number;
  readonly name?: string;
  /** Of a conditional group. */
  readonly condition?: Condition;
  /** Where PCRE2 points when the group itself is the mistake: lookbehinds, DEFINE and conditions on a number or name. */
  readonly at?: number;
}

export type Condition =
  /** `(?(?=…)…`: an assertion, perhaps after a callout. */
  | { readonly kind: 'assertion'; readonly items: Branch }
  /** `(?(1)…`, `(?(-1)…`. */
  | { readonly kind: 'number'; readonly number: number; readonly at: number }
  /** `(?(<n>)…`, `(?('n')…`, `(?(n)…`. */
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  /** `(?(R&n)…`: inside a call of that group. */
  | { readonly kind: 'called-name'; readonly name: string; readonly at: number }
  /** `(?(R)…`, `(?(R1)…`: a group of that name if there is one, else a test for recursion. */
  | { readonly kind: 'called-number'; readonly name: string; readonly at: number }
  | { readonly kind: 'define'; readonly at: number }
  /** `(?(VERSION>=10.4)…`. */
  | { readonly kind: 'version'; readonly orLater: boolean; readonly major: number; readonly minor: number };

export interface Repeat extends Span {
  readonly type: 'repeat';
  readonly item: Node;
  readonly min: number;
  /** Infinity when there is no upper limit. */
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

/** `\1`, `\g{-1}`, `\k<n>`, `(?P=n)`. `at` is where PCRE2 points when there is no such group. */
export interface BackReference extends Span {
  readonly type: 'back-reference';
  readonly target: number | string;
  readonly caseless: boolean;
  readonly at: number;
}

/** `(?1)`, `(?R)` (number 0), `(?&n)`, `\g<1>`: the group is matched again here. */
export interface Call extends Span {
  readonly type: 'call';
  readonly target: number | string;
  readonly at: number;
}

export interface Verb extends Span {
  readonly type: 'verb';
  readonly name: 'MARK' | 'ACCEPT' | 'FAIL' | 'COMMIT' | 'PRUNE' | 'SKIP' | 'THEN';
  readonly argument?: string;
}

/** `(?C)`, `(?C12)`, `(?C"text")`; nginx sets no callout function, so they do nothing. */
export interface Callout extends Span {
  readonly type: 'callout';
  readonly argument: number | string;
  readonly at: number;
}
