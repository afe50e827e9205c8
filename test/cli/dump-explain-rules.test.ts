// What dump, explain and rules print, for whatever input.
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { CLEAN, run, WARNING } from './support.ts';

const KINDS = ['tokens', 'cst', 'tree', 'model', 'hops'];
const dump = async (kind: string, text: string) =>
  run(['dump', kind, 'nginx.conf'], { files: { '/p/nginx.conf': text } });

describe('dump', () => {
  test('shows what is dialled and with what', async () => {
    const { code, out } = await dump('hops', WARNING);
    expect(code).toBe(0);
    expect(out).toContain(
      'hop\tnginx.conf:6:24\tmain > http > server > location /\tproxy_pass http://localhost:3000\n',
    );
    expect(out).toContain('  peer\tlocalhost:3000\tnginx.conf:6:24\n');
    expect(out).toContain('  proxy_http_version\t1.0 (before 1.29.7) or 1.1 (1.29.7 and later)\tdefault\n');
    expect(out).toContain('  header Connection\tclose (before 1.29.7) or not sent (1.29.7 and later)\tbuilt in\n');
  });

  test('shows levels, groups and ports', async () => {
    const { out } = await dump('model', CLEAN.replace('server {', 'upstream u { server a:1; }\n    server {'));
    for (const line of ['nginx\tversion unknown', '  server\tnginx.conf:3:18\ta:1', 'ports\t80'])
      expect(out.split('\n')).toContain(line);
  });

  test.each(KINDS)('%s of broken text', async (kind) => {
    for (const text of [
      '',
      '}',
      '{',
      'http {',
      '"',
      'a\u001b[31m;',
      'http { server { location / { proxy_pass "',
      'if (',
      '\\',
    ]) {
      const { code, out, err } = await dump(kind, text);
      expect([code, err]).toEqual([0, '']);
      expect(out).not.toContain('\u001b');
    }
  });

  test.each(KINDS)('%s of 10,000 nested blocks is no longer than its text allows', async (kind) => {
    const text = `http {\nserver {\n${'location / {\n'.repeat(10_000)}${'}\n'.repeat(10_000)}}\n}\n`;
    const { code, out } = await dump(kind, text);
    expect(code).toBe(0);
    expect(out.length).toBeLessThan(4_000_000);
    if (kind !== 'hops') expect(out.split('\n').length).toBeGreaterThan(10_000);
  });

  test('reads the settings as check does', async () => {
    const files = {
      '/p/conf/nginx.conf': 'events {}\nhttp {\n    include /srv/x.conf;\n}\n',
      '/p/here/x.conf': 'gzip on;\n',
      '/p/.nginx-vet.yaml': 'pathMap:\n  /srv: here\nnginxVersion: "1.28"\n',
    };
    expect((await run(['dump', 'tree', 'conf/nginx.conf'], { files })).out).toContain(
      'gzip on;\tvia conf/nginx.conf:3:5',
    );
    expect((await run(['dump', 'model', 'conf/nginx.conf'], { files })).out).toContain('nginx\t1.28\n');
  });
});

describe('explain', () => {
  test.each(rules.map((rule) => rule.id))('%s', async (id) => {
    const { code, out, err } = await run(['explain', id]);
    expect([code, err]).toEqual([0, '']);
    expect(out.startsWith(`# ${id}\n`)).toBe(true);
    expect(out.endsWith('\n') && !out.endsWith('\n\n')).toBe(true);
    for (const heading of ['## What it catches', '## Why']) expect(out).toContain(`\n${heading}\n`);
    const prose = out.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
    expect(prose).not.toMatch(/<\/?[a-z][^>]*>/i);
    expect(out).not.toMatch(/[\t\r]|[ ]+$/m);
  });
});

describe('rules', () => {
  test('lists all of them', async () => {
    const { code, out } = await run(['rules']);
    expect(code).toBe(0);
    for (const { id } of rules) expect(out).toContain(`  ${id} `);
  });

  test('as JSON, too', async () => {
    const list = JSON.parse((await run(['rules', '--format', 'json'])).out) as {
      id: string;
      presets: string[];
      options: object;
    }[];
    expect(list.find((r) => r.id === 'worker-connections')?.options).toEqual({ fewerThan: 128 });
    expect(list.map((r) => r.id)).toEqual(rules.map((r) => r.id));
    expect(list.every((r) => r.presets.includes('strict'))).toBe(true);
  });
});
