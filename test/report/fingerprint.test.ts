import { expect, test } from 'vitest';
import { sortFindings } from '../../src/engine/index.ts';
import { fingerprints } from '../../src/report/index.ts';
import { SourceText } from '../../src/text/index.ts';
import { at, finding, marked } from './sample.ts';

function one(path: string, text: string, more: Parameters<typeof finding>[1] = {}): string {
  return fingerprints([finding(at(marked(path, text)[0]), more)])[0]!;
}

test('a fingerprint is 32 hex digits and never changes', () => {
  expect(one('conf.d/a.conf', '«x»')).toMatchInlineSnapshot(`"04b4d15ddf45f8c5eba7e8173a150243"`);
});

test('moving lines, changing the message or its severity, and spaces keep it', () => {
  const before = one('conf.d/a.conf', '«proxy_pass https://api.example.com»;');
  const after = one('conf.d/a.conf', '\n\n# moved\n    «proxy_pass   https://api.example.com»;', {
    message: 'other words',
    severity: 'error',
    directive: 'proxy_pass   https://api.example.com ;',
  });
  expect(after).toBe(before);
});

test('rule, path, scope and directive tell findings apart', () => {
  const all = [
    one('a.conf', '«x»'),
    one('a.conf', '«x»', { rule: 'other' }),
    one('b.conf', '«x»'),
    one('a.conf', '«x»', { scope: ['http', 'server other.example.com'] }),
    one('a.conf', '«x»', { scope: ['http'], directive: 'server example.com' }),
    one('a.conf', '«x»', { directive: 'proxy_pass http://b' }),
  ];
  expect(new Set(all).size).toBe(all.length);
});

test('equal findings are numbered by place, whatever order they come in', () => {
  const [first, second] = marked('a.conf', '«x»;\n«x»;').map((span) => finding(at(span)));
  const [a, b] = fingerprints([first!, second!]);
  expect(a).not.toBe(b);
  expect(fingerprints([second!, first!])).toEqual([b, a]);
  expect(fingerprints([first!])).toEqual([a]);
});

test('the path counts from the directory of the root, so the place of the checkout is of no matter', () => {
  const here = one('/a/etc/conf.d/x.conf', '«x»', { root: '/a/etc/nginx.conf' });
  expect(one('/b/c/conf.d/x.conf', '«x»', { root: '/b/c/nginx.conf' })).toBe(here);
  expect(one('conf.d/x.conf', '«x»', { root: 'nginx.conf' })).toBe(here);
  expect(one('./etc/conf.d/x.conf', '«x»', { root: 'etc/nginx.conf' })).toBe(here);
  expect(one('/a/other/x.conf', '«x»', { root: '/a/etc/nginx.conf' })).not.toBe(here);
});

test('what is checked beside a root changes none of its fingerprints', () => {
  const inA = finding(at(marked('a/x.conf', '\n«x»')[0]), { root: 'a/nginx.conf' });
  const inB = finding(at(marked('b/x.conf', '«x»')[0]), { root: 'b/nginx.conf' });
  expect(fingerprints([inA, inB])).toEqual([...fingerprints([inA]), ...fingerprints([inB])]);
});

test('rotating a secret keeps it', () => {
  const before = one('a.conf', '«x»', { directive: 'proxy_pass http://bob:old@app' });
  expect(one('a.conf', '«x»', { directive: 'proxy_pass http://bob:new@app' })).toBe(before);
});

test('findings are sorted by file as listed, place, rule, message', () => {
  const a = SourceText.fromString('a.conf', 'x\ny\nz');
  const main = SourceText.fromString('nginx.conf', 'x');
  const other = SourceText.fromString('0.conf', 'x');
  const names = ['other', 'a-2', 'a-0-r2', 'a-0-r1-m2', 'a-0-r1-m1', 'main'];
  const spans = [other.span(0, 1), a.span(2, 3), a.span(0, 1), a.span(0, 1), a.span(0, 1), main.span(0, 1)];
  const findings = names.map((name, i) =>
    finding(at(spans[i]), { rule: name.includes('r2') ? 'r2' : 'r1', message: name }),
  );
  const sorted = sortFindings(findings, [{ path: 'nginx.conf' }, { path: 'a.conf' }]);
  expect(sorted.map((f) => f.message)).toEqual(['main', 'a-0-r1-m1', 'a-0-r1-m2', 'a-0-r2', 'a-2', 'other']);
});
