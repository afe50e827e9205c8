import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-unknown-host',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { log: 'host not found in upstream' },
  messages: {
    other: 'no service is called `{host}`, but there is one called `{declared}`',
  },

  check: reportMismatches('unknown-host', 'other'),
});
