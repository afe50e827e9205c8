import fc from 'fast-check';
import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { frame } from '../../src/report/index.ts';
import type { Labelled } from '../../src/rule/index.ts';
import { SourceText } from '../../src/text/index.ts';
import { at, marked } from './sample.ts';

function picture(primary: Labelled, related: readonly Labelled[] = [], width?: number): string {
  return `\n${frame(primary, related, width === undefined ? {} : { width }).lines.join('\n')}\n`;
}

/** The picture of one text whose first mark is the primary span; labels are given in order. */
function drawn(text: string, labels: readonly string[], width?: number): string {
  const [primary, ...related] = marked('a.conf', text).map((span, i) => at(span, labels[i] ?? ''));
  return picture(primary!, related, width);
}

test('the line that opens the block is shown before the primary', () => {
  expect(
    drawn('http {\n    location / {\n        «proxy_pass http://a»;\n    }\n}\n', ['here']),
  ).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:3:9
       │
     2 │     location / {
     3 │         proxy_pass http://a;
       │         ^^^^^^^^^^^^^^^^^^^ here
    "
  `);
});

test('a sibling, a comment and an empty line are no context', () => {
  expect(drawn('listen 80;\n«root /srv»;\n', ['here'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:2:1
     2 │ root /srv;
       │ ^^^^^^^^^ here
    "
  `);
  expect(drawn('# about\n  «root /srv»;\n', ['here'])).not.toContain('about');
  expect(drawn('\n  «root /srv»;\n', ['here'])).not.toContain('1 │');
});

test('several labels on one line', () => {
  expect(drawn('server { «listen 80»; «server_name a»; «root /x»; }', ['one', 'two', 'three'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:10
     1 │ server { listen 80; server_name a; root /x; }
       │          ^^^^^^^^^  -------------  ------- three
       │          │          │
       │          │          two
       │          one
    "
  `);
});

test('marks that overlap get lines of their own', () => {
  expect(drawn('«proxy_pass «http»://«app»:8000»;', ['all', 'scheme', 'name'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:1
     1 │ proxy_pass http://app:8000;
       │ ^^^^^^^^^^^^^^^^^^^^^^^^^^ all
       │            ----   --- name
       │            │
       │            scheme
    "
  `);
});

test('lines near by share a frame, far ones are joined by ⋮', () => {
  const text = '«a 1»;\nb 2;\nc 3;\nd 4;\n«e 5»;\nf 6;\ng 7;\nh 8;\ni 9;\n«j 10»;\n';
  expect(drawn(text, ['first', 'second', 'third'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:1
     1 │ a 1;
       │ ^^^ first
     2 │ b 2;
     3 │ c 3;
     4 │ d 4;
     5 │ e 5;
       │ --- second
     ⋮ │
    10 │ j 10;
       │ ---- third
    "
  `);
});

test('related spans before the primary, in one file', () => {
  const [map, pass] = marked('a.conf', '«map $a $b {}»\n\nserver {\n    «return 200 $b»;\n}\n');
  expect(picture(at(pass, 'used here'), [at(map, 'defined here')])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:4:5
       │
     1 │ map $a $b {}
       │ ------------ defined here
     2 │
     3 │ server {
     4 │     return 200 $b;
       │     ^^^^^^^^^^^^^ used here
    "
  `);
});

test('files one after the other, the primary first', () => {
  const [pass] = marked(
    'conf.d/api.conf',
    '    location /v1/ {\n        proxy_pass «https://api.example.com»;\n    }\n',
  );
  const [sni] = marked('nginx.conf', `${'\n'.repeat(20)}    «proxy_ssl_server_name off»;\n`);
  expect(picture(at(pass, 'TLS to a name'), [at(sni, 'switched off here')])).toMatchInlineSnapshot(`
    "
       ┌─ conf.d/api.conf:2:20
       │
     1 │     location /v1/ {
     2 │         proxy_pass https://api.example.com;
       │                    ^^^^^^^^^^^^^^^^^^^^^^^ TLS to a name
       │
       ┌─ nginx.conf:21:5
    21 │     proxy_ssl_server_name off;
       │     ------------------------- switched off here
    "
  `);
});

test('a span of many lines: its first and its last line', () => {
  const body = Array.from({ length: 8 }, (_, i) => `        add_header X-${i} ${i};\n`).join('');
  expect(drawn(`server {\n    «location / {\n${body}    }»\n}\n`, ['this block'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:2:5
       │
     1 │ server {
     2 │     location / {
       │     ^^^^^^^^^^^^ this block
     ⋮ │
    11 │     }
       │     ^
    "
  `);
  expect(drawn('server {\n    «location / {\n        return 204;\n    }»\n}\n', ['this block'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:2:5
       │
     1 │ server {
     2 │     location / {
       │     ^^^^^^^^^^^^ this block
     3 │         return 204;
     4 │     }
       │     ^
    "
  `);
});

test('tabs, wide and combining characters do not move the carets', () => {
  expect(drawn('\tserver_name\t«例え.jp» «b»;', ['wide', 'after'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:14
     1 │     server_name 例え.jp b;
       │                 ^^^^^^^ - after
       │                 │
       │                 wide
    "
  `);
  expect(drawn('return 200 "😀 e\u0301 ☃" «$x»;', ['here'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:22
     1 │ return 200 "😀 é ☃" $x;
       │                     ^^ here
    "
  `);
});

test('CR LF, the end of the file and empty spans', () => {
  expect(drawn('a 1;\r\n«b 2;\r\n»c 3;\r\n', ['crlf'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:2:1
     2 │ b 2;
       │ ^^^^ crlf
    "
  `);
  expect(drawn('server {\n«»', ['`}` is missing'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:2:1
     2 │
       │ ^ \`}\` is missing
    "
  `);
  expect(drawn('server {«»\n', ['after it'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:9
     1 │ server {
       │         ^ after it
    "
  `);
  expect(drawn('«»', ['empty file'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:1
     1 │
       │ ^ empty file
    "
  `);
});

test('long lines are clipped around the mark', () => {
  const long = 'x'.repeat(300);
  expect(drawn(`${long} «here» ${long}`, ['label'], 60)).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:302
     1 │ …xxxxxxxxxxxxx here xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
       │                ^^^^ label
    "
  `);
  expect(drawn(`«here» ${long}`, ['label'], 60)).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:1
     1 │ here xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
       │ ^^^^ label
    "
  `);
  expect(drawn(`${long} «here»`, ['label'], 60)).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:302
     1 │ …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx here
       │                                                        ^^^^ label
    "
  `);
  expect(drawn(`a «${long}»`, ['label'], 60)).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:3
     1 │ a xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
       │   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ label
    "
  `);
  const huge = '😀'.repeat(100_000);
  expect(drawn(`${huge} «here» ${huge}`, ['label'], 40)).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:200002
     1 │ …😀😀😀😀 here 😀😀😀😀😀😀😀😀😀😀😀😀…
       │           ^^^^ label
    "
  `);
  expect(drawn(`«first» ${long} «far»`, ['near', 'away'], 40)).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:1
     1 │ first xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
       │ ^^^^^                                   - away
       │ │
       │ near
    "
  `);
});

test('invalid UTF-8 and control characters are visible and keep their columns', () => {
  const source = SourceText.fromBytes('a\u001b.conf', Buffer.from('a \xff\xe4 \x1b[31m \x00 bad;', 'latin1'));
  expect(picture(at(source.span(source.length - 4, source.length - 1), 'la\u001bbel\n2'))).toMatchInlineSnapshot(`
    "
       ┌─ a\\x1b.conf:1:14
     1 │ a �� \\x1b[31m \\x00 bad;
       │                    ^^^ la\\x1bbel\\n2
    "
  `);
});

test('spans of a cut-out text are shown in their origin', () => {
  const dump = SourceText.fromString('dump.txt', '# configuration file /etc/nginx/nginx.conf:\nevents {}\nbad on;\n');
  const inner = SourceText.cut('/etc/nginx/nginx.conf', [dump.span(44, dump.length)]);
  expect(inner.text.slice(10, 13)).toBe('bad');
  expect(picture(at(inner.span(10, 13), 'unknown'))).toMatchInlineSnapshot(`
    "
       ┌─ dump.txt:3:1
     3 │ bad on;
       │ ^^^ unknown
    "
  `);
});

test('secrets are starred without moving the carets', () => {
  expect(drawn('proxy_pass http://bob:hünter2@app:1 «oops»;', ['the password is hünter2'])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:37
     1 │ proxy_pass http://bob:********@app:1 oops;
       │                                      ^^^^ the password is ***
    "
  `);
});

test('the same place is shown once, and a file read twice is one file', () => {
  const [a] = marked('a.conf', '«listen 80»;\n');
  const [b] = marked('a.conf', '«listen 80»;\n');
  expect(picture(at(a, 'here'), [at(b, 'here'), at(b, 'and again')])).toMatchInlineSnapshot(`
    "
       ┌─ a.conf:1:1
     1 │ listen 80;
       │ ^^^^^^^^^ here
       │ --------- and again
    "
  `);
});

test('colours: severity under the primary, blue for the rest', () => {
  const [a, b] = marked('a.conf', '«one» «two»');
  const { lines } = frame(at(a, 'x'), [at(b, 'y')], { colors: picocolors.createColors(true), severity: 'warning' });
  expect(lines.map((l) => JSON.stringify(l)).join('\n')).toMatchInlineSnapshot(`
    ""   \\u001b[34m┌─\\u001b[39m a.conf:1:1"
    "\\u001b[34m 1 │\\u001b[39m one two"
    "   \\u001b[34m│\\u001b[39m \\u001b[33m^^^\\u001b[39m \\u001b[34m--- y\\u001b[39m"
    "   \\u001b[34m│\\u001b[39m \\u001b[33m│\\u001b[39m"
    "   \\u001b[34m│\\u001b[39m \\u001b[33mx\\u001b[39m""
  `);
});

const anySource = fc
  .tuple(fc.constantFrom('a.conf', 'b.conf', '\u001b[2J'), fc.uint8Array({ maxLength: 300 }), fc.boolean())
  .map(([path, bytes, lines]) => SourceText.fromBytes(path, lines ? bytes.map((b) => (b < 40 ? 10 : b)) : bytes));

const anyLabelled = fc
  .tuple(anySource, fc.integer({ min: -5, max: 400 }), fc.integer({ min: -5, max: 400 }), fc.string({ unit: 'binary' }))
  .map(([source, start, end, label]): Labelled => ({ span: { source, start, end }, label }));

test('any bytes, any spans: no throw, no control characters, no line wider than asked', () => {
  fc.assert(
    fc.property(
      fc.array(anyLabelled, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 20, max: 90 }),
      (all, width) => {
        const drawing = frame(all[0]!, all.slice(1), { width });
        for (const line of drawing.lines)
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
        for (const line of drawing.lines) {
          if (/^ *\d+ │/.test(line) && /^[ -~│…]*$/.test(line))
            expect(line.length).toBeLessThanOrEqual(drawing.gutter + 3 + width);
        }
        expect(drawing.lines.join('\n')).toContain('^');
      },
    ),
    { numRuns: 500 },
  );
});

test('any line of printable characters: the carets stand under the marked text', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'é', '例', '\t', '-'), maxLength: 30 });
  fc.assert(
    fc.property(word, fc.constantFrom('x', 'xy', '例x'), word, (before, target, after) => {
      const start = Buffer.byteLength(before);
      const source = SourceText.fromString('a', before + target + after);
      const { lines } = frame(at(source.span(start, start + Buffer.byteLength(target))), [], { width: 500 });
      const columns = (text: string): number => [...text].reduce((n, c) => n + (c === '例' ? 2 : 1), 0);
      const shown = lines[1]!.slice('   │ '.length);
      const carets = lines[2]!.slice('   │ '.length);
      let at0 = 0;
      while (columns(shown.slice(0, at0)) < carets.indexOf('^')) at0++;
      expect(shown.slice(at0, at0 + target.length)).toBe(target);
      expect(columns(target)).toBe(carets.trim().length);
    }),
  );
});
