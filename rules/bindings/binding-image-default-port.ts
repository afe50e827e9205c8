import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-image-default-port',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    other: '`{dialled}` is dialled, but the image of `{app}` listens on {declared} unless something tells it otherwise',
  },

  check: reportMismatches('image-default-port', 'other'),
});
