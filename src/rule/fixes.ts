/** How a rule says what to change: edits that keep the file's own indentation and line ends. */
import type { Hop } from '../model/index.ts';
import { fromByteString, type Span, type TextEdit } from '../text/index.ts';
import type { Directive } from '../tree/index.ts';
import type { Fix, Labelled, Safety } from './finding.ts';

/** A place with its label, for `related`; undefined (dropped) where there is no directive, such as for a default. */
export function labelled(place: Directive | Span | null | undefined, label: string): Labelled | undefined {
  if (!place) return undefined;
  return { span: 'headSpan' in place ? place.headSpan : place, label };
}

/** Replaces a part of the text. */
export function replace(span: Span, text: string, safety: Safety): Fix {
  return { title: `replace with \`${fromByteString(text)}\``, safety, edits: [{ span, text }] };
}

/**
 * Makes a directive of the hop's family hold at the hop: replaces the value where the hop's own level sets it, else adds a
 * line after the pass directive (a second one on one level would be a duplicate). undefined where no such line may stand.
 */
export function setDirective(hop: Hop, name: string, value: string, safety: Safety): Fix | undefined {
  const own = hop.scope.own(name)[0];
  const title = `set \`${name} ${fromByteString(value)};\``;
  if (own) return { title, safety, edits: [{ span: argumentsOf(own), text: value }] };
  if (hop.scope.kind === 'if-in-location' || hop.scope.kind === 'limit_except') return undefined;
  return { title, safety, edits: [insertAfter(hop.pass, [`${name} ${value};`])] };
}

/** New statements after `directive`, each on a line of its own and indented like it; a comment beside it stays there. */
export function insertAfter(directive: Directive, statements: readonly string[]): TextEdit {
  const { source, start } = directive.span;
  const { end } = directive.closeSpan ?? directive.span;
  const lineStart = source.lineStart(source.line(start));
  const indent = source.text.slice(lineStart, start);
  const newline = source.text.includes('\r\n') ? '\r\n' : '\n';
  const isOwnLine = indent.trim() === '';
  const lineEnd = source.lineEnd(source.line(end));
  const at = isOwnLine && /^[ \t]*(?:#|$)/.test(source.text.slice(end, lineEnd)) ? lineEnd : end;
  const text = statements
    .map((statement) => (isOwnLine ? `${newline}${indent}${statement}` : ` ${statement}`))
    .join('');
  return { span: source.span(at, at), text };
}

function argumentsOf(directive: Directive): Span {
  const first = directive.argSpan(0);
  const last = directive.argSpan(directive.args.length - 1);
  return first.source.span(first.start, last.end);
}
