/** Which variables does a `.env` or `env_file` set? (compose's dialect, which is not npm dotenv's) */
import type { SourceText } from '../../text/index.ts';
import { gradeOf, literal, type Mapped, standing } from '../../yaml/index.ts';
import { interpolate, type Lookup } from './interpolate.ts';

/** The variables in order of the file; a bare `NAME` (taken from the shell) is absent. */
export type Variables = ReadonlyMap<string, Mapped>;

/**
 * Reads compose's `.env` dialect: ` #` after white space begins a comment, single quotes are literal, double quotes know
 * escapes, unquoted and double-quoted values are interpolated with what stands above them and with `outer`.
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
  for (let at = 0; at < text.length; ) {
    const lineEnd = endOfLine(text, at);
    const equals = text.indexOf('=', at);
    const head = text.slice(at, equals >= 0 && equals < lineEnd ? equals : lineEnd).trim();
    if (head === '' || head.startsWith('#') || equals < 0 || equals >= lineEnd) {
      at = lineEnd + 1;
      continue;
    }
    const name = head.startsWith('export ') ? head.slice(7).trim() : head;
    let start = equals + 1;
    while (start < lineEnd && (text[start] === ' ' || text[start] === '\t')) start++;
    const quote = text[start];
    if (quote === "'" || quote === '"') {
      const end = closingQuote(text, start, quote);
      if (end >= 0) {
        variables.set(name, quoted(source, start, end, quote, lookup));
        at = endOfLine(text, end) + 1;
        continue;
      }
    }
    variables.set(name, interpolate(literal(source, start, endOfValue(text, start, lineEnd)), lookup));
    at = lineEnd + 1;
  }
  return variables;
}

function quoted(source: SourceText, start: number, end: number, quote: string, lookup: Lookup): Mapped {
  const inner = literal(source, start + 1, end);
  if (quote === "'") return inner;
  if (!inner.text.includes('\\')) return interpolate(inner, lookup);
  const text = inner.text.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c));
  return interpolate(standing(source.span(start + 1, end), text), lookup);
}

/** Where an unquoted value ends: before ` #` and before white space at the end of the line. */
function endOfValue(text: string, start: number, lineEnd: number): number {
  let end = lineEnd;
  for (let i = start; i < lineEnd; i++) {
    if (text[i] === '#' && (i === start || text[i - 1] === ' ' || text[i - 1] === '\t')) {
      end = i;
      break;
    }
  }
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  return end;
}

function closingQuote(text: string, start: number, quote: string): number {
  for (let i = start + 1; i < text.length; i++) {
    if (quote === '"' && text[i] === '\\') i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
