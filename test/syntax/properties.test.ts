/** Does reading hold for any bytes: nothing lost, nothing thrown, nothing that grows faster than the text? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NginxVersion } from '../../src/catalog/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { type Cst, isArgument, lex, parse, print } from '../../src/syntax/index.ts';
import { SourceText } from '../../src/text/index.ts';
import { type ConfigTree, loadConfig } from '../../src/tree/index.ts';
import { validate } from '../../src/validate/index.ts';

const PIECES = [
  ...[
    '"',
    "'",
    '\\',
    '$',
    '${',
    '{',
    '}',
    ';',
    '#',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    '\0',
    '\xff',
    'é',
    'a',
    'server',
    'location',
    'http {',
  ],
  ...[
    'events {}',
    'include x;',
    'include nginx.conf;',
    'listen 80;',
    'content_by_lua_block {',
    '--[[',
    ']]',
    '[=[',
    'types {',
    'map $a $b {',
  ],
  ...['if ($a)', '{{', '}}', '{%', '%}', '<%=', '%>', '$ABC', '@NAME@', '\\d{3}', '{3}', '0'],
];

/** Bytes of any kind, and texts that look more like nginx. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => new TextEncoder().encode(pieces.join(''))),
);

function load(content: Uint8Array | string, context?: 'main'): ConfigTree {
  const fs = memoryFileSystem({ '/app/nginx.conf': content, '/app/x': 'listen 80; }' });
  return loadConfig({ fs, path: '/app/nginx.conf', displayPath: (path) => path, ...(context && { context }) });
}

function check(content: Uint8Array | string): number {
  return validate(load(content, 'main'), NginxVersion.unknown).length;
}

describe('any bytes', () => {
  it('are printed as they were read', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        const source = SourceText.fromBytes('a', content);
        expect(print(parse(source))).toBe(source.text);
      }),
      { numRuns: 2000 },
    );
  });

  it('have tokens in order, with white space between them', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        const source = SourceText.fromBytes('a', content);
        const { count, start, end, kind } = lex(source);
        let at = 0;
        for (let i = 0; i < count; i++) {
          expect(start[i]).toBeGreaterThanOrEqual(at);
          expect(end[i]).toBeGreaterThanOrEqual(start[i]!);
          expect(kind[i]).toBeGreaterThan(0);
          expect(source.text.slice(at, start[i])).toMatch(/^[ \t\r\n]*$/);
          at = end[i]!;
        }
        expect(source.text.slice(at)).toMatch(/^[ \t\r\n]*$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('have statements that lie within one another', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        const cst = parse(SourceText.fromBytes('a', content));
        expectWellFormed(cst);
      }),
      { numRuns: 2000 },
    );
  });

  it('have problems inside the text, in order', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        const { problems, source } = parse(SourceText.fromBytes('a', content));
        let before = 0;
        for (const { start, end, nginxOffset } of problems) {
          expect(start >= 0 && end >= start && end <= source.length).toBe(true);
          expect(nginxOffset >= before && nginxOffset <= source.length).toBe(true);
          before = nginxOffset;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('are loaded and validated without a throw, and every span lies in its file', () => {
    fc.assert(
      fc.property(bytes, fc.boolean(), (content, isMain) => {
        const tree = load(content, isMain ? 'main' : undefined);
        for (const d of validate(tree, NginxVersion.unknown)) {
          for (const { source, start, end } of [d.span, ...d.related.map((r) => r.span)]) {
            expect(start >= 0 && end >= start && end <= source.length).toBe(true);
          }
          if (d.nginx?.line !== undefined) expect(d.nginx.line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

function expectWellFormed(cst: Cst): void {
  const { count, first, last, terminator, parent, next, close } = cst.statements;
  const size = cst.tokens.count;
  for (let i = 0; i < count; i++) {
    expect(first[i]! >= 0 && last[i]! >= first[i]! && last[i]! < size).toBe(true);
    expect(next[i]! > i && next[i]! <= count).toBe(true);
    if (terminator[i]! >= 0) expect(terminator[i]).toBe(last[i]);
    else expect(close[i]).toBe(-1);
    if (close[i]! >= 0) expect(close[i]).toBeGreaterThan(last[i]!);
    const outer = parent[i]!;
    if (outer >= 0) expect(outer < i && next[outer]! >= next[i]! && first[i]! > last[outer]!).toBe(true);
    if (i > 0) expect(first[i]).toBeGreaterThan(last[i - 1]!);
  }
  // every word belongs to a statement
  let words = 0;
  for (let t = 0; t < size; t++) if (isArgument(cst, t)) words++;
  for (let i = 0; i < count; i++) for (let t = first[i]!; t <= last[i]!; t++) if (isArgument(cst, t)) words--;
  expect(words).toBe(0);
}

describe('great texts', () => {
  // twice the text may take twice the time; what grows with its square takes minutes here and runs into the limit
  it.each<[string, string]>([
    ['one line of 5 MB', 'a'.repeat(5e6)],
    ['5 MB of words', 'abc '.repeat(1.25e6)],
    ['an unclosed quote of 5 MB', `a "${'b'.repeat(5e6)}`],
    ['5 MB of quotes', '"'.repeat(5e6)],
    ['5 MB of backslashes', '\\'.repeat(5e6)],
    ['5 MB of ${', '${'.repeat(2.5e6)],
    ['100,000 {', '{'.repeat(1e5)],
    ['100,000 }', '}'.repeat(1e5)],
    ['100,000 ;', ';'.repeat(1e5)],
    ['100,000 blocks in one another', `${'a {'.repeat(1e5)}${'}'.repeat(1e5)}`],
    ['100,000 open blocks', 'a {'.repeat(1e5)],
    ['500,000 comments', '# comment\n'.repeat(5e5)],
    ['a statement with 200,000 comments', `a ${'# comment\nb\n'.repeat(2e5)};`],
    ['100,000 unknown names', Array.from({ length: 1e5 }, (_, i) => `name${i} x;`).join('\n')],
    ['100,000 quantifiers', 'a{2} '.repeat(1e5)],
    ['100,000 mistakes after quotes', '"a"x '.repeat(1e5)],
    ['Lua with a million quotes', `content_by_lua_block {${'"\\'.repeat(1e6)}`],
    ['Lua with a million brackets', `content_by_lua_block {${'[='.repeat(1e6)}`],
    ['200,000 {{', '{{ '.repeat(2e5)],
  ])('%s', (_, text) => {
    expect(check(text)).toBeLessThan(200_000);
  });

  it('10,000 legal blocks in one another have their contexts', () => {
    const depth = 10_000;
    const text = `events {} http { server { ${'location / { '.repeat(depth)}root /x; ${'}'.repeat(depth)} } }`;
    let at = load(text).statements[1]!;
    let seen = 0;
    while (at.children[0]) {
      at = at.children[0];
      seen++;
    }
    expect([seen, at.name, at.context]).toEqual([depth + 2, 'root', 'location']);
    expect(validate(load(text), NginxVersion.unknown).filter((d) => d.rule === 'directive-context')).toEqual([]);
  });

  it('has as many steps as tokens: an included file is parsed once', () => {
    let reads = 0;
    const inner = memoryFileSystem({
      '/app/nginx.conf': `events {} http { ${'server { include x; } '.repeat(500)} }`,
      '/app/x': 'listen 80;',
    });
    const fs = {
      ...inner,
      read(path: string) {
        reads++;
        return inner.read(path);
      },
    };
    const tree = loadConfig({ fs, path: '/app/nginx.conf', displayPath: (path) => path });
    expect([reads, tree.files.length, tree.statements[1]!.children.length]).toEqual([2, 2, 500]);
  });
});
