import { defineRule, dialDraft } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-self-dial',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  prevents: { status: 502, log: 'worker_connections are not enough' },
  messages: {
    loop: '`{dialled}` is nginx itself: what it sends there comes to the same place again, until there is no connection left',
  },

  *check({ mismatches }) {
    for (const mismatch of mismatches('self-dial')) {
      yield { message: 'loop', ...dialDraft(mismatch, 'dial the address of the app') };
    }
  },
});
