import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-socket-path',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: {
    status: 502,
    log: 'connect() to unix:… failed (2: No such file or directory) while connecting to upstream',
  },
  messages: {
    wrong: 'nothing declared listens on `{dialled}`, but `{app}` listens on `{declared}`',
  },

  check: reportMismatches('socket-path', 'wrong'),
});
