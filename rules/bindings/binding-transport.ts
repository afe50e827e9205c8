import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-transport',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    unix: '`{dialled}` is dialled, but `{app}` listens on the socket `{declared}` and on no port',
    tcp: '`{dialled}` is dialled, but `{app}` listens on the TCP address `{declared}` and on no socket',
  },

  check: reportMismatches(
    'transport',
    ({ listens }) => (listens === 'unix' ? 'unix' : 'tcp'),
    'let `{app}` listen where nginx reaches it',
  ),
});
