/** What would a fix change? Its edits as lines taken away and put in. */
import type { Fix } from '../../rule/index.ts';
import { type DiffLine, display, originEdit, type SourceText, unifiedDiff } from '../../text/index.ts';
import type { Redactor } from '../redact.ts';
import { redact } from '../redact.ts';
import { html, joined, type Markup } from './markup.ts';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Edits whose lines are this near are shown together; so many lines are shown around them. */
const CONTEXT = 2;

/** The diff of a fix, one figure for each file; undefined where an edit cannot be told in the bytes of a file. */
export function change(fix: Fix, redactor: Redactor): Markup | undefined {
  const bySource = new Map<SourceText, Edit[]>();
  for (const edit of fix.edits) {
    const { span, text } = originEdit(edit) ?? {};
    if (!span || text === undefined) return undefined;
    const { source, start, end } = span;
    bySource.set(source, [...(bySource.get(source) ?? []), { start, end, text }]);
  }
  const figures = [...bySource].map(([source, edits]) => {
    const order = edits.sort((a, b) => a.start - b.start);
    return clusters(source, order).map((near) => figure(source, near, redactor));
  });
  return figures.length === 0 ? undefined : joined(figures.flat());
}

function clusters(source: SourceText, edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const found: Edit[][] = [];
  for (const edit of edits) {
    const last = found.at(-1);
    if (last && source.line(edit.start) - source.line(last.at(-1)!.end) <= 2 * CONTEXT) last.push(edit);
    else found.push([edit]);
  }
  return found;
}

function figure(source: SourceText, edits: readonly Edit[], redactor: Redactor): Markup {
  const first = Math.max(1, source.line(edits[0]!.start) - CONTEXT);
  const last = Math.min(source.lineCount, source.line(edits.at(-1)!.end) + CONTEXT);
  const start = source.lineStart(first);
  const before = redactor.mask(source, start, source.lineEnd(last));
  let after = '';
  let at = start;
  for (const edit of edits) {
    after += before.slice(at - start, edit.start - start) + redact(edit.text);
    at = edit.end;
  }
  after += before.slice(at - start);
  const rows = numbered(unifiedDiff({ path: '', before, after }), first);
  return html`<figure class="code diff"><figcaption>${source.path}</figcaption><pre>${joined(rows)}</pre></figure>
`;
}

const SAID: Readonly<Record<string, string>> = { '-': 'taken away: ', '+': 'put in: ' };

/** Lines with the number they have, or would have; `first` is that of the first line of the text. */
function numbered(diff: readonly DiffLine[], first: number): readonly Markup[] {
  const rows: Markup[] = [];
  let old = first;
  let now = first;
  for (const { kind, text } of diff) {
    if (kind === 'hunk') {
      const [, from = '1', , to = '1'] = /^@@ -(\d+)(,\d+)? \+(\d+)/.exec(text) ?? [];
      old = first - 1 + Math.max(1, Number(from));
      now = first - 1 + Math.max(1, Number(to));
    }
    if (kind !== ' ' && kind !== '-' && kind !== '+') continue;
    const line = display(text.slice(1).replace(/\r$/, '').replaceAll('\t', '    '));
    const number = kind === '-' ? old : now;
    const name = kind === '-' ? 'ln gone' : kind === '+' ? 'ln new' : 'ln';
    const said = SAID[kind] && html`<span class="said">${SAID[kind]}</span>`;
    rows.push(
      html`<span class="${name}"><i>${number}</i><b aria-hidden="true">${kind}</b>${said}<code>${line}</code></span>`,
    );
    if (kind !== '+') old++;
    if (kind !== '-') now++;
  }
  return rows;
}
