import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-unreachable-network',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  prevents: { log: 'host not found in upstream' },
  messages: {
    other:
      '`{dialled}` is dialled, but `{client}` and `{app}` have no network in common: {networks} there, {declared} here',
    host: '`{dialled}` is dialled, but `{app}` has the network of the host: its name leads nowhere',
  },

  check: reportMismatches(
    'unreachable-network',
    ({ declared }) => (declared === 'host' ? 'host' : 'other'),
    ({ declared }) =>
      declared === 'host'
        ? 'dial `host.docker.internal`, with `extra_hosts` on Linux'
        : 'attach `{app}` and `{client}` to one network',
  ),
});
