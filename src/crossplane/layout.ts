/** What do `format` and `minify` write for the words of one statement? */
import type { Cst } from '../syntax/index.ts';
import { parse, TokenKind } from '../syntax/index.ts';
import type { SourceText } from '../text/index.ts';
import { firstProblem, problemError } from './problem.ts';
import { checkWord, enquote, parenthesised, withoutParentheses } from './quote.ts';
import { tokenText } from './words.ts';

/** The syntax of a text that nginx can read. Throws CrossplaneError for any other. */
export function soundSyntax(source: SourceText): Cst {
  const cst = parse(source);
  const problem = firstProblem(cst);
  if (problem) throw problemError(cst, problem);
  return cst;
}

/**
 * The words of the statement from token `first` up to its terminator, with quotes only where they are needed. Throws
 * CrossplaneError when one grows beyond what nginx reads.
 */
export function words(cst: Cst, first: number, terminator: number): readonly string[] {
  const isBlock = cst.tokens.kind[terminator] === TokenKind.open;
  const plain: string[] = [];
  for (let token = first; token < terminator; token++) {
    if (cst.tokens.kind[token] !== TokenKind.comment) plain.push(tokenText(cst, token));
  }
  const [name = '', ...args] = plain;
  const inner = name === 'if' && isBlock ? withoutParentheses(args) : undefined;
  const written = inner ? ['if', ...parenthesised(inner)] : plain.map(enquote);
  for (const [index, word] of written.entries()) checkWord(word, isBlock || index < written.length - 1);
  return written;
}
