/** How are the places a finding speaks of shown on a terminal: lines of source with carets and labels under them? */
import type { createColors } from 'picocolors';
import type { Labelled, Severity } from '../rule/index.ts';
import { frameParts, type FrameOptions as PartOptions } from './frame-parts.ts';
import { type Paint, underline } from './underline.ts';

export type Colors = ReturnType<typeof createColors>;

export type LinkTo = (path: string, line: number) => string | undefined;

export interface FrameOptions extends PartOptions {
  /** Absent: no colours. */
  readonly colors?: Colors;
  /** Decides the colour of the primary mark. */
  readonly severity?: Severity;
  /** The address of a place of a file, for terminals that make words into links (OSC 8); undefined where it has none. */
  readonly link?: LinkTo;
}

export interface Frame {
  /** Ready lines without line ends, from `┌─ path:line:column` on. */
  readonly lines: readonly string[];
  /** Columns of the line numbers. */
  readonly gutter: number;
  /** True where the frames are separated by empty lines (there is a line of context), so that notes should be too. */
  readonly airy: boolean;
}

/**
 * Draws the primary span (`^^^^`) and the related ones (`----`), one part per file, the primary's file first. Never throws,
 * and no control character of a file or label comes out.
 */
export function frame(primary: Labelled, related: readonly Labelled[], options: FrameOptions = {}): Frame {
  const style = styles(options.colors, options.severity ?? 'error');
  const parts = frameParts(primary, related, options);
  const largest = Math.max(...parts.flatMap((part) => part.lines.map((line) => line.number)));
  const gutter = Math.max(2, String(largest).length);
  const bar = `${' '.repeat(gutter)} ${style.gutter('│')}`;
  const airy = parts.some((part) => part.hasContext);
  const lines: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (airy && index > 0) lines.push(bar);
    const link = options.link?.(part.at.path, part.at.line);
    const where = link === undefined ? part.where : linked(part.where, link);
    lines.push(`${' '.repeat(gutter + 1)}${style.gutter('┌─')} ${where}`);
    if (part.hasContext) lines.push(bar);
    let before: number | undefined;
    for (const { number, text: line, marks } of part.lines) {
      if (before !== undefined && number > before + 1) {
        lines.push(`${style.gutter(`${'⋮'.padStart(gutter)} │`)}`);
      }
      const text = line.trimEnd();
      lines.push(style.gutter(`${String(number).padStart(gutter)} │`) + (text === '' ? '' : ` ${text}`));
      for (const below of underline(marks, style.mark)) lines.push(`${bar} ${below}`);
      before = number;
    }
  }
  return { lines, gutter, airy };
}

function styles(colors: Colors | undefined, severity: Severity): { gutter: (text: string) => string; mark: Paint } {
  if (!colors) return { gutter: (text) => text, mark: (text) => text };
  const primary = severityColor(colors, severity);
  return { gutter: colors.blue, mark: (text, isPrimary) => (isPrimary ? primary(text) : colors.blue(text)) };
}

/** The colour of a severity, the same in headlines and under carets. */
export function severityColor(colors: Colors, severity: Severity): (text: string) => string {
  if (severity === 'error') return colors.red;
  return severity === 'warning' ? colors.yellow : colors.cyan;
}

/** The escape sequence that makes `text` a link (https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda). */
function linked(text: string, url: string): string {
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}
