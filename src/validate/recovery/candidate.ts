/** What may somebody have meant to write? One small correction of a text, with what to say about it. */
import type { Cst, Repair } from '../../syntax/index.ts';
import type { TreeFile } from '../../tree/index.ts';
import type { DiagnosticRule } from '../diagnostic.ts';

/** A part of the file a candidate is about, in bytes. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Candidate {
  readonly file: TreeFile;
  readonly repair: Repair;
  /** How unlikely it is, whatever it repairs: 0 to 1, added to the cost of what it leads to. */
  readonly prior: number;
  /** Where a person would make the correction. */
  readonly place: Place;
  readonly label: string;
  readonly help: string;
  readonly related?: (Place & { readonly label: string }) | undefined;
  /** What the mistake is called where nginx stops at something that is only a consequence of it. */
  readonly rule: DiagnosticRule;
  readonly message: string;
}

/** What the generators of candidates look at. */
export interface Scene {
  readonly file: TreeFile;
  readonly cst: Cst;
  /** Index of the statement that nginx stops at or just after; -1 when there is none. */
  readonly statement: number;
  /** Offset that nginx has come to. */
  readonly offset: number;
}

/** Does a token stand in the text (and not only in a repair)? */
export function isReal({ tokens }: Cst, token: number): boolean {
  return tokens.end[token]! > tokens.start[token]!;
}

/** The last statement that begins at or before an offset; -1 when there is none. */
export function statementAt({ tokens, statements }: Cst, offset: number): number {
  let low = 0;
  let high = statements.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (tokens.start[statements.first[middle]!]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Is there a line end between two offsets? */
export function hasLineEnd({ source }: Cst, from: number, to: number): boolean {
  return source.line(from) < source.line(to);
}

/** An insertion. */
export function insertion(at: number, insert: string): Repair {
  return { at, remove: 0, insert };
}

/** The removal of one byte. */
export function removal(at: number): Repair {
  return { at, remove: 1, insert: '' };
}
