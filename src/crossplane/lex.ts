/** What are the tokens of a configuration, as crossplane lists them? */
import { isArgument, parse, TokenKind } from '../syntax/index.ts';
import type { SourceText } from '../text/index.ts';
import { type Host, readSource } from './host.ts';
import { firstProblem, problemError } from './problem.ts';
import { isQuoted, tokenText } from './words.ts';

export interface LexToken {
  /** Without its quotes; comments with their `#`. */
  readonly token: string;
  /** 1-based line of its first byte. For Lua text that of its closing brace, as crossplane has it. */
  readonly line: number;
  /** True for a quoted argument and for Lua text: such a token is never punctuation. */
  readonly quoted: boolean;
}

/** The tokens of a file. Throws CrossplaneError. */
export function lex(filename: string, host: Host): Generator<LexToken> {
  return lexText(readSource(host, filename));
}

/**
 * The tokens of a text. Lua text between the braces of a `*_by_lua_block` is one quoted token, and a `;` ends it. Throws
 * CrossplaneError at the first place that nginx rejects, after the tokens before it.
 */
export function* lexText(source: SourceText): Generator<LexToken> {
  const cst = parse(source);
  const { tokens } = cst;
  const problem = firstProblem(cst);
  const end = problem?.offset ?? Number.POSITIVE_INFINITY;
  const lineOf = lineCounter(source.text);
  for (let at = 0; at < tokens.count && tokens.start[at]! < end; at++) {
    const start = tokens.start[at]!;
    const kind = tokens.kind[at];
    if (kind === TokenKind.open && tokens.kind[at + 1] === TokenKind.raw) {
      const line = lineOf(tokens.end[at + 1]!);
      yield { token: tokenText(cst, at + 1), line, quoted: true };
      yield { token: ';', line, quoted: false };
      at += 2; // the closing brace is said by the `;`
    } else if (kind === TokenKind.comment) {
      yield { token: `#${tokenText(cst, at)}`, line: lineOf(start), quoted: false };
    } else {
      const token = isArgument(cst, at) ? tokenText(cst, at) : source.text[start]!;
      yield { token, line: lineOf(start), quoted: isQuoted(cst, at) };
    }
  }
  if (problem) throw problemError(cst, problem);
}

/** The 1-based lines of offsets that only grow. */
export function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let next = text.indexOf('\n');
  return (offset) => {
    while (next >= 0 && next < offset) {
      line++;
      next = text.indexOf('\n', next + 1);
    }
    return line;
  };
}
