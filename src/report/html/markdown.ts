/** What does the page of a rule look like in HTML? The part of Markdown that those pages are written in. */
import { html, joined, type Markup, raw } from './markup.ts';

/** Headings (those of the page's chapters one level below `level`), paragraphs, lists and fenced code; code, links and bare addresses in lines. */
export function markdown(text: string, level: number): Markup {
  const blocks: Markup[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    const fence = /^(`{3,})/.exec(line)?.[1];
    const heading = /^(#{1,5}) +(.*)$/.exec(line);
    const taken = fence === undefined ? undefined : lines.indexOf(fence, at + 1);
    if (fence !== undefined) {
      const end = taken! < 0 ? lines.length : taken!;
      blocks.push(
        html`<pre class="sample"><code>${lines.slice(at + 1, end).map(
          (l) => html`${l}
`,
        )}</code></pre>`,
      );
      at = end + 1;
    } else if (heading) {
      blocks.push(titled(heading[1]!.length - 1 + level, inline(heading[2]!)));
      at++;
    } else if (isItem(line)) {
      const end = endOf(lines, at, isItem);
      const items = lines.slice(at, end).map((item) => html`<li>${inline(item.replace(ITEM, ''))}</li>`);
      blocks.push(/^\d/.test(line) ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`);
      at = end;
    } else if (line.trim() === '') {
      at++;
    } else {
      const end = endOf(lines, at, isText);
      blocks.push(html`<p>${inline(lines.slice(at, end).join(' '))}</p>`);
      at = end;
    }
  }
  return joined(blocks);
}

const ITEM = /^(?:[-*]|\d+\.) +/;

function isItem(line: string): boolean {
  return ITEM.test(line);
}

function isText(line: string): boolean {
  return line.trim() !== '' && !/^(?:`{3}|#)/.test(line) && !isItem(line);
}

function endOf(lines: readonly string[], from: number, holds: (line: string) => boolean): number {
  let at = from + 1;
  while (at < lines.length && holds(lines[at]!)) at++;
  return at;
}

function titled(level: number, text: Markup): Markup {
  const tag = raw(`h${Math.min(6, level)}`);
  return html`<${tag}>${text}</${tag}>`;
}

const INLINE = /`([^`]+)`|\[([^\]]+)\]\((https:\/\/[^)\s]+)\)|(https:\/\/[^\s)]+[^\s).,])|\*\*([^*]+)\*\*/g;

/** The inside of a line. */
export function inline(text: string): Markup {
  const parts: (Markup | string)[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, label, target, bare, bold] = match;
    parts.push(text.slice(at, match.index));
    if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else if (bold !== undefined) parts.push(html`<strong>${bold}</strong>`);
    else parts.push(html`<a href="${target ?? bare!}" rel="noreferrer">${label ?? bare!}</a>`);
    at = match.index + whole.length;
  }
  return joined([...parts, text.slice(at)]);
}
