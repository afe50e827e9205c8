// Is every rule complete and as agreed? Prose, examples, messages, fixtures, and the one table of ids.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { prose as generatedProse } from '../../rules/prose.generated.ts';
import { CATEGORIES } from '../../src/rule/index.ts';
import { AGREED } from './agreed.ts';
import { casesIn, proseOf, shapeProblems } from './prose.ts';
import { fixtureFolders, fixturesOf, ROOT, rules, run, saidMessages } from './support.ts';

test('ids, categories, severities and presets are the agreed ones', () => {
  const letters = { syntax: 'S', recommended: 'R' };
  const found = rules.map(({ id, category, severity, presets }) => {
    return [id, `${category} ${severity} ${presets.map((p) => letters[p]).join('')}`];
  });
  expect(found).toEqual(rules.map(({ id }) => [id, AGREED[id]]));
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
}, 120_000);

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
