import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-service-name-on-host',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { log: 'host not found in upstream' },
  messages: {
    published:
      '`{host}` is a service of compose, and nginx runs on the host, where that is no name: it is published there on {declared}',
    other: '`{host}` is a service of compose, and nginx runs on the host, where that is no name',
  },

  check: reportMismatches(
    'service-name-on-host',
    ({ declared }) => (declared === '' ? 'other' : 'published'),
    'publish the port of `{app}` and dial it at 127.0.0.1',
  ),
});
