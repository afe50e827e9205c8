/** The options that say which rules speak, how loud, and what makes a run fail. */

/** Which findings there are. */
export const RULE_OPTIONS = {
  'min-confidence': {
    type: 'string',
    choices: ['high', 'medium', 'low'],
    describe: 'show nothing less sure (default medium)',
    requiresArg: true,
    group: 'Report:',
  },
  preset: {
    type: 'string',
    choices: ['syntax', 'recommended', 'strict'],
    describe: 'which rules (default recommended)',
    requiresArg: true,
    group: 'Judging:',
  },
  rule: {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'ID=error|warning|info|on|off, repeatable',
    group: 'Judging:',
  },
} as const;

export const JUDGING_OPTIONS = {
  ...RULE_OPTIONS,
  'fail-on': {
    type: 'string',
    choices: ['error', 'warning', 'info', 'never'],
    describe: 'least severity that gives exit code 1 (default warning)',
    requiresArg: true,
    group: 'Judging:',
  },
} as const;

/** What else is asked besides the built-in rules and the configuration. */
export const SOURCE_OPTIONS = {
  plugin: {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: 'a module with rules of your own, repeatable',
    group: 'Judging:',
  },
  bindings: {
    type: 'boolean',
    default: true,
    describe: 'compare with where the apps are declared to listen (--no-bindings)',
    group: 'Judging:',
  },
} as const;

export interface JudgingArguments {
  readonly minConfidence?: string | undefined;
  readonly failOn?: string | undefined;
  readonly preset?: string | undefined;
  readonly rule?: readonly string[] | undefined;
}
