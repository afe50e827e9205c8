// Every format for every kind of run: each is what its readers read, and tells of as many findings as there are.
import { describe, expect, test } from 'vitest';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { FORMATS } from '../../src/report/index.ts';
import { parseXml } from '../report/xml-parts.ts';
import { CLEAN, ERROR, run, WARNING } from './support.ts';

interface Json {
  readonly findings: readonly { readonly severity: string; readonly file: string; readonly server?: string }[];
  readonly summary: Readonly<Record<string, number>> & Record<'byFile' | 'byServer', Readonly<Record<string, number>>>;
  readonly roots: readonly { readonly path: string }[];
}

/** How many findings a report of each format tells of. Throws where it is not what its readers read. */
const COUNTED: Readonly<Record<string, (text: string) => number>> = {
  pretty: (text) => text.match(/^(?:error|warning|info)\[/gm)?.length ?? 0,
  compact: (text) => text.match(/^\S.*:\d+:\d+: (?:error|warning|info): .*\]$/gm)?.length ?? 0,
  json: (text) => (JSON.parse(text) as Json).findings.length,
  sarif: (text) => (JSON.parse(text) as { runs: [{ results: unknown[] }] }).runs[0].results.length,
  github: (text) => text.match(/^::(?:error|warning|notice) file=/gm)?.length ?? 0,
  gitlab: (text) => (JSON.parse(text) as unknown[]).length,
  junit: (text) =>
    parseXml(text).children.reduce(
      (sum, { children }) => sum + children.filter((c) => c.children.length > 0).length,
      0,
    ),
  checkstyle: (text) => parseXml(text).children.reduce((sum, { children }) => sum + children.length, 0),
  rdjson: (text) => (JSON.parse(text) as { diagnostics: unknown[] }).diagnostics.length,
  markdown: (text) =>
    (text.match(/^\| \*\*(?:error|warning|info)\*\* /gm)?.length ?? 0) +
    Number(/\| and (\d+) more \|/.exec(text)?.[1] ?? 0),
};

const MANY = CLEAN.replace(
  '        location / {\n            return 204;\n        }\n',
  Array.from({ length: 5000 }, (_, i) => `        location /${i} { proxy_pass http://localhost:${i + 1}; }\n`).join(''),
);
const COMPOSE = {
  '/p/compose.yaml':
    'services:\n  web:\n    image: nginx:1.28.0\n    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]\n  app:\n    image: node:22\n    command: ["node", "server.js", "--port", "4000"]\n    environment: { PORT: "4000" }\n    healthcheck: { test: ["CMD", "curl", "http://localhost:4000/"] }\n',
  '/p/nginx.conf': CLEAN.replace('return 204', 'proxy_pass http://app:3000'),
};
const DUMP = `nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n# configuration file /etc/nginx/nginx.conf:\n${WARNING}\n`;

const CASES: readonly [string, readonly string[], Readonly<Record<string, string>>, number | undefined][] = [
  ['no findings', ['nginx.conf'], { '/p/nginx.conf': CLEAN }, 0],
  ['a warning', ['nginx.conf'], { '/p/nginx.conf': WARNING }, 1],
  ['errors of syntax', ['nginx.conf'], { '/p/nginx.conf': `${ERROR}server { "\n` }, undefined],
  [
    'bytes that are no text',
    ['nginx.conf'],
    { '/p/nginx.conf': ERROR.replace('nonsense', '\u0001é😀]]>::`|<b>') },
    undefined,
  ],
  ['apps of a compose file', ['nginx.conf'], COMPOSE, undefined],
  ['a dump', ['dump.txt'], { '/p/dump.txt': DUMP }, 1],
  ['several roots', ['a', 'b/nginx.conf'], { '/p/a/nginx.conf': WARNING, '/p/b/nginx.conf': WARNING }, 2],
  [
    'after fixes',
    ['--fix', 'nginx.conf'],
    { '/p/nginx.conf': WARNING.replace('http://localhost:3000', 'https://api.example.com') },
    undefined,
  ],
  ['5,000 findings', ['nginx.conf'], { '/p/nginx.conf': MANY }, 5002],
];

describe('every format', () => {
  test.each(CASES)(
    '%s',
    async (_, argv, files, expected) => {
      const told = async (format: string) => {
        const { out, err } = await run([...argv, '-f', format], { fs: memoryFileSystem(files) });
        expect(err).toBe('');
        return out;
      };
      const count = COUNTED.json!(await told('json'));
      if (expected !== undefined) expect(count).toBe(expected);
      for (const format of Object.keys(FORMATS)) {
        const text = await told(format);
        expect(text === '' || text.endsWith('\n')).toBe(true);
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
        const counted = COUNTED[format];
        if (counted) expect([format, counted(text)]).toEqual([format, count]);
        else expect(format).toBe('html'); // has tests of its own
      }
    },
    120_000,
  );

  test('secrets are in none of them', async () => {
    const files = {
      '/p/nginx.conf': WARNING.replace(
        'proxy_pass http://localhost:3000;',
        'proxy_set_header Authorization "Bearer c2VjcmV0MQ44"; proxy_pass http://bob:hunter2x@localhost:3000; nonsense on;',
      ),
    };
    for (const format of Object.keys(FORMATS)) {
      const { out } = await run(['nginx.conf', '--preset', 'strict', '-f', format], { files });
      expect(out).toContain('nginx.conf');
      expect(out).not.toMatch(/c2VjcmV0MQ44|hunter2x/);
    }
  });

  test('reports that lie beside a configuration are not taken for one', async () => {
    const fs = memoryFileSystem({ '/p/nginx.conf': WARNING });
    const before = (await run(['.'], { fs })).out;
    await run(['.', '-q', ...Object.keys(FORMATS).flatMap((name) => ['-f', `${name}=report-${name}`])], { fs });
    expect((await run(['.'], { fs })).out).toBe(before);
  });
});

describe('for dashboards', () => {
  test('several roots are one document, counted by file and by server', async () => {
    const files = {
      '/p/a/nginx.conf': WARNING.replace('listen 80;', 'listen 80; server_name shop.example.com www.example.com;'),
      '/p/b/nginx.conf': WARNING.replace('listen 80;', 'listen 127.0.0.1:8080; server_name _;'),
      '/p/c/nginx.conf': WARNING.replace('listen 80;', ''),
    };
    const { out } = await run(['a', 'b', 'c', '-f', 'json'], { files });
    const { summary, roots, findings } = JSON.parse(out) as Json;
    expect(roots.map(({ path }) => path)).toEqual(['a/nginx.conf', 'b/nginx.conf', 'c/nginx.conf']);
    expect(summary.byFile).toEqual({ 'a/nginx.conf': 1, 'b/nginx.conf': 1, 'c/nginx.conf': 1 });
    expect(summary.byServer).toEqual({ 'listen 127.0.0.1:8080': 1, 'listen 80': 1, 'shop.example.com': 1 });
    expect(findings.map(({ server }) => server)).toEqual(['shop.example.com', 'listen 127.0.0.1:8080', 'listen 80']);
  });

  test('the time of a run by stage', async () => {
    let now = 0;
    const { out } = await run(['nginx.conf', '-f', 'json'], {
      files: { '/p/nginx.conf': WARNING },
      now: () => (now += 1),
    });
    const { durationMs, stageMs } = (
      JSON.parse(out) as { summary: { durationMs: number; stageMs: Record<string, number> } }
    ).summary;
    expect(Object.keys(stageMs).sort()).toEqual(['apps', 'model', 'read', 'rule', 'search']);
    const sum = Object.values(stageMs).reduce((total, ms) => total + ms, 0);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(durationMs);
  });

  test('a finding in no server has none', async () => {
    const files = { '/p/nginx.conf': CLEAN.replace('http {', 'http {\n    upstream app { server localhost:3000; }') };
    const { out } = await run(['nginx.conf', '-f', 'json', '--preset', 'strict'], { files });
    const { summary, findings } = JSON.parse(out) as Json;
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every(({ server }) => server === undefined)).toBe(true);
    expect(summary.byServer).toEqual({});
  });
});
