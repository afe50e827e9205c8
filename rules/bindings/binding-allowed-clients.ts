import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-allowed-clients',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: {
    status: 502,
    log: 'recv() failed (104: Connection reset by peer) while reading response header from upstream',
  },
  messages: {
    other:
      '`{app}` closes the connections of clients that are not on its list (`{declared}`), and {client} is not on it',
  },

  check: reportMismatches('allowed-clients', 'other', ({ isPinned }) =>
    isPinned
      ? 'let `{app}` accept the address of nginx, and add it to `allowedClients` in the settings'
      : 'add the address of nginx to `listen.allowed_clients`, without a space after the comma',
  ),
});
