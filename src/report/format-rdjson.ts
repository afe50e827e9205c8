/** What does reviewdog read? Its diagnostic format (github.com/reviewdog/reviewdog, proto/rdf), as one JSON document. */
import { fromByteString, originOf, type Position, type SourceText, type Span, toByteString } from '../text/index.ts';
import { escapeControls } from './format-json.ts';
import { type PortableEdit, portableFixes } from './portable-fix.ts';
import { redact } from './redact.ts';
import type { Report } from './report.ts';
import { type Told, tell } from './told.ts';

const SEVERITIES = { error: 'ERROR', warning: 'WARNING', info: 'INFO' } as const;

/** Columns are bytes of UTF-8, as the format has it. A fix is a suggestion where it changes one run of the finding's file. */
export function formatRdjson(report: Report): string {
  const value = {
    source: { name: report.tool.name },
    diagnostics: tell(report).map((told) => ({
      message: told.help === undefined ? told.message : `${told.message}\nhelp: ${told.help}`,
      location: { path: told.file, range: rangeOf(originOf(told.finding.primary.span)) },
      severity: SEVERITIES[told.severity],
      code: { value: told.rule },
      suggestions: suggestionsOf(told),
    })),
  };
  return `${escapeControls(JSON.stringify(value, null, 2))}\n`;
}

/** The safest fix. The format's suggestions are applied one by one, so one that changes several places is told as one run. */
function suggestionsOf({ finding, file, known }: Told): readonly object[] | undefined {
  const fixes = portableFixes(finding.fixes, known);
  for (const safety of ['safe', 'unsafe', 'suggestion'] as const) {
    for (const { edits } of fixes.filter((fix) => fix.safety === safety)) {
      const merged = merge(edits);
      if (!merged || merged.span.source.path !== file || redact(merged.text, known) !== merged.text) continue;
      return [{ range: rangeOf(merged.span), text: merged.text }];
    }
  }
  return undefined;
}

/** One edit that does what all do, with what stands between them as it is; undefined where that is no text or two files. */
function merge(edits: readonly PortableEdit[]): PortableEdit | undefined {
  const [first, ...rest] = [...edits].sort((a, b) => a.span.start - b.span.start);
  if (!first) return undefined;
  const { source, start } = first.span;
  let { end } = first.span;
  let { text } = first;
  for (const { span, text: added } of rest) {
    if (span.source !== source || span.start < end) return undefined;
    const bytes = source.text.slice(end, span.start);
    if (toByteString(fromByteString(bytes)) !== bytes) return undefined;
    text += fromByteString(bytes) + added;
    end = span.end;
  }
  return { span: source.span(start, end), text };
}

function rangeOf({ source, start, end }: Span): { readonly start: Position; readonly end: Position } {
  return { start: bytePosition(source, start), end: bytePosition(source, end) };
}

/** Column as the number of UTF-8 bytes before the place plus one. */
function bytePosition(source: SourceText, offset: number): Position {
  const line = source.line(offset);
  return { line, column: offset - source.lineStart(line) + 1 };
}
