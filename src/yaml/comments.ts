/** Where are the comments of a YAML file? */
import type { SourceText, Span } from '../text/index.ts';
import { yaml } from './package.ts';

/** Lexemes that stand for nothing in the text (CST.DOCUMENT, CST.SCALAR, CST.FLOW_END). */
const VIRTUAL = /^[\x02\x18\x1f]$/;

/**
 * Every comment from its `#` to the end of the line. What stands in a scalar (quoted, plain over several lines, or a block)
 * is none. Broken files have comments, too: only words are looked at, not what they mean.
 */
export function yamlComments(source: SourceText): readonly Span[] {
  const comments: Span[] = [];
  // a byte order mark is three characters here
  let at = source.text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  let isScalar = false;
  for (const lexeme of new (yaml().Lexer)().lex(source.text.slice(at))) {
    if (!isScalar && VIRTUAL.test(lexeme)) {
      isScalar = lexeme === '\x1f';
      continue;
    }
    if (!isScalar && lexeme.startsWith('#')) comments.push(source.span(at, at + lexeme.trimEnd().length));
    isScalar = false;
    at += lexeme.length;
  }
  return comments;
}
