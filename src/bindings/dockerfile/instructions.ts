/** Which instructions does a Dockerfile have, their lines joined, each character with its place? (BuildKit's parser) */
import type { SourceText, Span } from '../../text/index.ts';
import { builder, type Mapped, slice, trim } from '../../yaml/index.ts';

export interface Heredoc {
  readonly name: string;
  readonly text: Mapped;
}

export interface Instruction {
  /** In capitals. */
  readonly keyword: string;
  /** Everything after the keyword. */
  readonly rest: Mapped;
  readonly heredocs: readonly Heredoc[];
  readonly span: Span;
}

/** More instructions than this were not written to build an image. */
const MAX_INSTRUCTIONS = 5000;
const MAX_HEREDOCS = 16;

/**
 * The instructions in order. A line that ends in the escape character goes on in the next one; comments and empty lines
 * between the two are dropped.
 */
export function readInstructions(source: SourceText): Instruction[] {
  const lines = source.lineCount;
  const escapes = escapeOf(source);
  const found: Instruction[] = [];
  for (let line = 1; line <= lines && found.length < MAX_INSTRUCTIONS; line++) {
    if (isSkipped(source, line)) continue;
    const out = builder(source, source.lineStart(line));
    const first = line;
    for (; line <= lines; line++) {
      if (line > first && isSkipped(source, line)) continue;
      const start = source.lineStart(line);
      let end = source.lineEnd(line);
      const text = source.text.slice(start, end).trimEnd();
      const goesOn = text.endsWith(escapes);
      end = start + text.length - (goesOn ? 1 : 0);
      for (let at = start; at < end; at++) out.put(source.text[at]!, at, at + 1);
      if (!goesOn) break;
    }
    const whole = trim(out.done());
    const keyword = /^[A-Za-z]+/.exec(whole.text)?.[0];
    if (!keyword) continue;
    const rest = trim(slice(whole, keyword.length));
    const heredocs: Heredoc[] = [];
    if (/^(RUN|COPY|ADD)$/i.test(keyword)) {
      for (const { name, stripsTabs } of heredocNames(rest.text)) {
        const read = readHeredoc(source, line + 1, name, stripsTabs);
        heredocs.push({ name, text: read.text });
        line = read.end;
      }
    }
    const start = whole.from[0] ?? source.lineStart(first);
    found.push({ keyword: keyword.toUpperCase(), rest, heredocs, span: source.span(start, whole.to.at(-1) ?? start) });
  }
  return found;
}

/** `# escape=` among the directives at the very top. */
function escapeOf(source: SourceText): string {
  for (let line = 1; line <= source.lineCount; line++) {
    const directive = /^#\s*(\w+)\s*=\s*(\S+)\s*$/.exec(
      source.text.slice(source.lineStart(line), source.lineEnd(line)),
    );
    if (!directive) break;
    if (directive[1]!.toLowerCase() === 'escape' && directive[2] === '`') return '`';
  }
  return '\\';
}

function isSkipped(source: SourceText, line: number): boolean {
  return /^\s*(#|$)/.test(source.text.slice(source.lineStart(line), source.lineEnd(line)));
}

function heredocNames(text: string): { name: string; stripsTabs: boolean }[] {
  const names = [...text.matchAll(/<<(-?)(["']?)([A-Za-z_]\w{0,60})\2/g)];
  return names.slice(0, MAX_HEREDOCS).map((match) => ({ name: match[3]!, stripsTabs: match[1] === '-' }));
}

function readHeredoc(
  source: SourceText,
  from: number,
  name: string,
  stripsTabs: boolean,
): { text: Mapped; end: number } {
  const out = builder(source, from <= source.lineCount ? source.lineStart(from) : source.length);
  let line = from;
  for (; line <= source.lineCount; line++) {
    let start = source.lineStart(line);
    const end = source.lineEnd(line);
    if (stripsTabs) while (start < end && source.text[start] === '\t') start++;
    if (source.text.slice(start, end).trimEnd() === name) break;
    for (let at = start; at < end; at++) out.put(source.text[at]!, at, at + 1);
    out.put('\n', end, end);
  }
  return { text: out.done(), end: Math.min(line, source.lineCount) };
}
