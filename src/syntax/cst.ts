/**
 * What are the statements of a text? A lossless tree over the tokens.
 *
 * Statements stand in pre-order in typed arrays, so a file of 500,000 lines costs a few megabytes; `Statement` objects are
 * made when asked for. Broken text has a tree too: a statement may lack its terminator or its closing brace, and an
 * unmatched `}` is a statement of its own without a name.
 */
import type { SourceText, Span } from '../text/index.ts';
import { cook } from './cook.ts';
import { lex, TokenKind, type Tokens } from './lexer.ts';
import { Problems, type SyntaxProblem } from './problems.ts';
import { MendedText, type Repair } from './repair.ts';

/** How a statement ends. */
export type Terminator = ';' | '{' | 'missing';

export interface Cst {
  readonly source: SourceText;
  /** The text that was lexed: the source's own, or the same with template markup masked. */
  readonly text: string;
  readonly tokens: Tokens;
  readonly statements: Statements;
  /** In the order in which nginx would meet them (nginx stops at the first). */
  readonly problems: readonly SyntaxProblem[];
  /** False where a `}` closes nothing or a block is never closed. */
  readonly isBalanced: boolean;
  /** Places that were read as if somebody had corrected them; none when a text is read as it stands. */
  readonly repairs: readonly Repair[];
  /** Tokens that a repair changed, as they were meant. A `;` or brace that is only meant is a token of no length. */
  readonly meant: ReadonlyMap<number, string> | undefined;
}

/** Parallel arrays, one entry per statement in pre-order. */
export interface Statements {
  readonly count: number;
  /** Index of the name's token; of the terminator itself where there is no name (`;` alone, `{` alone, a stray `}`). */
  readonly first: Int32Array;
  /** Index of the `;` or `{` token; -1 where it is missing. */
  readonly terminator: Int32Array;
  /** Index of the last token of the statement proper (before its block). */
  readonly last: Int32Array;
  /** Enclosing statement, -1 at file level. */
  readonly parent: Int32Array;
  /** Index of the first statement that is not inside this one. */
  readonly next: Int32Array;
  /** Index of the `}` token of a block; -1 where there is no block or it is never closed. */
  readonly close: Int32Array;
}

class StatementBuffer {
  count = 0;
  first: Int32Array;
  terminator: Int32Array;
  last: Int32Array;
  parent: Int32Array;
  next: Int32Array;
  close: Int32Array;

  constructor(capacity: number) {
    this.first = new Int32Array(capacity);
    this.terminator = new Int32Array(capacity);
    this.last = new Int32Array(capacity);
    this.parent = new Int32Array(capacity);
    this.next = new Int32Array(capacity);
    this.close = new Int32Array(capacity);
  }

  add(first: number, last: number, terminator: number, parent: number): number {
    const at = this.count++;
    this.first[at] = first;
    this.last[at] = last;
    this.terminator[at] = terminator;
    this.parent[at] = parent;
    this.next[at] = at + 1;
    this.close[at] = -1;
    return at;
  }
}

/**
 * Parses a text. Never throws, whatever the bytes. `masked` is the text with template markup replaced, same length. With
 * repairs it is read as if they had been made; every offset is one of the text as it stands.
 */
export function parse(source: SourceText, masked?: string, repairs: readonly Repair[] = NO_REPAIRS): Cst {
  const text = masked ?? source.text;
  return repairs.length === 0 ? parseText(source, text) : parseMended(source, text, repairs);
}

const NO_REPAIRS: readonly Repair[] = [];

function parseMended(source: SourceText, text: string, repairs: readonly Repair[]): Cst {
  const mended = new MendedText(text, repairs);
  const cst = parseText(source, mended.text);
  const { count, start, end } = cst.tokens;
  const meant = new Map<number, string>();
  for (let token = 0; token < count; token++) {
    const from = mended.startOf(start[token]!);
    const to = Math.max(from, mended.endOf(end[token]!));
    if (to - from !== end[token]! - start[token]!) meant.set(token, mended.text.slice(start[token], end[token]));
    start[token] = from;
    end[token] = to;
  }
  const problems = cst.problems.map((problem) => {
    const from = mended.startOf(problem.start);
    return {
      ...problem,
      nginxOffset: mended.startOf(problem.nginxOffset),
      start: from,
      end: Math.max(from, mended.endOf(problem.end)),
    };
  });
  return { ...cst, text, problems, repairs, meant };
}

/** Statements that are nothing but a `;`: what comes after so many means nothing to anybody, and there may be millions. */
const MAX_LONE = 1000;

function parseText(source: SourceText, text: string): Cst {
  const tokens = lex(source, text);
  const problems = new Problems();
  const statements = new StatementBuffer(countStatements(tokens));
  const { kind } = tokens;
  let first = -1;
  let last = -1;
  let parent = -1;
  let isBalanced = true;
  /** `;` without anything before them. */
  let lone = 0;
  for (let token = 0; token < tokens.count; token++) {
    switch (kind[token]) {
      case TokenKind.word:
      case TokenKind.double:
      case TokenKind.single:
        if (first < 0) first = token;
        last = token;
        break;
      case TokenKind.semicolon: {
        // the lexer has told of the first of them
        if (first < 0 && ++lone > MAX_LONE) break;
        const index = statements.add(first < 0 ? token : first, token, token, parent);
        first = -1;
        if (isQuantifierRest(text, tokens, statements, index)) {
          statements.next[parent] = statements.count;
          parent = statements.parent[parent]!;
        }
        break;
      }
      case TokenKind.open:
        parent = statements.add(first < 0 ? token : first, token, token, parent);
        first = -1;
        break;
      case TokenKind.close: {
        if (first >= 0) statements.add(first, last, -1, parent);
        first = -1;
        if (parent >= 0) {
          let isOuterToo: boolean;
          do {
            statements.close[parent] = token;
            statements.next[parent] = statements.count;
            isOuterToo = isQuantifierRest(text, tokens, statements, parent);
            parent = statements.parent[parent]!;
          } while (isOuterToo);
        } else {
          isBalanced = false;
          if (problems.isFull) {
            problems.drop();
            break;
          }
          statements.add(token, token, -1, -1);
          const at = tokens.start[token]!;
          problems.note({
            message: 'unexpected "}"',
            nginxOffset: at,
            start: at,
            end: at + 1,
            label: 'closes nothing',
            help: 'every file must balance its own braces: remove this `}` or find the `{` that is missing before it',
          });
        }
        break;
      }
    }
  }
  if (first >= 0) statements.add(first, last, -1, parent);
  let unclosed = -1;
  for (; parent >= 0; parent = statements.parent[parent]!) {
    statements.next[parent] = statements.count;
    if (unclosed < 0) unclosed = parent;
  }
  if (unclosed >= 0 && !endsInsideStatement(tokens, text.length)) {
    const begin = tokens.start[statements.first[unclosed]!]!;
    const end = tokens.end[statements.terminator[unclosed]!]!;
    problems.note({
      message: 'unexpected end of file, expecting "}"',
      nginxOffset: text.length,
      start: begin,
      end,
      label: 'this block is never closed',
      help: 'add the closing `}`',
    });
  }
  if (unclosed >= 0) isBalanced = false;
  const all = merged(tokens.problems, problems.end());
  return { source, text, tokens, statements, problems: all, isBalanced, repairs: NO_REPAIRS, meant: undefined };
}

/**
 * Is the statement the rest of an unquoted regular expression, as `3}/ {` after `location ~ ^/\d{`? To nginx that brace
 * opens a block (and the rest is an unknown directive). Whoever wrote it has no `}` for it: it ends where its rest ends, so
 * that one mistake does not displace everything after it.
 */
function isQuantifierRest(text: string, tokens: Tokens, statements: StatementBuffer, index: number): boolean {
  const parent = index - 1;
  if (parent < 0 || statements.parent[index] !== parent) return false;
  return isQuantifier(text, tokens, statements, parent);
}

/** Is the `{` of statement `index` that of a quantifier (`\d{3}`, `.{2,}`) inside an unquoted argument? */
function isQuantifier(text: string, tokens: Tokens, statements: Statements, index: number): boolean {
  const brace = statements.terminator[index]!;
  if (brace < 1 || tokens.end[brace - 1] !== tokens.start[brace]) return false;
  QUANTIFIER.lastIndex = tokens.start[brace]!;
  return QUANTIFIER.test(text);
}

const QUANTIFIER = /\{\d{1,5}(?:,\d{0,5})?\}/y;

/** Does the statement's `{` come from a quantifier in a regular expression that should have been quoted? */
export function opensWithQuantifier(cst: Cst, index: number): boolean {
  return isQuantifier(cst.text, cst.tokens, cst.statements, index);
}

function countStatements(tokens: Tokens): number {
  let count = 1;
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kind[i];
    if (kind === TokenKind.semicolon || kind === TokenKind.open) count++;
    else if (kind === TokenKind.close) count += 2;
  }
  return count;
}

/** nginx gives one of the two end-of-file messages: the one about the statement when it stands inside one. */
function endsInsideStatement(tokens: Tokens, size: number): boolean {
  return tokens.problems.some((p) => p.nginxOffset === size && p.message.startsWith('unexpected end of file'));
}

function merged(a: readonly SyntaxProblem[], b: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  if (b.length === 0) return a;
  return [...a, ...b].sort((x, y) => x.nginxOffset - y.nginxOffset);
}

/** The text again, byte for byte, put together from the tree's tokens and the white space between them. */
export function print(cst: Cst): string {
  const { tokens, source } = cst;
  const parts: string[] = [];
  let at = 0;
  for (let i = 0; i < tokens.count; i++) {
    parts.push(source.text.slice(at, tokens.start[i]), source.text.slice(tokens.start[i], tokens.end[i]));
    at = tokens.end[i]!;
  }
  parts.push(source.text.slice(at));
  return parts.join('');
}

/** Span of one token. */
export function tokenSpan(cst: Cst, token: number): Span {
  return cst.source.span(cst.tokens.start[token]!, cst.tokens.end[token]!);
}

/** True for the tokens nginx counts as arguments: words and quoted strings. */
export function isArgument(cst: Cst, token: number): boolean {
  const kind = cst.tokens.kind[token]!;
  return kind >= TokenKind.word && kind <= TokenKind.single;
}

/** A token as nginx uses it: without its quotes, escapes resolved. */
export function cookedToken(cst: Cst, token: number): string {
  const { kind, start, end, escaped } = cst.tokens;
  const meant = cst.meant?.get(token);
  if (meant !== undefined) return cook(kind[token] === TokenKind.word ? meant : meant.slice(1, -1));
  let from = start[token]!;
  let to = end[token]!;
  const k = kind[token];
  if (k === TokenKind.double || k === TokenKind.single) {
    from++;
    // an unclosed quote has no second one
    if (to - 1 >= from && cst.text.charCodeAt(to - 1) === cst.text.charCodeAt(from - 1)) to--;
  }
  const raw = cst.text.slice(from, to);
  return escaped[token] ? cook(raw) : raw;
}

/** How statement `index` ends. */
export function terminatorOf(cst: Cst, index: number): Terminator {
  const token = cst.statements.terminator[index]!;
  if (token < 0) return 'missing';
  return cst.tokens.kind[token] === TokenKind.open ? '{' : ';';
}

/** True where the statement has no name: `;` or `{` alone, or a stray `}`. */
export function isNameless(cst: Cst, index: number): boolean {
  return !isArgument(cst, cst.statements.first[index]!);
}
