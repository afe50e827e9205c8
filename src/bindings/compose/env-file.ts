/** Which variables does a `.env` or `env_file` set? (compose's dialect, which is not npm dotenv's) */
import type { SourceText } from '../../text/index.ts';
import { gradeOf, literal, type Mapped, standing } from '../../yaml/index.ts';
import { interpolate, type Lookup } from './interpolate.ts';

/** The variables in order of the file; a bare `NAME` (taken from the shell) is absent. */
export type Variables = ReadonlyMap<string, Mapped>;

/**
 * Reads compose's `.env` dialect (compose-go: dotenv/parser.go): ` #` begins a comment, single quotes are literal, double
 * quotes know escapes, unquoted and double-quoted values are interpolated with `outer` and with what stands above them.
 */
export function parseEnvFile(source: SourceText, outer: Lookup = () => undefined): Variables {
  const variables = new Map<string, Mapped>();
  const text = source.text;
  const lookup: Lookup = (name) => {
    const known = outer(name);
    if (known !== undefined) return known;
    const own = variables.get(name);
    return own && gradeOf(own) !== 'unresolved' ? own.text : undefined;
  };
  const skip = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  for (let at = skip; at < text.length; ) {
    const lineEnd = endOfLine(text, at);
    const head = HEAD.exec(text.slice(at, lineEnd));
    if (!head) {
      at = lineEnd + 1;
      continue;
    }
    const name = head[1]!;
    const start = at + head[0].length;
    const quote = text[start];
    const end = quote === "'" || quote === '"' ? closingQuote(text, start, quote) : -1;
    if (end >= 0) {
      variables.set(name, quoted(source, start, end, quote!, lookup));
      at = endOfLine(text, end) + 1;
      continue;
    }
    variables.set(name, interpolate(literal(source, start, endOfValue(text, start, lineEnd)), lookup));
    at = lineEnd + 1;
  }
  return variables;
}

/** `NAME=` or `NAME:`; anything else sets nothing. */
const HEAD = /^[ \t]*(?:export[ \t]+)?([\w.[\]-]{1,200})[ \t]*[=:][ \t]*/;

/** Reads an `env_file` with `format: raw`: everything after `=` is the value. */
export function parseRawEnvFile(source: SourceText): Variables {
  const variables = new Map<string, Mapped>();
  for (let line = 1; line <= source.lineCount; line++) {
    const start = source.lineStart(line);
    const end = source.lineEnd(line);
    const text = source.text.slice(start, end);
    const equals = text.indexOf('=');
    if (equals > 0 && !/^\s*#/.test(text))
      variables.set(text.slice(0, equals), literal(source, start + equals + 1, end));
  }
  return variables;
}

function quoted(source: SourceText, start: number, end: number, quote: string, lookup: Lookup): Mapped {
  const inner = literal(source, start + 1, end);
  if (!inner.text.includes('\\')) return quote === "'" ? inner : interpolate(inner, lookup);
  if (quote === "'") return standing(source.span(start + 1, end), inner.text.replaceAll("\\'", "'"));
  // a dollar sign behind a backslash is the `$$` of the interpolation
  const text = inner.text.replace(/\\([abfnrtv$"\\])/g, (_, c: string) => ESCAPES[c] ?? c);
  return interpolate(standing(source.span(start + 1, end), text), lookup);
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  $: '$$',
};

/** Where an unquoted value ends: before ` #` and before white space at the end of the line. */
function endOfValue(text: string, start: number, lineEnd: number): number {
  const comment = text.indexOf(' #', start);
  let end = comment >= 0 && comment < lineEnd ? comment : lineEnd;
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  return end;
}

function closingQuote(text: string, start: number, quote: string): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
