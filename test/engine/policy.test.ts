// What settings of single files do to a check: the file of the finding decides.
import { expect, test } from 'vitest';
import type { Layer } from '../../src/config/index.ts';
import { check, policyOf } from '../../src/engine/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { defineRule, type Rule } from '../../src/rule/index.ts';

const FILES = {
  '/p/.git/HEAD': '',
  '/p/nginx.conf': 'events {}\nhttp {\n    keepalive_timeout 5s;\n    include sites/*.conf;\n}\n',
  '/p/sites/a.conf': 'keepalive_requests 10;\nserver {\n    keepalive_timeout 40s;\n}\n',
  '/p/sites/b.conf': 'server {\n    keepalive_timeout 90s;\n}\n',
};

const long = defineRule({
  id: 'long-keepalive',
  category: 'timeout',
  severity: 'warning',
  confidence: 'medium',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: { long: 'longer than {limit} ms' },
  options: {
    longerThan: { type: 'time', default: '1m', description: 'The longest time.' },
    names: { type: 'words', default: ['keepalive_timeout'], description: 'The directives.' },
  },
  *check({ directives }, { longerThan, names }) {
    for (const name of names) {
      for (const at of directives(name)) {
        if (Number.parseInt(at.args[0]!, 10) * 1000 > longerThan) {
          yield { message: 'long', at, data: { limit: longerThan } };
        }
      }
    }
  },
});
const strict = {
  ...long,
  id: 'strict-one',
  presets: [],
  options: {},
  *check({ directives }) {
    for (const at of directives('keepalive_timeout')) yield { message: 'long', at, data: { limit: 0 } };
  },
} as Rule;

function found(...layers: readonly Partial<Layer>[]): readonly string[] {
  const all = layers.map((layer): Layer => ({ spanOf: () => undefined, ...layer }));
  const { allRules: _, ...policy } = policyOf(all, [long, strict], '/p');
  const report = check({
    fs: memoryFileSystem(FILES),
    cwd: '/p',
    paths: ['nginx.conf'],
    toolVersion: '0',
    now: () => 0,
    ...policy,
  });
  return report.findings.map(
    ({ rule, severity, message, primary: { span } }) => `${span.source.path} ${rule} ${severity} ${message}`,
  );
}

const only =
  (...files: readonly string[]) =>
  (file: string) =>
    files.includes(file);

test('without settings the defaults hold', () => {
  expect(found()).toEqual(['sites/b.conf long-keepalive warning longer than 60000 ms']);
});

test('options by file: each finding is judged with those of its own file', () => {
  expect(
    found(
      { rules: { 'long-keepalive': ['on', { longerThan: '30s' }] } },
      { appliesTo: only('/p/sites/b.conf'), rules: { 'long-keepalive': ['error', { longerThan: '2m' }] } },
      { appliesTo: only('/p/nginx.conf'), rules: { 'long-keepalive': ['info', { longerThan: 1 }] } },
    ),
  ).toEqual([
    'nginx.conf long-keepalive info longer than 1000 ms',
    'sites/a.conf long-keepalive warning longer than 30000 ms',
  ]);
});

test('a rule that is off by the preset, on for one file', () => {
  expect(found({ appliesTo: only('/p/sites/a.conf'), rules: { 'strict-one': 'info' } })).toEqual([
    'sites/a.conf strict-one info longer than 0 ms',
    'sites/b.conf long-keepalive warning longer than 60000 ms',
  ]);
  expect(
    found({ appliesTo: only('/p/sites/a.conf'), preset: 'strict' }, { rules: { 'long-keepalive': 'off' } }),
  ).toEqual(['sites/a.conf strict-one warning longer than 0 ms']);
  expect(
    found({ preset: 'strict' }, { appliesTo: only('/p/sites/a.conf', '/p/nginx.conf'), preset: 'syntax' }),
  ).toEqual([
    'sites/b.conf long-keepalive warning longer than 60000 ms',
    'sites/b.conf strict-one warning longer than 0 ms',
  ]);
});

test('confidence by file', () => {
  expect(found({ minConfidence: 'high' })).toEqual([]);
  expect(
    found({ minConfidence: 'high' }, { appliesTo: only('/p/sites/b.conf'), minConfidence: 'medium' }),
  ).toHaveLength(1);
});

test('confidence of the rules about bindings', () => {
  const bound = { ...strict, id: 'binding-one', presets: ['recommended'] } as Rule;
  const least = (...layers: readonly Partial<Layer>[]) => {
    const { minConfidence } = policyOf(
      layers.map((layer): Layer => ({ spanOf: () => undefined, ...layer })),
      [long, bound],
      '/p',
    );
    if (typeof minConfidence !== 'function') throw new Error('not by file');
    return [minConfidence('/p/a', long.id), minConfidence('/p/a', bound.id)];
  };
  expect(least()).toEqual(['medium', 'medium']);
  expect(least({ minConfidence: 'high', bindingsConfidence: 'low' })).toEqual(['high', 'low']);
  expect(least({ bindingsConfidence: 'high' })).toEqual(['medium', 'high']);
  // what is said later counts: an override, the command line
  expect(least({ bindingsConfidence: 'low' }, { minConfidence: 'high' })).toEqual(['high', 'high']);
  expect(least({ bindingsConfidence: 'low' }, { appliesTo: only('/p/b'), minConfidence: 'high' })).toEqual([
    'medium',
    'low',
  ]);
});

test('what can be off only is not even asked', () => {
  const { rules } = policyOf([{ rules: { 'long-keepalive': 'off' }, spanOf: () => undefined }], [long, strict], '/p');
  expect(rules).toEqual([]);
});
