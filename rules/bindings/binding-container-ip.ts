import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-container-ip',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (113: No route to host) while connecting to upstream' },
  messages: {
    other:
      "`{dialled}` is an address that docker gave a container: after a restart it may be another one, or another container's",
  },

  check: reportMismatches('container-ip', 'other', 'dial the service by its name'),
});
