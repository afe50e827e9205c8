// Is every rule complete and as agreed? Prose, examples, messages, fixtures, and the one table of ids.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { prose as generatedProse } from '../../rules/prose.generated.ts';
import { CATEGORIES } from '../../src/rule/index.ts';
import { casesIn, proseOf, shapeProblems } from './prose.ts';
import { fixtureFolders, fixturesOf, ROOT, rules, run, saidMessages } from './support.ts';

/** Category, default severity and presets (S syntax, R recommended) as agreed; rules that do not exist yet are absent. */
const AGREED: Readonly<Record<string, string>> = {
  'syntax-error': 'syntax error SR',
  'unknown-directive': 'syntax error SR',
  'directive-context': 'syntax error SR',
  'directive-terminator': 'syntax error SR',
  'directive-arguments': 'syntax error SR',
  'invalid-value': 'syntax error SR',
  'duplicate-directive': 'syntax error SR',
  'duplicate-location': 'syntax error SR',
  'duplicate-listen': 'syntax error SR',
  'unknown-variable': 'syntax error SR',
  'invalid-regex': 'syntax error SR',
  'upstream-reference': 'syntax error SR',
  'zone-reference': 'syntax error SR',
  'log-format-reference': 'syntax error SR',
  'missing-section': 'syntax error SR',
  'config-error': 'syntax error SR',
  'config-warning': 'syntax warning SR',
  'deprecated-directive': 'syntax warning SR',
  'buffer-sizes': 'syntax error SR',
  'proxy-pass-uri-context': 'syntax error SR',
  'upstream-resolve-needs-zone': 'syntax error SR',
  'proxy-ssl-verify-no-ca': 'syntax error SR',
  'include-missing': 'syntax error SR',
  'include-cycle': 'syntax error SR',
  'unreadable-file': 'syntax error SR',
  'upstream-keepalive-http-version': 'upstream warning R',
  'upstream-keepalive-connection-header': 'upstream warning R',
  'proxy-pass-localhost': 'address warning R',
  'proxy-ssl-server-name-off': 'tls warning R',
  'proxy-ssl-name-upstream-group': 'tls error R',
  // by confidence: high is an error, medium a warning
  'binding-wrong-port': 'bindings error R',
  'binding-published-port': 'bindings error R',
  'binding-loopback-in-container': 'bindings error R',
  'binding-socket-path': 'bindings error R',
  'source-skipped': 'bindings info R',
};

test('ids, categories, severities and presets are the agreed ones', () => {
  const letters = { syntax: 'S', recommended: 'R' };
  const found = rules.map(({ id, category, severity, presets }) => {
    return [id, `${category} ${severity} ${presets.map((p) => letters[p]).join('')}`];
  });
  expect(Object.fromEntries(found)).toEqual(AGREED);
});

test('every fixture folder belongs to a rule', () => {
  const ids = rules.map((r) => r.id);
  expect(fixtureFolders().filter((folder) => !ids.includes(folder))).toEqual([]);
});

test('every file of a rule folder belongs to a rule', () => {
  const files = CATEGORIES.flatMap((category) => {
    const folder = path.join(ROOT, 'rules', category);
    return existsSync(folder) ? readdirSync(folder).map((name) => `${category}/${name}`) : [];
  });
  const expected = rules.flatMap(({ id, category }) => [`${category}/${id}.md`, `${category}/${id}.ts`]);
  expect(files.sort()).toEqual(expected.sort());
});

test('every message is said by some example or fixture', () => {
  for (const rule of rules) {
    const prose = proseOf(rule);
    for (const each of [...casesIn(prose, 'Bad'), ...casesIn(prose, 'Good'), ...fixturesOf(rule.id)]) run(each);
  }
  const all = rules.flatMap((rule) => Object.keys(rule.messages).map((message) => `${rule.id} ${message}`));
  expect(all.filter((message) => !saidMessages.has(message))).toEqual([]);
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const prose = proseOf(rule);

  test('has prose and messages of the agreed shape', () => {
    expect(shapeProblems(rule, prose)).toEqual([]);
    expect(generatedProse[id], 'run `npm run gen`').toBe(prose.text);
  });

  test('has fixtures that expect a finding and fixtures that expect none', () => {
    const expects = fixturesOf(id).map(({ files }) => Object.values(files).some((text) => text.includes(`! ${id}:`)));
    expect(expects).toContain(true);
    expect(expects).toContain(false);
  });
});
