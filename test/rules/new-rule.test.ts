// Does `npm run new-rule` write a rule that passes the tests of a rule as it stands?
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Rule } from '../../src/rule/index.ts';
import { disagreements } from '../../src/testing/expectations.ts';
import { casesIn, proseOf, shapeProblems } from './prose.ts';
import { fixturesOf, ROOT, rules, run } from './support.ts';

const target = mkdtempSync(path.join(tmpdir(), 'nginx-vet-new-rule-'));
afterAll(() => rmSync(target, { recursive: true, force: true }));

function newRule(...args: readonly string[]) {
  const script = path.join(ROOT, 'scripts/new-rule.mjs');
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', timeout: 30_000 });
}

describe('new-rule', () => {
  test('writes a rule that finds what its examples and fixtures say', async () => {
    const { status, stdout } = newRule('retry', 'some-new-rule', target);
    expect(status).toBe(0);
    expect(stdout).toContain('wrote rules/retry/some-new-rule.ts');

    symlinkSync(path.join(ROOT, 'src'), path.join(target, 'src'));
    const loader = path.join(ROOT, 'scripts/load-rules.mjs');
    const { importTypeScript } = await import(loader);
    const { default: rule } = (await importTypeScript(path.join(target, 'rules/retry/some-new-rule.ts'))) as {
      default: Rule;
    };
    const prose = proseOf(rule, target);
    const judges = [...rules, rule];
    expect(rule.category).toBe('retry');
    expect(shapeProblems(rule, prose)).toEqual([]);
    for (const bad of casesIn(prose, 'Bad')) expect(run(bad, judges).findings.map((f) => f.rule)).toEqual([rule.id]);
    for (const good of casesIn(prose, 'Good')) expect(run(good, judges).findings).toEqual([]);
    const fixtures = fixturesOf(rule.id, target);
    expect(fixtures).toHaveLength(2);
    for (const each of fixtures) expect(disagreements(each.files, run(each, judges).findings)).toEqual([]);
  });

  test('overwrites nothing', () => {
    const { status, stderr } = newRule('retry', 'some-new-rule', target);
    expect(status).toBe(2);
    expect(stderr).toContain('already there, nothing was written: rules/retry/some-new-rule.ts');
  });

  test.each([
    ['nowhere', 'some-rule', 'no category `nowhere`'],
    ['retry', 'SomeRule', '`SomeRule` is no rule id'],
  ])('refuses %s %s', (category, id, why) => {
    const { status, stderr } = newRule(category, id, target);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
    expect(existsSync(path.join(target, 'rules', category, `${id}.ts`))).toBe(false);
  });
});
