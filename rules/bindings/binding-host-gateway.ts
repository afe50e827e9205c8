import { defineRule, dialDraft } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-host-gateway',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  prevents: { log: 'host not found in upstream' },
  messages: {
    missing:
      '`{host}` is known in the container of `{container}` only where Docker Desktop runs it: it has no `extra_hosts` for that name',
  },

  *check({ mismatches }) {
    for (const mismatch of mismatches('host-gateway')) {
      yield {
        message: 'missing',
        ...dialDraft(mismatch, 'give `{container}` the name on Linux, too: `extra_hosts: ["{host}:host-gateway"]`'),
      };
    }
  },
});
