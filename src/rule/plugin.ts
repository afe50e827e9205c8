/** What does the module of a plugin bring? Whatever it is, it is looked at before anything of it runs. */
import type { Preset, Rule } from './define.ts';
import { CATEGORIES, CONFIDENCES, SEVERITIES } from './finding.ts';

/** What a plugin must say of a rule; the rest has defaults: severity `warning`, confidence `high`, preset `recommended`. */
export type PluginRule = Pick<Rule, 'id' | 'category' | 'messages' | 'check'> & Partial<Rule>;

/** Rules, and why others are none (for people). */
export interface PluginRules {
  readonly rules: readonly Rule[];
  readonly problems: readonly string[];
}

/** The rules of a module's `default` export: one rule, or a list of them. Ids in `taken` belong to others. */
export function rulesOfPlugin(exported: unknown, taken: ReadonlySet<string>): PluginRules {
  if (exported === undefined) {
    return { rules: [], problems: ['it has no default export: write `export default defineRule({ … })`'] };
  }
  const rules: Rule[] = [];
  const problems: string[] = [];
  const ids = new Set(taken);
  const all: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  for (const [index, one] of all.entries()) {
    const name = all.length === 1 ? 'its rule' : `rule ${index + 1}`;
    const wrong = whatIsWrong(one, ids);
    if (wrong !== undefined) {
      problems.push(`${name} ${wrong}`);
      continue;
    }
    const rule = one as PluginRule;
    ids.add(rule.id);
    rules.push({ ...DEFAULTS, ...rule });
  }
  return { rules, problems };
}

const DEFAULTS = {
  severity: 'warning',
  confidence: 'high',
  since: '',
  presets: ['recommended'] as readonly Preset[],
  reads: 'model',
} as const;

/** Every stage that a rule can ask for; `bindings` is the one that costs reading other files. */
const READS: readonly string[] = ['source', 'syntax', 'tree', 'model', 'bindings', 'findings'];

function whatIsWrong(one: unknown, taken: ReadonlySet<string>): string | undefined {
  if (typeof one !== 'object' || one === null) return 'is no object';
  const rule = { ...DEFAULTS, ...one } as Readonly<Record<keyof Rule, unknown>>;
  const { id } = rule;
  if (typeof id !== 'string' || !/^[a-z\d]+(?:-[a-z\d]+)+$/.test(id)) {
    return 'needs an `id` of words with hyphens between them, like `no-private-ports`';
  }
  if (taken.has(id)) return `has the id of another rule: \`${id}\``;
  const named = `(\`${id}\`)`;
  const oneOf = (
    key: 'category' | 'severity' | 'confidence' | 'reads',
    words: readonly string[],
  ): string | undefined =>
    words.includes(String(rule[key])) ? undefined : `${named}: its \`${key}\` must be one of ${words.join(', ')}`;
  const isTexts =
    typeof rule.messages === 'object' &&
    rule.messages !== null &&
    Object.values(rule.messages).every((text) => typeof text === 'string');
  return (
    oneOf('category', CATEGORIES) ??
    oneOf('severity', SEVERITIES) ??
    oneOf('confidence', CONFIDENCES) ??
    oneOf('reads', READS) ??
    (isTexts ? undefined : `${named} needs \`messages\`: texts by name`) ??
    (typeof rule.check === 'function' ? undefined : `${named} needs a method \`check\``) ??
    (Array.isArray(rule.presets) ? undefined : `${named}: its \`presets\` must be a list`)
  );
}
