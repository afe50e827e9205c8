import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-protocol',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 502 },
  messages: {
    other: '`{dialled}` is dialled with {asked}, but `{app}` speaks {declared} there',
  },

  check: reportMismatches(
    'protocol',
    'other',
    ({ instead }) => `${instead ? 'dial it with `{instead}`, or ' : ''}let \`{app}\` speak {asked}`,
  ),
});
