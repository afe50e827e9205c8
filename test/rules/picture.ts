// The picture of a finding: what a person sees in the terminal.
import { formatFinding } from '../../src/report/index.ts';
import { casesIn, proseOf } from './prose.ts';
import { rules, run } from './support.ts';

/** The frame of a rule's first finding on its n-th bad example. */
export function picture(id: string, example = 1): string {
  const rule = rules.find((r) => r.id === id);
  if (!rule) throw new Error(`no rule \`${id}\``);
  const finding = run(casesIn(proseOf(rule), 'Bad')[example - 1]!).findings.find((f) => f.rule === id);
  return `\n${finding && formatFinding(finding, { canFix: true })}\n`;
}
