import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-loopback-bind',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    other:
      '`{dialled}` is dialled, but `{app}` listens on `{declared}`, which answers nobody outside of its own {where}',
  },

  check: reportMismatches('loopback-bind', 'other', 'let `{app}` listen on `{bind}`'),
});
