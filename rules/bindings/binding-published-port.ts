import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-published-port',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    inside:
      '`{dialled}` is dialled, but {published} is the port published on the host: inside the network `{app}` listens on {container}',
    onHost:
      '`{dialled}` is dialled, but {container} is the port inside the container of `{app}`: on the host it is published on {published}',
  },

  check: reportMismatches('published-port', ({ side }) => (side === 'host' ? 'onHost' : 'inside')),
});
