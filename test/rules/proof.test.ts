// Is every rule proven: fixtures, a picture that was looked at, and a failure that was seen on a real nginx?
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cases } from '../truth/cases.ts';
import { rules } from './support.ts';

/** Rules whose failure no test shows, each with the reason. */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  'upstream-unused': 'a group that nothing dials does nothing at all',
  'proxy-connect-timeout-long': 'the kernel gives up after some 130 seconds, more than a test may take',
};

const here = import.meta.dirname;
const pictures = readdirSync(here)
  .filter((name) => /^frames.*\.test\.ts$/.test(name))
  .map((name) => readFileSync(join(here, name), 'utf8'))
  .join('\n');
const tried = new Set(Object.values(cases).flatMap(({ expectRules }) => expectRules));

test('every rule has fixtures', () => {
  expect(rules.filter(({ id }) => !existsSync(`fixtures/rules/${id}`)).map(({ id }) => id)).toEqual([]);
});

test('every rule has a golden frame', () => {
  expect(rules.filter(({ id }) => !pictures.includes(`picture('${id}'`)).map(({ id }) => id)).toEqual([]);
});

// nginx knows nothing of the comments that rules about suppression look at
// the rules about declared apps are told apart by the declarations: to nginx an address where nobody listens is one thing
test('every rule about what nginx does has a truth case, or a reason why not', () => {
  const others = ['syntax', 'bindings', 'suppression'];
  const untried = rules.filter(({ id, category }) => !others.includes(category) && !tried.has(id)).map(({ id }) => id);
  expect(untried.toSorted()).toEqual(Object.keys(NOT_SHOWN).toSorted());
});
