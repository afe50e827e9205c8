import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-not-published',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    other:
      '`{dialled}` is dialled on the host, but `{app}` listens on {declared} in its container only: the port is not published',
  },

  check: reportMismatches(
    'not-published',
    'other',
    'publish the port (`ports: ["{publish}"]`), or run nginx in the network of `{app}`',
  ),
});
