// markdown: read by a parser of CommonMark and GitHub's tables, it says the same and does nothing else.
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { plain } from '../../src/report/cells.ts';
import { FORMATS, type Report } from '../../src/report/index.ts';
import { difficultReport, facts, OBEYED, OPTIONS } from './difficult.ts';
import { at, finding, marked, report } from './sample.ts';
import { parseXml } from './xml-parts.ts';

const markdown = await FORMATS.markdown.load();
const parser = new MarkdownIt({ html: true, linkify: true });
// GitHub makes links of addresses with a scheme, and none of bare names
parser.linkify.set({ fuzzyLink: false });

const [pass] = marked('conf.d/api.conf', 'server {\n    «proxy_pass https://a;»\n}\n');
const one = finding(at(pass, 'here'), {
  message: '`a|b` is *not* `c`',
  help: 'write `d`',
  prevents: { status: 502, log: 'SSL_do_handshake() failed' },
});

test('a table, and frames folded below it', () => {
  expect(markdown(report([one]), OPTIONS)).toMatchInlineSnapshot(`
    "<!-- nginx-vet -->
    ### nginx-vet: 1 warning in 2 files

    | | where | finding |
    |---|---|---|
    | **warning** | \`conf.d/api.conf:2\` | <code>a&#124;b</code> is &#42;not&#42; \`c\`<br>\`proxy-ssl-server-name-off\` |

    <details><summary><b>warning</b> conf.d/api.conf:2: <code>a&#124;b</code> is *not* <code>c</code></summary>

    \`\`\`text
       ┌─ conf.d/api.conf:2:5
       │
     1 │ server {
     2 │     proxy_pass https://a;
       │     ^^^^^^^^^^^^^^^^^^^^^ here
    \`\`\`

    - prevents: 502 \`SSL_do_handshake() failed\`
    - help: write \`d\`
    - why: \`nginx-vet explain proxy-ssl-server-name-off\`

    </details>
    "
  `);
  expect(markdown(report([]), OPTIONS)).toBe(
    '<!-- nginx-vet -->\n### nginx-vet: clean: 2 files, 9 dials, 6 checked against declared apps\n',
  );
});

test('of very many as much as a comment takes, and how many are left', () => {
  const many = Array.from({ length: 5000 }, (_, i) => finding(at(pass), { message: `number ${i} ${'x'.repeat(100)}` }));
  const text = markdown(report(many), OPTIONS);
  expect(text.length).toBeLessThan(65_536);
  expect(text).toContain('| … | | and 4900 more |');
  const shown = text.match(/<details>/g)!.length;
  expect(shown).toBeGreaterThan(50);
  expect(text).toContain(`For the frames of ${5000 - shown} more run`);
});

describe('any words', () => {
  /** Rendered as a code host would; comments are dropped. The parts that may stand there are few: anything else came in. */
  function rendered(of: Report): string {
    const text = markdown(of, OPTIONS);
    expect(text).not.toMatch(OBEYED);
    return parser
      .render(text)
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/[\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
  }

  test('become text and nothing else, and are all there', () => {
    fc.assert(
      fc.property(difficultReport, (difficult) => {
        const html = rendered(difficult);
        const tags = new Set(html.match(/<[a-z][a-z0-9]*/g));
        for (const tag of tags) expect(ALLOWED.has(tag.slice(1))).toBe(true);
        // well-formed as a whole: every element ends where it began
        const root = parseXml(`<all>${html.replaceAll('<br>', '<br/>')}</all>`);
        const [table] = root.children.filter(({ name }) => name === 'table');
        const rows = table!.children.find(({ name }) => name === 'tbody')!.children;
        expect(rows.length).toBe(difficult.findings.length);
        const folded = root.children.filter(({ name }) => name === 'details');
        expect(folded.length).toBe(difficult.findings.length);
        for (const [index, each] of difficult.findings.toSorted((a, b) => rank(a) - rank(b)).entries()) {
          const { path, line, message } = facts(each);
          const [severity, where, what] = rows[index]!.children;
          expect(severity!.text).toBe(each.severity);
          expect(squeezed(where!.text)).toBe(squeezed(`${shown(path)}:${line}`));
          expect(squeezed(what!.text)).toBe(squeezed(`${shown(message)}${each.rule}`));
          const [summary, code] = folded[index]!.children;
          expect(squeezed(summary!.text)).toBe(squeezed(`${each.severity} ${shown(path)}:${line}: ${shown(message)}`));
          expect(code!.name).toBe('pre');
          expect(code!.text).toContain('┌─ ');
        }
      }),
    );
  });
});

const ALLOWED = new Set([
  'h3',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'strong',
  'b',
  'code',
  'br',
  'details',
  'summary',
  'pre',
  'ul',
  'li',
]);

/** The gravest come first. */
function rank({ severity }: { readonly severity: string }): number {
  return ['error', 'warning', 'info'].indexOf(severity);
}

/** Backticks are the marks of names, and spaces run together where HTML shows them. */
function squeezed(text: string): string {
  return text.replaceAll('`', '').replace(/\s+/g, ' ').trim();
}

function shown(text: string): string {
  return plain(text).replace(/[\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
}
