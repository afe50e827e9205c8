/** Which sections and options does a file of supervisord have? (Python's RawConfigParser as supervisor uses it; bindings.md §9) */
import type { SourceText } from '../../text/index.ts';
import { builder, literal, type Mapped, trim } from '../../yaml/index.ts';
import { withoutTemplates } from '../templates.ts';

export interface SupervisorSection {
  readonly name: string;
  readonly source: SourceText;
  /** The header line. */
  readonly header: Mapped;
  readonly options: ReadonlyMap<string, Mapped>;
}

/**
 * The sections of a file. ` ;` and ` #` begin a comment after white space, `;` and `#` at the beginning of a line; an
 * indented line continues the value before it; of one key the last value counts.
 */
export function supervisorSections(source: SourceText): SupervisorSection[] {
  const sections: { name: string; source: SourceText; header: Mapped; options: Map<string, Mapped> }[] = [];
  let key: string | undefined;
  for (let number = 1; number <= source.lineCount; number++) {
    const start = source.lineStart(number);
    const text = source.text.slice(start, source.lineEnd(number));
    if (/^\s*[#;]/.test(text)) continue;
    const comment = text.search(/\s[;#]/);
    const line = literal(source, start, start + (comment < 0 ? text.length : comment));
    const content = trim(line);
    const section = sections.at(-1);
    if (/^\s/.test(text) && key !== undefined && section && content.text !== '') {
      section.options.set(key, continued(section.options.get(key)!, withoutTemplates(content)));
      continue;
    }
    if (content.text === '') {
      if (text.trim() === '') key = undefined;
      continue;
    }
    const header = /^\[([^\]]+)\]/.exec(content.text);
    if (header) {
      sections.push({ name: header[1]!, source, header: content, options: new Map() });
      key = undefined;
      continue;
    }
    const separator = content.text.search(/[=:]/);
    if (separator < 1 || !section) continue;
    key = content.text.slice(0, separator).trim().toLowerCase();
    section.options.set(key, withoutTemplates(trim(literal(source, content.from[separator]! + 1, content.to.at(-1)!))));
  }
  return sections;
}

/** Lines of one value, joined by their line end. */
function continued(value: Mapped, line: Mapped): Mapped {
  const out = builder(value.source, value.at);
  for (let i = 0; i < value.text.length; i++) out.copy(value, i);
  out.put('\n', value.to.at(-1) ?? value.at, line.at);
  for (let i = 0; i < line.text.length; i++) out.copy(line, i);
  return out.done();
}
