/**
 * What are the tokens of a text, exactly as nginx reads them (ngx_conf_read_token in src/core/ngx_conf_file.c)?
 *
 * nginx reads bytes, one statement a call. The lexer keeps nginx's states but never stops at a mistake: it notes what nginx
 * would say and goes on. Tokens live in typed arrays; white space is what lies between them.
 */
import type { SourceText } from '../text/index.ts';
import { lexLuaBlock } from './lua.ts';
import { Problems, type SyntaxProblem } from './problems.ts';

export const TokenKind = {
  /** Unquoted argument or directive name. */
  word: 1,
  /** `"…"`; the token's span includes the quotes. */
  double: 2,
  /** `'…'`; the token's span includes the quotes. */
  single: 3,
  semicolon: 4,
  open: 5,
  close: 6,
  /** `# …` without its line end. */
  comment: 7,
  /** The raw body of a `*_by_lua_block`, between its braces. */
  raw: 8,
} as const;
export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

export interface Tokens {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** 1 where the token's text has a backslash: only then does cooking change more than the quotes. */
  readonly escaped: Uint8Array;
  readonly problems: readonly SyntaxProblem[];
}

/** NGX_CONF_BUFFER: what one token may fill, its terminator included. */
const BUFFER = 4096;

const LF = 10;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const APOSTROPHE = 39;
const PAREN = 41;
const SEMICOLON = 59;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

/** Bytes that can end or change an unquoted token: white space, `;`, `{`, `\`, `$`. Everything else is part of it. */
const SPECIAL_IN_WORD = new Uint8Array(256);
for (const c of [9, LF, 13, SPACE, SEMICOLON, OPEN, BACKSLASH, DOLLAR]) SPECIAL_IN_WORD[c] = 1;

function isSpace(c: number): boolean {
  return c === SPACE || c === LF || c === 9 || c === 13;
}

class TokenBuffer {
  count = 0;
  kind: Uint8Array;
  start: Uint32Array;
  end: Uint32Array;
  escaped: Uint8Array;

  constructor(capacity: number) {
    this.kind = new Uint8Array(capacity);
    this.start = new Uint32Array(capacity);
    this.end = new Uint32Array(capacity);
    this.escaped = new Uint8Array(capacity);
  }

  push(kind: TokenKind, start: number, end: number, escaped: boolean): void {
    const at = this.count;
    if (at === this.kind.length) this.#grow(at * 2);
    this.kind[at] = kind;
    this.start[at] = start;
    this.end[at] = end;
    if (escaped) this.escaped[at] = 1;
    this.count = at + 1;
  }

  #grow(capacity: number): void {
    this.kind = copy(new Uint8Array(capacity), this.kind);
    this.start = copy(new Uint32Array(capacity), this.start);
    this.end = copy(new Uint32Array(capacity), this.end);
    this.escaped = copy(new Uint8Array(capacity), this.escaped);
  }
}

function copy<T extends Uint8Array | Uint32Array>(to: T, from: T): T {
  to.set(from);
  return to;
}

/** The tokens of a text. Never throws; problems are in the order in which nginx would meet them. */
export function lex(source: SourceText, text: string = source.text): Tokens {
  const size = text.length;
  const tokens = new TokenBuffer(Math.max(16, size >>> 3));
  const problems = new Problems();
  let at = 0;
  /** Index of the first token of the statement being read, -1 between statements. */
  let first = -1;
  /** True just after a closing quote: nginx wants white space, `;`, `{` or `)`. */
  let afterQuote = false;

  const note = (problem: SyntaxProblem): void => problems.note(problem);
  const tooLong = (start: number, needed: number, begin: number, end: number, quote: string): boolean => {
    // nginx fails when it needs the byte at start + 4096 of a token that begins at start, and the file has it
    if (needed - start < BUFFER || start + BUFFER >= size) return false;
    note({
      message:
        quote === ''
          ? `too long parameter "${text.slice(start, start + 10)}..." started`
          : `too long parameter, probably missing terminating "${quote}" character`,
      nginxOffset: begin,
      start: begin,
      end: Math.min(end, begin + 40),
      label: `longer than ${BUFFER - 1} bytes`,
      help:
        quote === ''
          ? 'nginx reads at most 4095 bytes for one argument or comment: split it'
          : `close the quote, or split the value: nginx reads at most 4094 bytes between quotes`,
    });
    return true;
  };

  while (at < size) {
    const c = text.charCodeAt(at);
    if (isSpace(c)) {
      at++;
      afterQuote = false;
      continue;
    }
    if (afterQuote) {
      afterQuote = false;
      if (c !== SEMICOLON && c !== OPEN && c !== PAREN && c !== CLOSE) {
        note({
          message: `unexpected "${text[at]}"`,
          nginxOffset: at,
          start: at,
          end: at + 1,
          label: 'follows a closing quote',
          help: 'quotes only work around a whole argument: put a space after the closing quote, or quote all of it',
        });
      }
    }
    if (c === SEMICOLON) {
      if (first < 0) {
        note({
          message: 'unexpected ";"',
          nginxOffset: at,
          start: at,
          end: at + 1,
          label: 'ends nothing',
          help: 'remove it',
        });
      }
      tokens.push(TokenKind.semicolon, at, at + 1, false);
      first = -1;
      at++;
      continue;
    }
    if (c === OPEN) {
      if (first < 0) {
        note({
          message: 'unexpected "{"',
          nginxOffset: at,
          start: at,
          end: at + 1,
          label: 'opens a block without a name',
        });
      }
      const luaBlock = first >= 0 && isLuaBlock(text, tokens, first);
      tokens.push(TokenKind.open, at, at + 1, false);
      first = -1;
      at++;
      if (luaBlock) {
        const body = lexLuaBlock(text, at);
        if (body.problem) note(body.problem);
        tokens.push(TokenKind.raw, at, body.end, false);
        at = body.end;
      }
      continue;
    }
    if (c === CLOSE) {
      if (first >= 0) {
        const last = tokens.end[lastArgument(tokens)]!;
        note({
          message: 'unexpected "}"',
          nginxOffset: at,
          start: last,
          end: last,
          label: 'expected `;` here',
          help: 'end the directive with `;`',
        });
      }
      tokens.push(TokenKind.close, at, at + 1, false);
      first = -1;
      at++;
      continue;
    }
    if (c === HASH) {
      let end = text.indexOf('\n', at);
      if (end < 0) end = size;
      tooLong(at, end, at, end, '');
      // the CR of a CR LF is white space to a person, though nginx counts it to the comment
      const shown = end > at && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      tokens.push(TokenKind.comment, at, shown, false);
      at = end;
      continue;
    }

    if (first < 0) first = tokens.count;
    const begin = at;
    let escaped = false;
    if (c === QUOTE || c === APOSTROPHE) {
      at++;
      let closed = false;
      while (at < size) {
        const d = text.charCodeAt(at);
        if (d === BACKSLASH) {
          escaped = true;
          at += 2;
        } else if (d === c) {
          closed = true;
          at++;
          break;
        } else {
          at++;
        }
      }
      if (at > size) at = size;
      const quote = c === QUOTE ? '"' : "'";
      tokens.push(c === QUOTE ? TokenKind.double : TokenKind.single, begin, at, escaped);
      const content = begin + 1;
      const openAtLimit = !closed || at - 1 >= content + BUFFER;
      // white space after the quote is one more byte that nginx reads before it lets go of the token's start
      const needed = closed && at < size && isSpace(text.charCodeAt(at)) ? at + 1 : at;
      const long = tooLong(content, needed, begin, at, openAtLimit ? quote : '');
      if (!closed && !long) {
        note({
          message: 'unexpected end of file, expecting ";" or "}"',
          nginxOffset: size,
          start: begin,
          end: Math.min(lineEnd(text, begin), at),
          label: 'this quote is never closed',
          help: `add the closing \`${quote}\``,
        });
        first = -1; // said once: the statement has no end either
      }
      afterQuote = closed;
      continue;
    }

    let variable = false;
    if (c === PAREN || !SPECIAL_IN_WORD[c]) at++; // the first byte can be anything, also `)` after a quote
    while (at < size) {
      const d = text.charCodeAt(at);
      if (d > 255 || !SPECIAL_IN_WORD[d]) {
        variable = false;
        at++;
        continue;
      }
      if (d === OPEN && variable) {
        at++; // `${`, and `${{` too: nginx leaves its flag set
        continue;
      }
      variable = false;
      if (d === BACKSLASH) {
        escaped = true;
        at += 2;
      } else if (d === DOLLAR) {
        variable = true;
        at++;
      } else {
        break;
      }
    }
    if (at > size) at = size;
    tokens.push(TokenKind.word, begin, at, escaped);
    if (at - begin >= BUFFER - 1)
      tooLong(begin, at < size && isSpace(text.charCodeAt(at)) ? at + 1 : at, begin, at, '');
  }

  if (first >= 0) {
    const last = tokens.end[lastArgument(tokens)]!;
    note({
      message: 'unexpected end of file, expecting ";" or "}"',
      nginxOffset: size,
      start: last,
      end: last,
      label: 'expected `;` here',
      help: 'end the directive with `;`',
    });
  }
  const { count, kind, start, end, escaped } = tokens;
  return { count, kind, start, end, escaped, problems: problems.end() };
}

function lastArgument(tokens: TokenBuffer): number {
  let index = tokens.count - 1;
  while (tokens.kind[index] === TokenKind.comment) index--;
  return index;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** lua-nginx-module reads the body of these blocks itself, as Lua (src/ngx_http_lua_directive.c). */
function isLuaBlock(text: string, tokens: TokenBuffer, first: number): boolean {
  return text.slice(tokens.start[first], tokens.end[first]).endsWith('_by_lua_block');
}
