// What a program can say of rules, and that it can use a project's settings.
import { describe, expect, test } from 'vitest';
import { ConfigError, check, loadSettings, memoryFileSystem } from '../../src/index.ts';

const FILES = {
  '/p/nginx.conf':
    'events {}\nhttp {\n    server {\n        listen 80;\n        location / {\n            proxy_connect_timeout 20s;\n            proxy_pass http://localhost:3000;\n        }\n    }\n}\n',
};
const fs = memoryFileSystem(FILES);

const found = (options: Parameters<typeof check>[0]) =>
  check({ fs, cwd: '/p', ...options }).findings.map(({ rule, severity }) => `${rule} ${severity}`);

test('rules, levels, options, confidence', () => {
  expect(found({})).toEqual(['proxy-pass-localhost warning']);
  expect(found({ rules: { 'proxy-pass-localhost': 'off' } })).toEqual([]);
  expect(
    found({ rules: { 'proxy-pass-localhost': ['error'], 'proxy-connect-timeout-long': ['on', { longerThan: '5s' }] } }),
  ).toEqual(['proxy-connect-timeout-long info', 'proxy-pass-localhost error']);
  expect(found({ preset: 'syntax' })).toEqual([]);
  expect(found({ preset: 'syntax', rules: { 'proxy-pass-localhost': 'on' } })).toEqual([
    'proxy-pass-localhost warning',
  ]);
});

describe('what there is not', () => {
  test.each<readonly [Record<string, unknown>, string]>([
    [{ 'proxy-pass-localhst': 'off' }, 'there is no rule `proxy-pass-localhst`: did you mean `proxy-pass-localhost`?'],
    [{ 'proxy-pass-localhost': 'of' }, '`of` is no level of rule `proxy-pass-localhost`: did you mean `off`?'],
    [{ 'proxy-pass-localhost': 2 }, '`2` is no level'],
    [
      { 'worker-connections': ['on', { fewer: 3 }] },
      'rule `worker-connections` has no option `fewer`: there is `fewerThan`',
    ],
    [
      { 'worker-connections': ['on', { fewerThan: '3' }] },
      'option `fewerThan` of rule `worker-connections` must be a whole number from 0',
    ],
    [{ 'proxy-connect-timeout-long': ['on', { longerThan: '5 minutes' }] }, 'must be a time as nginx writes it'],
    [{ 'unknown-directive': ['on', { allow: 'a' }] }, 'must be a list of texts'],
  ])('%j', (rules, message) => {
    expect(() => found({ rules: rules as never })).toThrow(RangeError);
    expect(() => found({ rules: rules as never })).toThrow(message);
  });
});

test('the settings of a project, with options that win over them', async () => {
  const own = memoryFileSystem({
    ...FILES,
    '/.nginx-vet.yaml':
      'rules: {proxy-pass-localhost: error, proxy-connect-timeout-long: [warning, {longerThan: 2s}]}\nnginxVersion: "1.28"\nignore: [old]\n',
    '/p/old/x.conf': 'nonsense;\n',
  });
  const settings = await loadSettings({ fs: own, cwd: '/p', start: 'nginx.conf' });
  expect(settings.path).toBe('/.nginx-vet.yaml');
  const report = check({ fs: own, cwd: '/p', settings, rules: { 'proxy-connect-timeout-long': 'info' } });
  expect(report.findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
    'proxy-connect-timeout-long info',
    'proxy-pass-localhost error',
  ]);
  expect(report.roots[0]?.nginx).toEqual({ version: '1.28', source: 'config' });
  expect((await loadSettings({ fs, cwd: '/p' })).path).toBeUndefined();
});

test('settings that are wrong', async () => {
  const own = memoryFileSystem({ ...FILES, '/p/.nginx-vet.json': '{"rulez": {}, "preset": "all"}' });
  const error = await loadSettings({ fs: own, cwd: '/p' }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).problems.map(({ message }) => message)).toEqual([
    'unknown key `rulez`',
    '`preset` must be `syntax`, `recommended` or `strict`, not `all`',
  ]);
});
