export { ConfigError } from './config-error.ts';
export { CONFIG_NAMES } from './discover.ts';
export { type LoadOptions, loadConfig } from './load.ts';
export type { Path, Problem } from './node.ts';
export {
  type Config,
  FAIL_LEVELS,
  type FailLevel,
  MIN_CONFIDENCES,
  type MinConfidence,
  PRESETS,
  type Preset,
  RULE_LEVELS,
  type RuleLevel,
  type Settings,
} from './settings.ts';
