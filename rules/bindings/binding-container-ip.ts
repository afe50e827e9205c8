import { defineRule, dialDraft } from '../../src/rule/index.ts';

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

  *check({ mismatches }) {
    for (const mismatch of mismatches('container-ip')) {
      yield { message: 'other', ...dialDraft(mismatch, 'dial the service by its name') };
    }
  },
});
