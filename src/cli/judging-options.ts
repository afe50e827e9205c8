/** The options that say which rules speak, how loud, and what makes a run fail. */
export const JUDGING_OPTIONS = {
  'min-confidence': {
    type: 'string',
    choices: ['high', 'medium', 'low'],
    describe: 'show nothing less sure (default medium)',
    requiresArg: true,
    group: 'Report:',
  },
  'fail-on': {
    type: 'string',
    choices: ['error', 'warning', 'info', 'never'],
    describe: 'least severity that gives exit code 1 (default warning)',
    requiresArg: true,
    group: 'Judging:',
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

export interface JudgingArguments {
  readonly minConfidence?: string | undefined;
  readonly failOn?: string | undefined;
  readonly preset?: string | undefined;
  readonly rule?: readonly string[] | undefined;
}
