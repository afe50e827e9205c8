/** What is the shortest text with the same meaning? Comments and white space gone, quotes only where they are needed. */
import { TokenKind } from '../syntax/index.ts';
import type { SourceText } from '../text/index.ts';
import { soundSyntax, words } from './layout.ts';
import { tokenText } from './words.ts';

/** The text without a line end. Lua text stays as it is. Throws CrossplaneError where nginx rejects the syntax. */
export function minify(source: SourceText): string {
  return minifyPieces(source).join('');
}

/** The same in pieces. */
export function minifyPieces(source: SourceText): readonly string[] {
  const cst = soundSyntax(source);
  const { tokens } = cst;
  const out: string[] = [];
  let first = -1;
  for (let token = 0; token < tokens.count; token++) {
    switch (tokens.kind[token]) {
      case TokenKind.comment:
        break;
      case TokenKind.semicolon:
        out.push(words(cst, first, token).join(' '), ';');
        first = -1;
        break;
      case TokenKind.open: {
        const head = words(cst, first, token).join(' ');
        // `$` and `{` side by side would be the begin of `${name}`
        out.push(head, /[${]$/.test(head) ? ' {' : '{');
        first = -1;
        break;
      }
      case TokenKind.raw:
        out.push(tokenText(cst, token));
        break;
      case TokenKind.close:
        out.push('}');
        break;
      default:
        if (first < 0) first = token;
    }
  }
  return out;
}
