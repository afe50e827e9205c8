import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-private-tmp',
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
      '`{dialled}` is dialled, but `{unit}` has a /tmp of its own: `{app}` and nginx do not see the same files there',
  },

  check: reportMismatches(
    'private-tmp',
    'other',
    'let `{app}` listen on `{instead}` (`RuntimeDirectory=` makes the directory), and dial it there',
  ),
});
