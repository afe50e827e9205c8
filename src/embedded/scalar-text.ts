/** How is a YAML scalar's value read as a text of its own, and how is new text of it written in the YAML file? */
import { SourceText, type Write } from '../text/index.ts';
import { type Mapped, runsOf, type YamlScalar } from '../yaml/index.ts';

/** The value, cut out of the YAML file. */
export function scalarText({ value, style }: YamlScalar): SourceText {
  const { source } = value;
  const runs = runsOf(value);
  switch (style) {
    case 'literal':
      return SourceText.cut(source.path, runs, blockWriter(indentationOf(value), isCrLf(value)));
    case 'double':
      return SourceText.cut(source.path, runs, writeDouble);
    case 'single':
      return SourceText.cut(source.path, runs, (text) => onOneLine(text)?.replaceAll("'", "''"));
    case 'folded':
      return SourceText.cut(source.path, runs, onOneLine);
    case 'plain':
      return SourceText.cut(source.path, runs, (text) =>
        /^[\w./;=$-]*(?: [\w./;=$-]+)*$/.test(text) ? text : undefined,
      );
  }
}

/** New lines of a block get its indentation. */
export function blockWriter(indentation: string, isCrLf: boolean): Write {
  const lineEnd = isCrLf ? '\r\n' : '\n';
  return (text) =>
    isPrintable(text)
      ? text.replace(/\r?\n(?!\r?\n)/g, lineEnd + indentation).replace(/\r?\n(?=\r?\n)/g, lineEnd)
      : undefined;
}

function onOneLine(text: string): string | undefined {
  return isPrintable(text) && !text.includes('\n') ? text : undefined;
}

function writeDouble(text: string): string | undefined {
  if (!isPrintable(text)) return undefined;
  return text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
}

function isPrintable(text: string): boolean {
  return !/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text);
}

function indentationOf({ source, text, from }: Mapped): string {
  const first = from[text.search(/[^\n]/)] ?? 0;
  return source.text.slice(source.lineStart(source.line(first)), first);
}

function isCrLf({ source, text, from }: Mapped): boolean {
  return source.text[from[text.indexOf('\n')] ?? -1] === '\r';
}
