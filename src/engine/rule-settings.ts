/** Are the rules, levels and options that a program asks for ones that there are? Settings files have their schema for that. */
import { RULE_LEVELS, type RuleLevel, type RuleOptions, type RuleSettings } from '../config/index.ts';
import { optionProblem, type Rule } from '../rule/index.ts';
import { nearest } from '../text/index.ts';

/** Throws RangeError that says which is not. */
export function assertRuleSettings(settings: RuleSettings, rules: readonly Rule[]): void {
  for (const [id, setting] of Object.entries(settings)) {
    const rule = rules.find((one) => one.id === id);
    if (!rule)
      throw unknown(
        `there is no rule \`${id}\``,
        id,
        rules.map((one) => one.id),
      );
    const [level, options = {}] = Array.isArray(setting)
      ? (setting as readonly [RuleLevel, RuleOptions?])
      : [setting as RuleLevel];
    if (!RULE_LEVELS.includes(level))
      throw unknown(`\`${String(level)}\` is no level of rule \`${id}\``, String(level), RULE_LEVELS);
    for (const [name, value] of Object.entries(options)) {
      const spec = rule.options?.[name];
      if (!spec) throw unknown(`rule \`${id}\` has no option \`${name}\``, name, Object.keys(rule.options ?? {}));
      const problem = optionProblem(spec, value);
      if (problem !== undefined) throw new RangeError(`option \`${name}\` of rule \`${id}\` ${problem}`);
    }
  }
}

function unknown(what: string, word: string, known: readonly string[]): RangeError {
  const near = nearest(word, known);
  const help =
    near !== undefined
      ? `did you mean \`${near}\`?`
      : known.length < 12
        ? `there is ${known.map((one) => `\`${one}\``).join(', ')}`
        : '';
  return new RangeError(help === '' ? what : `${what}: ${help}`);
}
