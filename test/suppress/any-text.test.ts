// Whatever a text looks like: comments hold findings back, they neither lose nor make any.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { check, type Report } from '../../src/engine/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import type { Finding } from '../../src/rule/index.ts';

const few = rules.filter(
  ({ id, presets, category }) =>
    presets.includes('syntax') || category === 'suppression' || id === 'proxy-pass-localhost',
);

function report(text: string): Report {
  return check({
    fs: memoryFileSystem({ '/p/nginx.conf': text }),
    cwd: '/p',
    paths: ['nginx.conf'],
    rules: few,
    toolVersion: '0.0.0',
    now: () => 0,
  });
}

const kind = fc.constantFrom('disable-next-line', 'disable-line', 'disable', 'enable', 'disable-file', 'disable-lin');
const named = fc.constantFrom(
  '',
  ' proxy-pass-localhost',
  ' unknown-directive, proxy-pass-localhost',
  ' syntax-error',
  ' no-such-rule',
);
const comment = fc
  .tuple(kind, named, fc.constantFrom('', ' -- why', ' because of it', ' --'))
  .map(([word, ids, reason]) => `# nginx-vet-${word}${ids}${reason}`);
const piece = fc.oneof(
  { weight: 3, arbitrary: comment.map((text) => `${text}\n`) },
  fc.constantFrom(
    ...[
      'location /a {\n',
      'server {\n',
      '}\n',
      '} ',
      'proxy_pass http://localhost:3000;',
      'proxy_pass\n',
      'nonsense 1;\n',
    ],
    ...[
      'http://localhost:3001',
      ';\n',
      '"',
      "'",
      'return 200 "\n',
      'content_by_lua_block {\n',
      '\r\n',
      '\\',
      '{{ x }}',
      'listen 80\n',
    ],
  ),
);
const texts = fc.array(piece, { maxLength: 30 }).map((all) => `events {}\nhttp {\nserver {\n${all.join('')}`);

function places(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ category }) => category !== 'suppression')
    .map(({ rule, message, primary: { span } }) => `${rule} ${span.start} ${span.end} ${message}`)
    .toSorted();
}

test('what is told and what is held back is what there would be without comments', { timeout: 60_000 }, () => {
  let holding = 0;
  fc.assert(
    fc.property(texts, (text) => {
      const bare = report(text.replaceAll('nginx-vet-', 'nginx_vet-'));
      const found = report(text);
      const held = (found.suppressions ?? []).map(({ finding }) => finding);
      expect(places([...found.findings, ...held])).toEqual(places(bare.findings));
      expect(found.suppressed).toBe(held.length);
      if (held.length > 0) holding++;
      const prints = (found.suppressions ?? []).map(({ fingerprint }) => fingerprint);
      const all = [...prints, ...found.findings.map((finding) => found.fingerprintOf!(finding))];
      expect(new Set(all).size).toBe(all.length);
    }),
    { numRuns: 300 },
  );
  expect(holding).toBeGreaterThan(20);
});
