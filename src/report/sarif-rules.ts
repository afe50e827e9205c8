/** How does SARIF describe a rule? */
import type { RuleInfo } from './formats.ts';
import type { Told } from './told.ts';

export const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;
/** Words that GitHub sorts by. */
const KINDS = { error: 'error', warning: 'warning', info: 'recommendation' } as const;
const PRECISION = { high: 'high', medium: 'medium', low: 'low' } as const;

/** Descriptors of the rules that have results, in the order of their first ones. */
export function sarifRules(results: readonly Told[], rules: readonly RuleInfo[]): readonly object[] {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const first = new Map<string, Told>();
  for (const told of results) if (!first.has(told.rule)) first.set(told.rule, told);
  return [...first].map(([id, told]) => {
    const rule = known.get(id);
    return rule ? descriptor(rule) : { id, properties: { tags: [told.category] } };
  });
}

function descriptor({ id, severity, confidence, category, summary, prose, presets }: RuleInfo): object {
  // the heading of a page is the rule's id, which is shown with it anyway
  const page = prose.replace(/^# .*\n+/, '');
  return {
    id,
    name: pascal(id),
    shortDescription: { text: firstSentence(summary) },
    fullDescription: { text: summary },
    help: { text: page, markdown: page },
    defaultConfiguration: { level: LEVELS[severity], enabled: presets.includes('recommended') },
    properties: {
      category,
      presets,
      tags: ['nginx', category],
      precision: PRECISION[confidence],
      'problem.severity': KINDS[severity],
    },
  };
}

function pascal(id: string): string {
  return id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function firstSentence(text: string): string {
  return text.replace(/(?<=\.) .*/s, '');
}
