/** What do the settings ask of a check: which rules, with which options, how loud in which file? */
import path from 'node:path/posix';
import { type InEffect, inEffect, type Layer, type Preset, possible } from '../config/index.ts';
import { type Draft, optionValues, type Rule } from '../rule/index.ts';
import { originOf } from '../text/index.ts';
import type { CheckRequest } from './check.ts';
import { placeOf } from './complete.ts';

/** The part of a request that the settings decide. */
export type Policy = Pick<CheckRequest, 'rules' | 'severityOf' | 'minConfidence'> & {
  /** Every rule, also those that are off, with its options in every file. */
  readonly allRules: readonly Rule[];
};

/** The policy of layers, of which the later ones win, for rules of which each id comes once. */
export function policyOf(layers: readonly Layer[], rules: readonly Rule[], cwd: string): Policy {
  const may = possible(layers);
  const byFile = new Map<string, InEffect>();
  const effectIn = (file: string): InEffect => {
    const effect = byFile.get(file) ?? inEffect(layers, file);
    byFile.set(file, effect);
    return effect;
  };
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const allRules = rules.map((rule) => withOptions(rule, [...may.of(rule.id).options], { cwd, effectIn }));
  return {
    allRules,
    rules: allRules.filter((rule) => {
      const levels = [...may.of(rule.id).levels];
      const mayBePreset = levels.includes(undefined) && [...may.presets].some((preset) => isIn(preset, rule));
      return mayBePreset || levels.some((level) => level !== undefined && level !== 'off');
    }),
    severityOf: (id, file) => {
      const effect = effectIn(file);
      const level = effect.rules.get(id)?.level.value;
      if (level !== undefined) return level === 'on' ? undefined : level;
      const rule = byId.get(id);
      return rule && !isIn(effect.preset.value, rule) ? 'off' : undefined;
    },
    minConfidence: (file, rule) => {
      const { bindingsConfidence, minConfidence } = effectIn(file);
      return (rule.startsWith('binding-') ? bindingsConfidence : minConfidence).value;
    },
  };
}

/** Whether a preset has a rule; `strict` has all of them. */
export function isIn(preset: Preset, rule: Rule): boolean {
  return preset === 'strict' || rule.presets.includes(preset);
}

type Given = Parameters<typeof optionValues>[1];

/** The rule as it is asked: once with each of the options that may hold, of which each file has its own. */
function withOptions(
  rule: Rule,
  given: readonly Given[],
  { cwd, effectIn }: { readonly cwd: string; readonly effectIn: (file: string) => InEffect },
): Rule {
  if (given.every((options) => options === undefined)) return rule;
  const isMeant = (draft: Draft, options: Given): boolean => {
    const file = path.resolve(cwd, originOf(placeOf(draft).span).source.path);
    return effectIn(file).rules.get(rule.id)?.options?.value === options;
  };
  return {
    ...rule,
    *check(view) {
      for (const options of given) {
        for (const draft of rule.check(view, optionValues(rule.options, options))) {
          if (given.length === 1 || isMeant(draft, options)) yield draft;
        }
      }
    },
  };
}
