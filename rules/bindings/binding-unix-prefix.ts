import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-unix-prefix',
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
    other:
      '`{dialled}` is dialled, but `{app}` listens on a random TCP port: uWSGI knows no `unix:` prefix (`{declared}`)',
  },

  check: reportMismatches('unix-prefix', 'other', 'write `{path}` there, without `unix:`'),
});
