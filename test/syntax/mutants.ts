// One mistake in a healthy configuration: a `;`, a brace or a quote removed or added by chance.
import { type Cst, isArgument, parse, TokenKind, type Tokens } from '../../src/syntax/index.ts';
import { SourceText } from '../../src/text/index.ts';
import type { Dice } from '../oracle/chance.ts';

export interface Mutant {
  readonly text: string;
  /** What was done. */
  readonly kind: string;
  /** First and last line (of the mutant) between the thing before the mistake and the mistake. */
  readonly lines: readonly [number, number];
  /** Offset of the mistake in the healthy text. */
  readonly at: number;
}

const KIND_OF: Readonly<Record<string, number>> = {
  ';': TokenKind.semicolon,
  '{': TokenKind.open,
  '}': TokenKind.close,
};

/** A text (a byte string) with one byte less or more; undefined when it has nothing of the kind drawn. */
export function mutant(dice: Dice, text: string): Mutant | undefined {
  const { tokens } = parse(SourceText.fromBytes('a', Buffer.from(text, 'latin1')));
  return dice.below(2) === 0 ? without(dice, text, tokens) : withMore(dice, text, tokens);
}

function without(dice: Dice, text: string, tokens: Tokens): Mutant | undefined {
  const byte = dice.pick([';', '{', '}', '"']);
  const places: number[] = [];
  for (let t = 0; t < tokens.count; t++) {
    const kind = tokens.kind[t];
    if (byte === '"' ? kind === TokenKind.double || kind === TokenKind.single : kind === KIND_OF[byte]) {
      places.push(byte === '"' && dice.below(2) === 0 ? tokens.end[t]! - 1 : tokens.start[t]!);
    }
  }
  if (places.length === 0) return undefined;
  const at = dice.pick(places);
  const changed = text.slice(0, at) + text.slice(at + 1);
  return { text: changed, kind: `- ${text[at]}`, lines: [lineBefore(text, at), lineOf(text, at)], at };
}

function withMore(dice: Dice, text: string, tokens: Tokens): Mutant | undefined {
  const byte = dice.pick([';', '{', '}', '"', "'"]);
  const places: number[] = [];
  for (let t = 0; t < tokens.count; t++) {
    const kind = tokens.kind[t]!;
    if (kind === TokenKind.comment || kind === TokenKind.raw) continue;
    places.push(tokens.start[t]!, tokens.end[t]!);
  }
  const at = dice.pick(places);
  const changed = text.slice(0, at) + byte + text.slice(at);
  return { text: changed, kind: `+ ${byte}`, lines: [lineOf(text, at), lineOf(text, at)], at };
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Line of the last thing before an offset that is no white space. */
function lineBefore(text: string, offset: number): number {
  return lineOf(text, text.slice(0, offset).trimEnd().length);
}

export interface StatementText {
  /** Name and arguments as they are written. */
  readonly words: string;
  readonly start: number;
  readonly end: number;
}

/** The statements of a text (a byte string), as it stands or as somebody has read it. */
export function statementsOf(
  text: string,
  cst: Cst = parse(SourceText.fromBytes('a', Buffer.from(text, 'latin1'))),
): readonly StatementText[] {
  const { statements, tokens } = cst;
  const out: StatementText[] = [];
  for (let i = 0; i < statements.count; i++) {
    const first = statements.first[i]!;
    const last = statements.last[i]!;
    const words: string[] = [];
    for (let t = first; t <= last; t++) {
      if (isArgument(cst, t)) words.push(cst.text.slice(tokens.start[t], tokens.end[t]));
    }
    out.push({ words: words.join(' '), start: tokens.start[first]!, end: tokens.end[last]! });
  }
  return out;
}
