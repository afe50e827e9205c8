/**
 * Which of the 256 bytes does a class match? Sets are eight 32-bit words. The named sets are those of PCRE2's built-in tables
 * (the C locale: nginx never calls setlocale).
 */
export type ByteSet = Uint32Array;

export function emptySet(): ByteSet {
  return new Uint32Array(8);
}

export function has(set: ByteSet, byte: number): boolean {
  return byte < 256 && ((set[byte >> 5]! >>> (byte & 31)) & 1) === 1;
}

export function addRange(set: ByteSet, low: number, high: number): void {
  for (let byte = low; byte <= high && byte < 256; byte++) set[byte >> 5]! |= 1 << (byte & 31);
}

export function addSet(set: ByteSet, other: ByteSet): void {
  for (let word = 0; word < 8; word++) set[word]! |= other[word]!;
}

export function complement(set: ByteSet): ByteSet {
  return set.map((word) => ~word);
}

/** Adds the range and, caseless, the other case of its ASCII letters. `latin` folds U+00E0… too (after (*UTF) or (*UCP)). */
export function addCaseless(set: ByteSet, low: number, high: number, latin: boolean): void {
  addRange(set, low, high);
  for (let byte = low; byte <= high && byte < 256; byte++) {
    const other = otherCase(byte, latin);
    addRange(set, other, other);
  }
}

export function otherCase(code: number, latin: boolean): number {
  if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return code ^ 0x20;
  if (latin && code >= 0xc0 && code <= 0xfe && code !== 0xd7 && code !== 0xdf && code !== 0xf7) return code ^ 0x20;
  return code;
}

function of(...ranges: readonly (readonly [number, number])[]): ByteSet {
  const set = emptySet();
  for (const [low, high] of ranges) addRange(set, low, high);
  return set;
}

const digit = of([0x30, 0x39]);
const space = of([0x09, 0x0d], [0x20, 0x20]);
const word = of([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]);
/** Above 127 `\h` and `\v` know no-break space and NEL, in every mode (pcre2_tables.c, hspace_list, vspace_list). */
const horizontal = of([0x09, 0x09], [0x20, 0x20], [0xa0, 0xa0]);
const vertical = of([0x0a, 0x0d], [0x85, 0x85]);

/** `\d` and its relatives; the capital letter is the complement. */
export const escapeSets: Readonly<Record<string, ByteSet>> = {
  d: digit,
  s: space,
  w: word,
  h: horizontal,
  v: vertical,
  D: complement(digit),
  S: complement(space),
  W: complement(word),
  H: complement(horizontal),
  V: complement(vertical),
};

/** `[:name:]` (pcre2_compile.c, posix_names). */
export const posixSets: ReadonlyMap<string, ByteSet> = new Map([
  ['alpha', of([0x41, 0x5a], [0x61, 0x7a])],
  ['lower', of([0x61, 0x7a])],
  ['upper', of([0x41, 0x5a])],
  ['alnum', of([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a])],
  ['ascii', of([0x00, 0x7f])],
  ['blank', of([0x09, 0x09], [0x20, 0x20])],
  ['cntrl', of([0x00, 0x1f], [0x7f, 0x7f])],
  ['digit', digit],
  ['graph', of([0x21, 0x7e])],
  ['print', of([0x20, 0x7e])],
  ['punct', of([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e])],
  ['space', space],
  ['word', word],
  ['xdigit', of([0x30, 0x39], [0x41, 0x46], [0x61, 0x66])],
]);
