import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../../src/text/index.ts';

const words = ['preset', 'prefix', 'rules', 'off', 'pathMap'];

test.each([
  ['presett', 'preset'],
  ['prset', 'preset'],
  ['persets', 'preset'],
  ['PATHMAP', 'pathMap'],
  ['path_map', 'pathMap'],
  ['fof', 'off'],
  ['on', undefined],
  ['severity', undefined],
  ['', undefined],
  ['prefet', 'prefix'],
])('%s → %s', (word, expected) => {
  expect(nearest(word, word === 'prefet' ? ['prefix', 'pathMap'] : words)).toBe(expected);
});

test('the nearest wins, the first of equals', () => {
  expect(nearest('abcd', ['abxx', 'abcx', 'abcy'])).toBe('abcx');
});

/** The definition, without any shortcut. */
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : i)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const change = d[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      d[i]![j] = Math.min(d[i - 1]![j]! + 1, d[i]![j - 1]! + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        d[i]![j] = Math.min(d[i]![j]!, d[i - 2]![j - 2]! + 1);
      }
    }
  }
  return d[a.length]![b.length]!;
}

test('agrees with the definition', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 8 });
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 5 }), (wanted, candidates) => {
      const least = Math.min(...candidates.map((c) => distance(wanted, c)), 3);
      const expected = least <= 2 ? candidates.find((c) => distance(wanted, c) === least) : undefined;
      expect(nearest(wanted, candidates)).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});
