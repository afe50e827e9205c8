// Every fixture of a rule is judged by all rules, and they find what its comments say and nothing else.
import { describe, expect, test } from 'vitest';
import { disagreements } from '../../src/testing/expectations.ts';
import { fixturesOf, rules, run, shown } from './support.ts';

for (const rule of rules) {
  describe(rule.id, () => {
    for (const fixture of fixturesOf(rule.id)) {
      test(fixture.name, () => {
        expect(disagreements(shown(fixture.files), run(fixture).findings)).toEqual([]);
      });
    }
  });
}
