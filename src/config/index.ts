export { ConfigError } from './config-error.ts';
export { CONFIG_NAMES, discover } from './discover.ts';
export { type LoadOptions, loadConfig } from './load.ts';
export type { Node, Path, Problem } from './node.ts';
export {
  type InEffect,
  inEffect,
  type Layer,
  type Possible,
  possible,
  type RuleInEffect,
  type Said,
} from './policy.ts';
export { readJson } from './read-json.ts';
export type { KnownRule } from './rule-problems.ts';
export {
  type Config,
  FAIL_LEVELS,
  type FailLevel,
  MIN_CONFIDENCES,
  type MinConfidence,
  NO_SETTINGS,
  type Override,
  type PluginSetting,
  PRESETS,
  type Preset,
  RULE_LEVELS,
  type RuleLevel,
  type RuleOptions,
  type RuleSetting,
  type RuleSettings,
  type Settings,
  type SettingsFile,
} from './settings.ts';
