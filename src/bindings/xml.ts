/** Which elements, attributes and texts does an XML file have? (no DTD, no entities but the five built-in ones) */
import type { SourceText } from '../text/index.ts';
import { literal, type Mapped, standing, trim } from '../yaml/index.ts';

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, Mapped>;
  /** Text before the first child, trimmed. */
  readonly text: Mapped;
  /** Names of the elements around it, outermost first. */
  readonly path: readonly string[];
}

/** Every element in the order of its start tag; comments, CDATA and processing instructions are none. */
export function xmlElements(source: SourceText): XmlElement[] {
  const { text } = source;
  const elements: XmlElement[] = [];
  const open: string[] = [];
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const skipTo = text.startsWith('<!--', at)
      ? '-->'
      : text.startsWith('<![CDATA[', at)
        ? ']]>'
        : text.startsWith('<?', at)
          ? '?>'
          : text.startsWith('<!', at)
            ? '>'
            : undefined;
    if (skipTo) {
      const end = text.indexOf(skipTo, at + 2);
      at = end < 0 ? text.length : end + skipTo.length;
      continue;
    }
    const end = endOfTag(text, at);
    const name = /^<\/?\s*([A-Za-z_][\w:.-]{0,100})/.exec(text.slice(at, at + 110))?.[1];
    if (name === undefined) {
      at++;
      continue;
    }
    if (text[at + 1] === '/') {
      const last = open.lastIndexOf(name);
      if (last >= 0) open.length = last;
    } else {
      const next = text.indexOf('<', end);
      elements.push({
        name,
        attributes: attributesOf(source, at + 1 + name.length, end),
        text: decoded(trim(literal(source, end, next < 0 ? text.length : next))),
        path: [...open],
      });
      if (text[end - 2] !== '/' && open.length < 100) open.push(name);
    }
    at = end;
  }
  return elements;
}

/** The offset after the `>` that closes a tag; one inside quotes does not. */
function endOfTag(text: string, at: number): number {
  let quote = '';
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i]!;
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '>') return i + 1;
  }
  return text.length;
}

function attributesOf(source: SourceText, start: number, end: number): Map<string, Mapped> {
  const attributes = new Map<string, Mapped>();
  const pattern = /([A-Za-z_][\w:.-]*)\s*=\s*("[^"]*"|'[^']*')/g;
  for (const match of source.text.slice(start, end).matchAll(pattern)) {
    const close = start + match.index + match[0].length - 1;
    attributes.set(match[1]!, decoded(literal(source, close - match[2]!.length + 2, close)));
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(value: Mapped): Mapped {
  if (!value.text.includes('&')) return value;
  const text = value.text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name]!);
  return standing(value.source.span(value.from[0] ?? value.at, value.to.at(-1) ?? value.at), text);
}
