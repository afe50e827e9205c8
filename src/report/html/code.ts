/** What do the lines that a finding speaks of look like in HTML: marked parts, and the words about them below? */
import type { Finding } from '../../rule/index.ts';
import { widthOf } from '../cells.ts';
import { type FramePart, frameParts } from '../frame-parts.ts';
import type { Redactor } from '../redact.ts';
import type { Mark } from '../underline.ts';
import { html, joined, type Markup, words } from './markup.ts';

/** Longer lines are wrapped by the browser; far longer ones are clipped around their mark. */
const WIDTH = 400;
/** Columns that words about a mark stand below it; of a mark further to the right they stand before. */
const FURTHEST = 100;

/** The frames of a finding: the line that causes it first, then what is related, one figure for each file. */
export function frames({ primary, related }: Finding, redactor: Redactor): Markup {
  return joined(frameParts(primary, related, { redactor, width: WIDTH }).map(figure));
}

function figure({ where, lines }: FramePart): Markup {
  const rows: Markup[] = [];
  let before: number | undefined;
  for (const { number, text, marks } of lines) {
    if (before !== undefined && number > before + 1)
      rows.push(html`<span class="ln gap" aria-hidden="true"><i>⋮</i></span>`);
    rows.push(html`<span class="ln"><i>${number}</i><code>${marked(text.trimEnd(), marks)}</code></span>`);
    for (const mark of [...marks].sort((a, b) => b.start - a.start)) {
      if (mark.label === '') continue;
      const indent = ' '.repeat(Math.min(mark.start, FURTHEST));
      const kind = mark.primary ? 'note first' : 'note';
      rows.push(
        html`<span class="ln"><i></i><code>${indent}<span class="${kind}">${words(mark.label)}</span></code></span>`,
      );
    }
    before = number;
  }
  return html`<figure class="code"><figcaption>${where}</figcaption><pre>${joined(rows)}</pre></figure>
`;
}

/** A line in pieces between the columns at which marks begin and end. */
function marked(text: string, marks: readonly Mark[]): Markup {
  const edges = new Set(marks.flatMap(({ start, end }) => [start, end]));
  const parts: Markup[] = [];
  let column = 0;
  let piece = '';
  let from = 0;
  const close = (): void => {
    if (piece === '') return;
    const here = marks.filter((mark) => mark.start <= from && mark.end > from);
    const kind = here.some(({ primary }) => primary) ? 'first' : 'other';
    parts.push(here.length === 0 ? html`${piece}` : html`<mark class="${kind}">${piece}</mark>`);
    piece = '';
  };
  for (const character of text) {
    if (edges.has(column)) {
      close();
      from = column;
    }
    piece += character;
    column += widthOf(character);
  }
  close();
  return joined(parts);
}
