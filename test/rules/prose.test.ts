// The configurations in the prose: each bad one gives the rule, each good one gives nothing.
import { describe, expect, test } from 'vitest';
import { casesIn, proseOf } from './prose.ts';
import { rules, run } from './support.ts';

for (const rule of rules) {
  const prose = proseOf(rule);
  describe(rule.id, () => {
    for (const bad of casesIn(prose, 'Bad')) {
      test(bad.name, () => {
        expect(run(bad).findings.map((f) => f.rule)).toContain(rule.id);
      });
    }
    for (const good of casesIn(prose, 'Good')) {
      test(good.name, () => {
        const { findings } = run(good);
        const told = findings.filter((f) => f.severity !== 'info' || f.rule === rule.id);
        expect(told.map((f) => `${f.primary.span.source.path} ${f.severity}[${f.rule}]: ${f.message}`)).toEqual([]);
      });
    }
  });
}
