// The door for programs: what it promises, and that its JSON is what the schema says.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { check, formatJson, formatPretty, InputError, memoryFileSystem, parse, print } from '../../src/index.ts';

const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(ajv);
const isReport = ajv.compile(
  JSON.parse(readFileSync(path.join(ROOT, 'schemas/report.v1.schema.json'), 'utf8')) as object,
);

const inMemory = (files: Readonly<Record<string, string | null>>, options: Parameters<typeof check>[0] = {}) =>
  check({ fs: memoryFileSystem(files), cwd: '/p', ...options });

const SITE = 'server {\n    listen 80;\n    location / {\n        proxy_pass http://localhost:3000;\n    }\n}\n';
const BROKEN = {
  'nothing closed': 'http {\n    server {\n        location / {\n',
  'too much closed': '}\n}}\n',
  'a quote': 'http { server { server_name "a;\n',
  'no semicolons': 'events {}\nhttp {\n    server {\n        listen 80\n        server_name a\n    }\n}\n',
  'bytes that are no UTF-8': 'events {}\nhttp {\n    \u00e9\u001b[0m on;\n}\n',
  'an include of nothing': 'events {}\nhttp {\n    include nope.conf;\n    include secret.conf;\n}\n',
  'a circle': 'events {}\nhttp {\n    include nginx.conf;\n}\n',
  'a template': 'server {\n    listen {{ port }};\n    {% if tls %}\n    ssl on;\n    {% endif %}\n}\n',
  nothing: '',
};

describe('check', () => {
  test('checks the working directory by default', () => {
    const report = inMemory({ '/p/site.conf': SITE });
    expect(report.findings.map((f) => [f.rule, f.primary.span.source.position(f.primary.span.start)])).toEqual([
      ['proxy-pass-localhost', { line: 4, column: 27 }],
    ]);
    expect(report.roots).toMatchObject([{ path: 'site.conf', servers: 1, dials: 1 }]);
  });

  test('judges for the version that is given, a branch too', () => {
    const files = {
      '/p/nginx.conf':
        'events {}\nhttp {\n    upstream a {\n        server b:1;\n        keepalive 4;\n    }\n    server {\n        location / {\n            proxy_pass http://a;\n        }\n    }\n}\n',
    };
    const found = (nginxVersion?: string) =>
      inMemory(files, nginxVersion === undefined ? {} : { nginxVersion })
        .findings.filter((f) => f.rule === 'upstream-keepalive-http-version')
        .map((f) => f.confidence);
    expect(found('1.28')).toEqual(['high']);
    expect(found('1.31.4')).toEqual([]);
    expect(found()).toEqual(['medium']);
  });

  test('throws for what is no version, and for inputs that cannot be worked on', () => {
    expect(() => inMemory({ '/p/site.conf': SITE }, { nginxVersion: 'latest' })).toThrow(RangeError);
    expect(() => inMemory({ '/p/site.conf': SITE }, { paths: ['nope'] })).toThrow(InputError);
    expect(() => inMemory({ '/p/a.txt': 'x' })).toThrow(/holds no nginx configuration/);
  });

  test('presets choose the rules', () => {
    const files = { '/p/site.conf': SITE.replace('listen', 'lisen') };
    expect(inMemory(files, { preset: 'syntax' }).findings.map((f) => f.rule)).toEqual(['unknown-directive']);
    expect(inMemory(files).findings.map((f) => f.rule)).toEqual(['unknown-directive', 'proxy-pass-localhost']);
  });

  test('runs after one another share nothing', () => {
    const untimed = { durationMs: 0, stageMs: new Map() };
    const once = formatJson({ ...inMemory({ '/p/site.conf': SITE }), ...untimed });
    inMemory({ '/p/site.conf': 'map $a $b { default c; }\n' });
    expect(formatJson({ ...inMemory({ '/p/site.conf': SITE }), ...untimed })).toBe(once);
  });

  test.each(Object.entries(BROKEN))('finds instead of throwing: %s', (_, text) => {
    expect(
      inMemory({ '/p/nginx.conf': text, '/p/secret.conf': null }, { paths: ['nginx.conf'] }).files.length,
    ).toBeGreaterThan(0);
  });
});

describe('the JSON of a report is what its schema says', () => {
  const validate = (report: ReturnType<typeof check>) => {
    isReport(JSON.parse(formatJson(report)));
    return isReport.errors ?? [];
  };

  test.each(Object.entries(BROKEN))('of %s', (_, text) => {
    expect(validate(inMemory({ '/p/nginx.conf': text, '/p/secret.conf': null }, { paths: ['nginx.conf'] }))).toEqual(
      [],
    );
  });

  test('of a directory with something unreadable', () => {
    const report = inMemory({ '/p/site.conf': SITE, '/p/secret.conf': null });
    expect(report.findings.map((f) => f.rule)).toContain('unreadable-file');
    expect(validate(report)).toEqual([]);
  });

  test.each(['shop', 'shop-fixed'])('of fixtures/projects/%s', (name) => {
    const report = check({ cwd: path.join(ROOT, 'fixtures/projects', name) });
    expect(report.files.length).toBeGreaterThan(3);
    expect(validate(report)).toEqual([]);
  });

  test('and the schema refuses what is none', () => {
    expect(isReport({ version: 2 })).toBe(false);
  });
});

describe('parse', () => {
  test('gives back the text, byte for byte', () => {
    for (const text of Object.values(BROKEN)) {
      expect(Buffer.from(print(parse(text)), 'latin1').toString()).toBe(text);
    }
  });

  test('takes bytes, too, and keeps those that are no UTF-8', () => {
    const bytes = Buffer.from([0x61, 0x20, 0xff, 0xfe, 0x3b]);
    expect(Buffer.from(print(parse(bytes)), 'latin1')).toEqual(bytes);
  });

  test('names the text', () => {
    expect(parse('a;', 'x.conf').source.path).toBe('x.conf');
    expect(parse('a;').source.path).toBe('nginx.conf');
  });
});

test('formatPretty says what was looked at', () => {
  expect(formatPretty(inMemory({ '/p/site.conf': SITE.replace('localhost', '127.0.0.1') }, { bindings: false }))).toBe(
    'clean: 1 file, 1 dial\n',
  );
});
