// Does every agreed id have a rule? Those that do not are named here, with what they wait for.
import { expect, test } from 'vitest';
import { AGREED } from './agreed.ts';
import { rules } from './support.ts';

/** Ids that belong to later work, by what that work is. An id that has a rule must leave the list. */
const LATER: Readonly<Record<string, readonly string[]>> = {};

const later: readonly string[] = Object.values(LATER).flat();
const built = rules.map(({ id }) => id);

test('every agreed id has a rule, or is named as later work', () => {
  const missing = Object.keys(AGREED).filter((id) => !built.includes(id) && !later.includes(id));
  expect(missing).toEqual([]);
});

test('later work has no rule yet, and is agreed', () => {
  expect(later.filter((id) => built.includes(id))).toEqual([]);
  expect(later.filter((id) => !(id in AGREED))).toEqual([]);
  expect(new Set(later).size).toBe(later.length);
});

test('every rule is agreed', () => {
  expect(built.filter((id) => !(id in AGREED))).toEqual([]);
});
