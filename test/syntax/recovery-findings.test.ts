// Do the rules speak about a configuration with a mistake as they would without it, and what happens where nothing helps?
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/rule/index.ts';
import { run } from '../rules/support.ts';
import { broken, type Files, firstOf, meant, outline, placeOf, reading } from './marked.ts';
import { CASES } from './recovery-cases.ts';

const IS_TEXTUAL = new Set([
  'syntax-error',
  'directive-terminator',
  'directive-arguments',
  'directive-context',
  'unknown-directive',
]);

function findings(files: Files): readonly Finding[] {
  return run({ files, main: 'nginx.conf', options: {} }).findings;
}

function each(files: Files, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, change(text)]));
}

/** A server with two faults that only rules know about, one of them before the mistake, one behind it. */
const PROXY = (middle: string): string => `events {}

http {
    upstream app {
        server 127.0.0.1:3000;
        keepalive 8;
    }
    server {
        listen 8080;
        location /a {
            proxy_pass http://localhost:3000;
        }
${middle}
        location /z {
            proxy_pas http://127.0.0.1:3000;
        }
        location /y {
            proxy_pass http://localhost:3001;
        }
    }
}
`;

describe('the other lines', () => {
  it.each([
    ['no mistake', '        etag off;'],
    ['a `;`', '        etag off‹-;›\n        expires 1d;'],
    ['a closing brace', '        location /m {\n            return 204;\n        ‹-}›'],
    ['an opening brace', '        location /m‹- {›\n            return 204;\n        }'],
    ['a quote', '        location /m {\n            return 200 "ok‹-"›;\n        }'],
    ['a brace too many', '        etag off;\n        ‹+}›\n        expires 1d;'],
  ])('are judged as without %s', (_, middle) => {
    const [now, then] = [broken(PROXY(middle)), meant(PROXY(middle))].map((text) => findings({ 'nginx.conf': text }));
    const words = (all: readonly Finding[]): readonly string[] => all.map((f) => `${f.rule}: ${f.message}`);
    for (const finding of words(then!)) expect(words(now!)).toContain(finding);
    expect(now!.length - then!.length).toBe(middle.includes('‹') ? 1 : 0);
    expect(words(then!).filter((w) => w.startsWith('unknown-directive: unknown directive "proxy_pas"'))).toHaveLength(
      1,
    );
    expect(words(then!).filter((w) => w.startsWith('proxy-pass-localhost'))).not.toEqual([]);
  });

  it('get no finding because of a mistake, in any of the cases', () => {
    for (const { name, files } of CASES) {
      const then = new Set(findings(each(files, meant)).map((f) => `${f.rule}: ${f.message}`));
      const more = findings(each(files, broken)).filter((f) => !then.has(`${f.rule}: ${f.message}`));
      expect(more.filter((f) => !IS_TEXTUAL.has(f.rule)).map((f) => `${name}: ${f.rule}: ${f.message}`)).toEqual([]);
    }
  });
});

describe('where nothing helps', () => {
  const one = (text: string) => ({ 'nginx.conf': text });

  it('nginx accepts a swallowed line in a list of names: nothing is said', () => {
    const files = one(
      'events {}\nhttp {\n    server {\n        server_name a.example.com\n        etag off;\n    }\n}\n',
    );
    expect(reading(files).errors).toEqual([]);
  });

  it('a typing mistake is no missing `;`', () => {
    const { errors } = reading(
      one('events {}\nhttp {\n    server {\n        listen 80;\n        rot /srv;\n        etag off;\n    }\n}\n'),
    );
    expect(errors.map((d) => [d.rule, d.label, ...placeOf(d)])).toEqual([
      ['unknown-directive', 'nginx has no such directive', 'nginx.conf', 5],
    ]);
  });

  it('arguments too many on one line are no missing `;`', () => {
    const { errors } = reading(one('events {}\nhttp {\n    root /srv /www;\n    etag off on;\n}\n'));
    expect(errors.map((d) => [d.rule, d.label])).toEqual([
      ['directive-arguments', '2 arguments'],
      ['directive-arguments', '2 arguments'],
    ]);
  });

  it('a file without indentation: the finding stays where nginx says', () => {
    const files = one(
      'events {}\nhttp {\nserver {\nlisten 8080;\nlocation /a {\nreturn 204;\nlocation /a/b {\nreturn 200;\n}\n}\n}\n',
    );
    const { errors } = reading(files);
    expect(errors.map((d) => [d.message, d.label, d.nginx])).toEqual([
      [firstOf(files)!.message, 'this block is never closed', firstOf(files)!.nginx],
    ]);
  });

  it('a file on one line', () => {
    const files = one('events {} http { server { listen 8080; location / { return 204; } server { listen 8081; } }');
    const { errors } = reading(files);
    expect(errors).toHaveLength(1);
    expect(errors[0]!.nginx).toEqual(firstOf(files)!.nginx);
  });

  it('`${` without its brace is told by nginx’s own check, once', () => {
    const { errors } = reading(
      one(
        'events {}\nhttp {\n    server {\n        location / {\n            proxy_pass http://${host;\n        }\n        etag off;\n    }\n}\n',
      ),
    );
    expect(errors.map((d) => [d.message, ...placeOf(d)])).toEqual([
      ['the closing bracket in "host" variable is missing', 'nginx.conf', 5],
    ]);
  });

  it('a comment of another language', () => {
    const { errors, tree } = reading(one('// the main file\nevents {}\nhttp {\n}\n'));
    expect(errors.map((d) => [d.message, d.nginx?.line])).toEqual([['unknown directive "//"', 2]]);
    expect(outline(tree)).toContain('events {');
  });

  it('a text that is no configuration', () => {
    const text = 'Dear all;\nthis is {not} "a configuration.\nYours, N.\n'.repeat(40);
    const started = performance.now();
    expect(reading(one(text)).errors.length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('many mistakes are found one after the other', () => {
    const block = (i: number): string =>
      `        location /${i} {\n            root /srv\n            expires 1d;\n        }\n`;
    const text = `events {}\nhttp {\n    server {\n${Array.from({ length: 12 }, (_, i) => block(i)).join('')}    }\n}\n`;
    const { errors } = reading(one(text));
    expect(errors.map((d) => [d.label, placeOf(d)[1]])).toEqual(
      Array.from({ length: 12 }, (_, i) => ['expected `;` here', 5 + 4 * i]),
    );
  });
});
