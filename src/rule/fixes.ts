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
  return { title, safety, edits: [insertAfter(hop.pass, `${name} ${value};`)] };
}

/** A new statement on a line of its own after `directive`, indented like it. */
export function insertAfter(directive: Directive, statement: string): TextEdit {
  const { span } = directive;
  const { source, end } = span;
  const start = source.lineStart(source.line(span.start));
  const indent = source.text.slice(start, span.start);
  const isOwnLine = indent.trim() === '';
  const newline = source.text.includes('\r\n') ? '\r\n' : '\n';
  return { span: source.span(end, end), text: isOwnLine ? `${newline}${indent}${statement}` : ` ${statement}` };
}

function argumentsOf(directive: Directive): Span {
  const first = directive.argSpan(0);
  const last = directive.argSpan(directive.args.length - 1);
  return first.source.span(first.start, last.end);
}
