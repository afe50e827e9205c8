import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-socket-mount-path',
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
    other: '`{dialled}` is the path in the container of `{app}`: nginx sees that socket as `{declared}`',
  },

  check: reportMismatches('socket-mount-path', 'other'),
});
