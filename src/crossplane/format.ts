/** How does a configuration look when it is laid out well: one statement a line, indented, comments and blank lines kept? */
import { type Cst, TokenKind } from '../syntax/index.ts';
import type { SourceText } from '../text/index.ts';
import { type BuildOptions, padding } from './build.ts';
import { soundSyntax, words } from './layout.ts';
import { enquote } from './quote.ts';
import { tokenText } from './words.ts';

/**
 * The text laid out, without a line end at its end. Comments stay on their lines and between their arguments, one blank line
 * stays of any number, Lua text stays as it is. Throws CrossplaneError where nginx rejects the syntax.
 */
export function format(source: SourceText, options: Pick<BuildOptions, 'indent' | 'tabs'> = {}): string {
  return formatPieces(source, options).join('');
}

/** The same in pieces: 10,000 nested blocks are legal, and their indentation alone may be longer than a string can be. */
export function formatPieces(
  source: SourceText,
  options: Pick<BuildOptions, 'indent' | 'tabs'> = {},
): readonly string[] {
  return new Formatter(soundSyntax(source), padding(options)).format();
}

class Formatter {
  readonly #cst: Cst;
  readonly #pad: string;
  readonly #out: string[] = [];
  #margin = '';

  constructor(cst: Cst, pad: string) {
    this.#cst = cst;
    this.#pad = pad;
  }

  format(): readonly string[] {
    const { tokens } = this.#cst;
    let first = -1;
    for (let token = 0; token < tokens.count; token++) {
      switch (tokens.kind[token]) {
        case TokenKind.comment:
          if (first < 0) this.#comment(token);
          break;
        case TokenKind.semicolon:
          this.#statement(first, token);
          first = -1;
          break;
        case TokenKind.open:
          this.#statement(first, token);
          first = -1;
          this.#margin += this.#pad;
          break;
        case TokenKind.raw:
          this.#out.push(tokenText(this.#cst, token));
          break;
        case TokenKind.close:
          this.#close(token);
          break;
        default:
          if (first < 0) first = token;
      }
    }
    return this.#out;
  }

  #comment(token: number): void {
    if (token > 0 && this.#lineEndsBefore(token) === 0) this.#out.push(' ');
    else this.#newLine(token);
    this.#out.push('#', tokenText(this.#cst, token));
  }

  #close(token: number): void {
    const previous = this.#cst.tokens.kind[token - 1];
    this.#margin = this.#margin.slice(this.#pad.length);
    if (previous === TokenKind.open)
      this.#out.push('\n', this.#margin); // an empty block
    else if (previous !== TokenKind.raw) this.#newLine(token);
    this.#out.push('}');
  }

  #statement(first: number, terminator: number): void {
    this.#newLine(first);
    const { kind } = this.#cst.tokens;
    const end = kind[terminator] === TokenKind.open ? ' {' : ';';
    let comment = first;
    while (comment < terminator && kind[comment] !== TokenKind.comment) comment++;
    if (comment === terminator) this.#out.push(words(this.#cst, first, terminator).join(' '), end);
    else this.#statementWithComments(first, terminator, end);
  }

  /** Words on the lines they share with no comment before them. */
  #statementWithComments(first: number, terminator: number, end: string): void {
    const { kind } = this.#cst.tokens;
    const newLine = `\n${this.#margin}${this.#pad}`;
    let isAfterComment = false;
    for (let token = first; token < terminator; token++) {
      const isComment = kind[token] === TokenKind.comment;
      const isOwnLine = isAfterComment || (isComment && this.#lineEndsBefore(token) > 0);
      if (token > first) this.#out.push(isOwnLine ? newLine : ' ');
      this.#out.push(isComment ? `#${tokenText(this.#cst, token)}` : enquote(tokenText(this.#cst, token)));
      isAfterComment = isComment;
    }
    this.#out.push(isAfterComment ? newLine + end.trimStart() : end);
  }

  /** Begins a line, after a blank one where the source has any. */
  #newLine(token: number): void {
    if (this.#out.length === 0) return;
    this.#out.push(this.#lineEndsBefore(token) > 1 ? '\n\n' : '\n', this.#margin);
  }

  /** Line ends between the token before and this one: 0, 1, or 2 for any more. */
  #lineEndsBefore(token: number): number {
    const { start, end } = this.#cst.tokens;
    const { text } = this.#cst;
    let count = 0;
    for (let at = token === 0 ? 0 : end[token - 1]!; at < start[token]! && count < 2; at++) {
      if (text.charCodeAt(at) === 10) count++;
    }
    return count;
  }
}
