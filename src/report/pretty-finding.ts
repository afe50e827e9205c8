/** What does a person read of one finding? Headline, frames, notes. */
import type { Finding } from '../rule/index.ts';
import { plain, widthOf } from './cells.ts';
import { type Colors, frame, type LinkTo, severityColor } from './frame.ts';
import { type Redactor, redact } from './redact.ts';
import type { Report } from './report.ts';
import { fixableAs } from './summary.ts';

export interface PrettyOptions {
  /** picocolors' `createColors(enabled)`; absent: no colours. */
  readonly colors?: Colors;
  /** Say what `--fix` would repair: only where that option exists for this run. */
  readonly canFix?: boolean;
  /** Columns of source text shown at most. */
  readonly width?: number;
  /** Columns of the terminal: words of messages and notes are wrapped there. Absent: nothing is wrapped. */
  readonly columns?: number;
  /** The address of a place, where the terminal makes links. */
  readonly link?: LinkTo;
}

/** `(fixable)` stands at the right, where the eye finds it without reading the help. */
const FIXABLE_COLUMN = 81;

/** What the findings of one report share. */
export interface Context extends PrettyOptions, Pick<Report, 'unfixable'> {
  readonly redactor: Redactor;
  /** True where fixes were asked for: then it is said why a finding has not been fixed. */
  readonly isAfterFix?: boolean;
}

/** One finding; no newline at the end. */
export function prettyFinding(finding: Finding, options: Context): string {
  const { colors, redactor } = options;
  const known = redactor.known([finding.primary.span, ...finding.related.map((r) => r.span)]);
  const text = (words: string): string => plain(redact(words, known));
  const { lines, gutter, airy } = frame(finding.primary, finding.related, {
    severity: finding.severity,
    redactor,
    ...(colors && { colors }),
    ...(options.link && { link: options.link }),
    ...(options.width !== undefined && { width: options.width }),
  });
  const name = `${finding.severity}[${finding.rule}]`;
  const [first = '', ...more] = wrapped(`${name}: ${text(finding.message)}`, options.columns, 0, HANG);
  const headline = colors
    ? colors.bold(severityColor(colors, finding.severity)(name)) + colors.bold(first.slice(name.length))
    : first;
  const margin = ' '.repeat(gutter + 1);
  const out = [headline, ...more.map((line) => (colors ? colors.bold(line) : line)), ...lines];
  const notes = notesOf(finding, options, text);
  if (airy && notes.length > 0) out.push(margin + (colors ? colors.blue('│') : '│'));
  for (const { name: noteName, text: noteText, aside } of notes) {
    const label = noteName.padEnd(8);
    const start = margin.length + 2 + label.length + 2;
    const [begin = '', ...rest] = wrapped(noteText, options.columns, start, start);
    const note = `${margin}${colors ? colors.blue('=') : '='} ${colors ? colors.bold(label) : label}  ${begin}`;
    const padding = rest.length > 0 ? 2 : Math.max(2, FIXABLE_COLUMN - start - widthOf(noteText));
    out.push(note, ...rest);
    if (aside) out.push(`${out.pop()}${' '.repeat(padding)}${aside}`);
  }
  return out.join('\n');
}

/** Later lines of a headline begin here. */
const HANG = 4;
/** On a terminal narrower than this, wrapping would only make ladders. */
const NARROW = 40;

/**
 * The text in lines of at most `columns` cells, broken at spaces; the first begins at column `start`, the others are
 * indented by `hang`. One line where `columns` is absent. A word that is longer than a line stays whole.
 */
function wrapped(text: string, columns: number | undefined, start: number, hang: number): readonly string[] {
  if (columns === undefined || columns < NARROW || start + widthOf(text) <= columns) return [text];
  const lines: string[] = [];
  let line = '';
  let used = start;
  for (const word of text.split(/(?<=\S)(?= )/)) {
    const width = widthOf(word);
    if (line !== '' && used + width > columns) {
      lines.push(line);
      line = ' '.repeat(hang) + word.trimStart();
      used = widthOf(line);
    } else {
      line += word;
      used += width;
    }
  }
  return [...lines, line];
}

interface Note {
  readonly name: string;
  readonly text: string;
  readonly aside?: string;
}

function notesOf(finding: Finding, context: Context, text: (words: string) => string): readonly Note[] {
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
    const kind = context.canFix ? fixableAs(finding, context) : undefined;
    const aside = kind === 'safe' ? '(fixable)' : kind === 'unsafe' ? '(unsafe fix)' : undefined;
    notes.push({ name: 'help', text: text(help), ...(aside && { aside }) });
  }
  const why = context.isAfterFix ? context.unfixable?.get(finding) : undefined;
  if (why !== undefined) notes.push({ name: 'not fixed', text: text(why) });
  return notes;
}
