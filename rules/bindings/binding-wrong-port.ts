import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-wrong-port',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    wrong: '`{dialled}` is dialled, but `{app}` listens on {declared}',
  },

  check: reportMismatches('wrong-port', 'wrong'),
});
