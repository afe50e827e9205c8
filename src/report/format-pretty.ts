/** What does a person in front of a terminal read? */
import type { Finding } from '../rule/index.ts';
import { plain, widthOf } from './cells.ts';
import { type Colors, frame, severityColor } from './frame.ts';
import { createRedactor, type Redactor, redact } from './redact.ts';
import type { Report } from './report.ts';
import { isFixable, summaryLine } from './summary.ts';

export interface PrettyOptions {
  /** picocolors' `createColors(enabled)`; absent: no colours. */
  readonly colors?: Colors;
  /** Say what `--fix` would repair: only where that option exists for this run. */
  readonly canFix?: boolean;
  /** Columns of source text shown at most. */
  readonly width?: number;
}

/** `(fixable)` stands at the right, where the eye finds it without reading the help. */
const FIXABLE_COLUMN = 81;

/** All findings with their frames, an empty line after each, and the summary as the last line. */
export function formatPretty(report: Report, options: PrettyOptions = {}): string {
  const redactor = createRedactor();
  const blocks = report.findings.map((finding) => `${prettyFinding(finding, options, redactor)}\n\n`);
  const summary = summaryLine(report, { canFix: options.canFix ?? false });
  const bold = options.colors?.bold ?? ((text: string) => text);
  return `${blocks.join('')}${bold(summary)}\n`;
}

/** One finding: headline, frames, notes; no newline at the end. */
export function formatFinding(finding: Finding, options: PrettyOptions = {}): string {
  return prettyFinding(finding, options, createRedactor());
}

function prettyFinding(finding: Finding, options: PrettyOptions, redactor: Redactor): string {
  const { colors } = options;
  const known = redactor.known([finding.primary.span, ...finding.related.map((r) => r.span)]);
  const text = (words: string): string => plain(redact(words, known));
  const { lines, gutter, airy } = frame(finding.primary, finding.related, {
    severity: finding.severity,
    redactor,
    ...(colors && { colors }),
    ...(options.width !== undefined && { width: options.width }),
  });
  const name = `${finding.severity}[${finding.rule}]`;
  const message = `: ${text(finding.message)}`;
  const headline = colors
    ? colors.bold(severityColor(colors, finding.severity)(name)) + colors.bold(message)
    : name + message;
  const margin = ' '.repeat(gutter + 1);
  const out = [headline, ...lines];
  const notes = notesOf(finding, options.canFix ?? false, text);
  if (airy && notes.length > 0) out.push(margin + (colors ? colors.blue('│') : '│'));
  for (const { name: noteName, text: noteText, aside } of notes) {
    const label = noteName.padEnd(8);
    const note = `${margin}${colors ? colors.blue('=') : '='} ${colors ? colors.bold(label) : label}  ${noteText}`;
    const used = margin.length + 2 + label.length + 2 + widthOf(noteText);
    out.push(aside ? `${note}${' '.repeat(Math.max(2, FIXABLE_COLUMN - used))}${aside}` : note);
  }
  return out.join('\n');
}

interface Note {
  readonly name: string;
  readonly text: string;
  readonly aside?: string;
}

function notesOf(finding: Finding, canFix: boolean, text: (words: string) => string): readonly Note[] {
  const notes: Note[] = [];
  const { prevents, nginx } = finding;
  if (prevents && (prevents.status !== undefined || prevents.log !== undefined)) {
    const parts = [...(prevents.status === undefined ? [] : [String(prevents.status)])];
    if (prevents.log !== undefined) parts.push(text(prevents.log));
    notes.push({ name: 'prevents', text: parts.join('  ') });
  }
  if (nginx) {
    const line = nginx.line === undefined ? '' : `:${nginx.line}`;
    const where = nginx.file === undefined ? '' : ` in ${plain(nginx.file)}${line}`;
    notes.push({ name: 'nginx -t', text: text(nginx.message) + where });
  }
  const about = [
    ...(finding.confidence === 'high' ? [] : [`${finding.confidence} confidence`]),
    ...(finding.occurrences > 1 ? [`reached through ${finding.occurrences} places`] : []),
  ];
  if (about.length > 0) notes.push({ name: 'note', text: about.join(', ') });
  const fix = finding.fixes.find((f) => f.safety === 'safe') ?? finding.fixes[0];
  const help = finding.help ?? fix?.title;
  if (help !== undefined) {
    const aside = canFix && isFixable(finding) ? '(fixable)' : undefined;
    notes.push({ name: 'help', text: text(help), ...(aside && { aside }) });
  }
  return notes;
}
