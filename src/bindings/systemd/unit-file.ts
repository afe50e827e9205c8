/** What does a unit of systemd say, all its drop-ins counted? (systemd.syntax(7), systemd.unit(5); bindings.md §5) */
import type { SourceText } from '../../text/index.ts';
import { builder, literal, type Mapped, trim } from '../../yaml/index.ts';
import { withoutTemplates } from '../templates.ts';

/** One `Key=Value` of a section. */
interface Assignment {
  readonly section: string;
  readonly key: string;
  readonly value: Mapped;
}

/** The assignments of a unit and its drop-ins in the order in which systemd reads them. */
export interface Unit {
  /** File name: `app.service`. */
  readonly name: string;
  /** Absolute path of the main file. */
  readonly file: string;
  readonly source: SourceText;
  readonly assignments: readonly Assignment[];
}

/**
 * The assignments of one file. A line that ends in `\` continues, comment lines inside are dropped; `#` and `;` begin a
 * comment at the beginning of a line only. Lines that are neither are ignored, as systemd does after a warning.
 */
export function readAssignments(source: SourceText): Assignment[] {
  const found: Assignment[] = [];
  let section = '';
  for (const line of logicalLines(source)) {
    const header = /^\[([^\]]*)\]$/.exec(line.text);
    if (header) {
      section = header[1]!;
      continue;
    }
    const equals = line.text.indexOf('=');
    if (equals < 1) continue;
    const value = trim({
      ...line,
      text: line.text.slice(equals + 1),
      from: line.from.slice(equals + 1),
      to: line.to.slice(equals + 1),
      at: line.to[equals]!,
    });
    found.push({ section, key: line.text.slice(0, equals).trimEnd(), value: withoutTemplates(value) });
  }
  return found;
}

function logicalLines(source: SourceText): Mapped[] {
  const lines: Mapped[] = [];
  let open: Mapped[] = [];
  const close = () => {
    if (open.length > 0) lines.push(trim(joined(open)));
    open = [];
  };
  for (let number = 1; number <= source.lineCount; number++) {
    const line = literal(source, source.lineStart(number), source.lineEnd(number));
    const bare = line.text.trimStart();
    if (bare.startsWith('#') || bare.startsWith(';')) continue;
    if (open.length === 0 && bare === '') continue;
    if (line.text.endsWith('\\')) {
      open.push(literal(source, source.lineStart(number), source.lineEnd(number) - 1));
      continue;
    }
    open.push(line);
    close();
  }
  close();
  return lines;
}

/** The parts of a continued line with a space in place of each line end. */
function joined(parts: readonly Mapped[]): Mapped {
  if (parts.length === 1) return parts[0]!;
  const out = builder(parts[0]!.source, parts[0]!.at);
  for (const [index, part] of parts.entries()) {
    if (index > 0) out.put(' ', part.at, part.at + 1);
    for (let i = 0; i < part.text.length; i++) out.copy(part, i);
  }
  return out.done();
}

/** The value of a setting that can be given once: the last one; an empty one resets it. */
export function settingOf(unit: Unit, section: string, key: string): Mapped | undefined {
  const last = unit.assignments.findLast((a) => a.section === section && a.key === key)?.value;
  return last && last.text !== '' ? last : undefined;
}

/** The values of a setting that adds up: an empty one drops those before it. */
export function settingsOf(unit: Unit, section: string, key: string): Mapped[] {
  const all = unit.assignments.filter((a) => a.section === section && a.key === key).map((a) => a.value);
  return all.slice(all.findLastIndex((value) => value.text === '') + 1);
}

/** `yes`, `true`, `on`, `1` and their opposites in any case (systemd's parse_boolean). */
export function booleanOf(text: string): boolean | undefined {
  if (/^(1|yes|y|true|t|on)$/i.test(text)) return true;
  return /^(0|no|n|false|f|off)$/i.test(text) ? false : undefined;
}
