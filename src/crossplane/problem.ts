/**
 * At which byte does nginx stop reading a text, and what does it say?
 *
 * The syntax room repairs what a person probably meant (`location ~ ^/\d{3}/ {` leaves its braces out of step), so that one
 * mistake is not told twice. A port of a tool that rebuilds configurations counts braces as nginx does.
 */
import { type Cst, TokenKind } from '../syntax/index.ts';
import { CrossplaneError } from './errors.ts';

export interface Problem {
  /** nginx's words, without ` in FILE:LINE`. */
  readonly message: string;
  /** Byte offset; its line is the one that nginx prints. */
  readonly offset: number;
}

/** The first mistake of the syntax; undefined where nginx reads all of it. */
export function firstProblem(cst: Cst): Problem | undefined {
  const { kind, start, count, problems } = cst.tokens;
  const [lexical] = problems;
  const end = lexical?.nginxOffset ?? cst.text.length;
  let depth = 0;
  for (let token = 0; token < count && start[token]! < end; token++) {
    if (kind[token] === TokenKind.open) depth++;
    else if (kind[token] === TokenKind.close && --depth < 0)
      return { message: 'unexpected "}"', offset: start[token]! };
  }
  if (lexical) return { message: lexical.message, offset: lexical.nginxOffset };
  return depth > 0 ? { message: 'unexpected end of file, expecting "}"', offset: end } : undefined;
}

/** The mistake with its place. */
export function problemError(cst: Cst, { message, offset }: Problem): CrossplaneError {
  return new CrossplaneError(message, cst.source.path, cst.source.line(offset));
}
