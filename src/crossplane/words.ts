/** What is a token in a payload: the text between its quotes, its escapes left in place? */
import { type Cst, TokenKind } from '../syntax/index.ts';
import { decodeText } from './text.ts';

/** The payload's text of an argument, comment (without its `#`) or Lua body. */
export function tokenText(cst: Cst, token: number): string {
  return decodeText(tokenBytes(cst, token));
}

function tokenBytes(cst: Cst, token: number): string {
  const { kind, start, end, escaped } = cst.tokens;
  const from = start[token]!;
  const to = end[token]!;
  const k = kind[token];
  if (k === TokenKind.comment) return cst.text.slice(from + 1, endOfComment(cst, from, to));
  if (k !== TokenKind.double && k !== TokenKind.single) return cst.text.slice(from, to);
  const inner = cst.text.slice(from + 1, to - 1);
  return escaped[token] ? withoutEscaped(k === TokenKind.double ? '"' : "'", inner) : inner;
}

/** Without the CR of its line end (of which a comment that was mended twice can have several). */
function endOfComment(cst: Cst, from: number, to: number): number {
  let end = to;
  while (end > from + 1 && cst.text.charCodeAt(end - 1) === 13) end--;
  return end;
}

/** Each backslash before `quote` removed. Pairs are read from the left: in `\\"` the quote is not escaped. */
function withoutEscaped(quote: string, inner: string): string {
  if (!inner.includes(`\\${quote}`)) return inner;
  const parts: string[] = [];
  let from = 0;
  for (let at = inner.indexOf('\\'); at >= 0; at = inner.indexOf('\\', at + 2)) {
    if (inner[at + 1] !== quote) continue;
    parts.push(inner.slice(from, at));
    from = at + 1;
  }
  parts.push(inner.slice(from));
  return parts.join('');
}

/** True for a token that quotes were put around. */
export function isQuoted(cst: Cst, token: number): boolean {
  const kind = cst.tokens.kind[token];
  return kind === TokenKind.double || kind === TokenKind.single;
}
