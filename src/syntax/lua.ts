/**
 * Where does the Lua text of a `*_by_lua_block` end?
 *
 * lua-nginx-module hands the raw bytes after `{` to its own lexer (ngx_http_lua_lex.c): strings, long brackets and comments
 * hide braces, other braces nest, the matching `}` ends the directive without a `;`.
 */
import type { SyntaxProblem } from './problems.ts';

export interface LuaBody {
  /** Offset of the closing `}` (or of the text's end). */
  readonly end: number;
  readonly problem?: SyntaxProblem;
}

/** Reads the body of a Lua block from the byte after its `{`. */
export function lexLuaBlock(text: string, from: number): LuaBody {
  const size = text.length;
  let at = from;
  let depth = 1;
  let lastOpen = from - 1;
  /** By quote: no string begins before this offset, because none is closed before the line ends. */
  const barren = { '"': 0, "'": 0 };
  while (at < size) {
    const c = text[at]!;
    if (c === '{') {
      depth++;
      lastOpen = at;
    } else if (c === '}') {
      if (--depth === 0) return { end: at };
    } else if (c === '"' || c === "'") {
      if (at >= barren[c]) {
        const end = endOfString(text, at);
        if (text[end] === c) {
          at = end + 1;
          continue;
        }
        barren[c] = end;
      }
    } else if (c === '-' && text[at + 1] === '-') {
      const long = longBracket(text, at + 2);
      if (long === undefined) {
        const end = text.indexOf('\n', at);
        at = end < 0 ? size : end;
      } else if (long < 0) {
        return unclosed(text, at);
      } else {
        at = long;
      }
      continue;
    } else if (c === '[') {
      const long = longBracket(text, at);
      if (long !== undefined) {
        if (long < 0) return unclosed(text, at);
        at = long;
        continue;
      }
    }
    at++;
  }
  return {
    end: size,
    problem: {
      message: 'unexpected end of file, expecting terminating characters for lua code block',
      nginxOffset: lastOpen,
      start: from - 1,
      end: from,
      label: 'this Lua block is never closed',
      help: 'add the closing `}`',
    },
  };
}

/**
 * Offset of the closing quote; of the line's end (or of what stops the string there) when the string is not closed before
 * it: then the quote is a byte like any other. What made this quote fail makes every later one before that offset fail.
 */
function endOfString(text: string, from: number): number {
  const quote = text[from];
  let at = from + 1;
  while (at < text.length) {
    const c = text[at];
    if (c === quote || c === '\n') return at;
    if (c === '\\') {
      if (text[at + 1] === '\n') return at;
      at++;
    }
    at++;
  }
  return text.length;
}

/** End of the long bracket that begins at `from`; undefined when none begins there, -1 when it is never closed. */
function longBracket(text: string, from: number): number | undefined {
  if (text[from] !== '[') return undefined;
  let at = from + 1;
  while (text[at] === '=') at++;
  if (text[at] !== '[') return undefined;
  const close = `]${'='.repeat(at - from - 1)}]`;
  const end = text.indexOf(close, at + 1);
  return end < 0 ? -1 : end + close.length;
}

function unclosed(text: string, at: number): LuaBody {
  const bracket = /^(?:--)?\[=*\[/.exec(text.slice(at, at + 40))?.[0] ?? '[[';
  const close = bracket.replace('--', '').replaceAll('[', ']');
  return {
    end: text.length,
    problem: {
      message: `Lua code block missing the closing long bracket "${close}", the inlined Lua code may be too long`,
      nginxOffset: at,
      start: at,
      end: at + bracket.length,
      label: 'this long bracket is never closed',
      help: `add \`${close}\``,
    },
  };
}
