/** Of which tokens do the logical lines of a Python file consist? (Python's lexical analysis, as far as settings need it) */
import type { SourceText } from '../../text/index.ts';
import { builder, literal, type Mapped } from '../../yaml/index.ts';

export interface Token {
  /** `text` = a string, `format` = an f-string, `bad` = something unknown. */
  readonly kind: 'name' | 'number' | 'text' | 'format' | 'operator' | 'bad';
  readonly start: number;
  readonly end: number;
  readonly spelt: string;
  /** The value of a string, the inner text of an f-string. */
  readonly value?: Mapped;
}

/** One statement line: several physical lines where brackets or a backslash join them. */
export interface LogicalLine {
  readonly indent: number;
  readonly tokens: readonly Token[];
}

const OPERATORS = /^(\*\*=?|\/\/=?|<<=?|>>=?|->|:=|[=!<>+\-*/%&|^@]=|[-+*/%&|^~<>()[\]{},:.;@=])/;

/** The logical lines of a file. An unfinished string or bracket makes the rest of the file one line with a `bad` token. */
export function logicalLines(source: SourceText): LogicalLine[] {
  const { text } = source;
  const lines: LogicalLine[] = [];
  let tokens: Token[] = [];
  let indent = 0;
  let depth = 0;
  let at = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  let fresh = true;
  const close = () => {
    if (tokens.length > 0) lines.push({ indent, tokens });
    tokens = [];
    fresh = true;
  };
  while (at < text.length) {
    const c = text[at]!;
    if (fresh) {
      const space = /^[ \t\f]*/.exec(text.slice(at, at + 400))![0];
      indent = space.length;
      at += space.length;
      fresh = false;
    } else if (c === '\n') {
      at++;
      if (depth === 0) close();
    } else if (c === ' ' || c === '\t' || c === '\r' || c === '\f') {
      at++;
    } else if (c === '#') {
      while (at < text.length && text[at] !== '\n') at++;
    } else if (c === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) {
      at += text[at + 1] === '\r' ? 3 : 2;
    } else if (c === ';' && depth === 0) {
      at++;
      const same = indent;
      close();
      fresh = false;
      indent = same;
    } else {
      const token = readToken(source, at);
      if ('([{'.includes(token.spelt)) depth++;
      if (')]}'.includes(token.spelt)) depth = Math.max(0, depth - 1);
      tokens.push(token);
      at = token.end;
    }
  }
  close();
  return lines;
}

function readToken(source: SourceText, at: number): Token {
  const head = source.text.slice(at, at + 80);
  const string = /^([rbuf]|rb|br|rf|fr)?("""|'''|"|')/i.exec(head);
  if (string) return readString(source, at, string[1] ?? '', string[2]!);
  const name = /^[A-Za-z_\x80-\xff][\w\x80-\xff]*/.exec(source.text.slice(at, at + 400))?.[0];
  if (name) return { kind: 'name', start: at, end: at + name.length, spelt: name };
  const number = /^(0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*\.?\d*([eE][-+]?\d+)?|\.\d+)/.exec(head)?.[0];
  if (number) return { kind: 'number', start: at, end: at + number.length, spelt: number };
  const operator = OPERATORS.exec(head)?.[0] ?? (head.startsWith('==') ? '==' : undefined);
  const spelt = operator ?? head[0]!;
  return { kind: operator ? 'operator' : 'bad', start: at, end: at + spelt.length, spelt };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

function readString(source: SourceText, at: number, prefix: string, quote: string): Token {
  const { text } = source;
  const raw = /r/i.test(prefix);
  const start = at + prefix.length + quote.length;
  const out = builder(source, start);
  const kind = /f/i.test(prefix) ? 'format' : 'text';
  for (let i = start; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\' && i + 1 < text.length) {
      const meant = raw ? undefined : ESCAPES[text[i + 1]!];
      if (meant !== undefined) out.put(meant, i, i + 2);
      else {
        out.put('\\', i, i + 1);
        out.put(text[i + 1]!, i + 1, i + 2);
      }
      i++;
    } else if (text.startsWith(quote, i)) {
      const end = i + quote.length;
      const value = out.length === i - start ? literal(source, start, i) : out.done();
      return { kind, start: at, end, spelt: text.slice(at, Math.min(end, at + 40)), value };
    } else if (c === '\n' && quote.length === 1) {
      return { kind: 'bad', start: at, end: i, spelt: quote };
    } else out.put(c, i, i + 1);
  }
  return { kind: 'bad', start: at, end: text.length, spelt: quote };
}
