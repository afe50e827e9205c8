/** Which text makes a statement come into a file, or go out of it, as if a person had done it? */
import type { SourceText, Span, TextEdit } from '../text/index.ts';
import type { Directive } from './directive.ts';

/**
 * New statements after `directive` (for a block: after its `}`). Where it has its line to itself each gets a line of its own,
 * indented like it, behind a comment that stands beside it; in a line of several statements they follow on that line.
 */
export function insertAfter(directive: Directive, statements: string | readonly string[]): TextEdit {
  const { source, start } = directive.span;
  const { end } = directive.closeSpan ?? directive.span;
  const indent = source.text.slice(source.lineStart(source.line(start)), start);
  const line = source.line(end);
  const isLastOnLine = /^[ \t]*(?:#|$)/.test(source.text.slice(end, source.lineEnd(line)));
  const hasOwnLine = indent.trim() === '' && isLastOnLine;
  const at = hasOwnLine ? source.lineEnd(line) : end;
  const before = hasOwnLine ? lineEndAt(source, line) + indent : ' ';
  const text = [statements].flat().map((statement) => before + statement);
  return { span: source.span(at, at), text: text.join('') };
}

/** How a line ends; the last one, without an end, as the others do. */
function lineEndAt(source: SourceText, line: number): '\n' | '\r\n' {
  const known = line < source.lineCount ? line : line - 1;
  return known > 0 && source.text[source.lineEnd(known)] === '\r' ? '\r\n' : '\n';
}

/** The line of a statement with its line end, where nothing else stands on it; else the statement alone. */
export function lineOf(span: Span): Span {
  const { source, start, end } = span;
  const from = source.lineStart(source.line(start));
  const newline = source.text.indexOf('\n', end);
  const to = newline < 0 ? source.text.length : newline + 1;
  const isAlone = (source.text.slice(from, start) + source.text.slice(end, to)).trim() === '';
  return isAlone ? source.span(from, to) : span;
}
