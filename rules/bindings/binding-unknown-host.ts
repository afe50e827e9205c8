import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-unknown-host',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { log: 'host not found in upstream' },
  messages: {
    other: 'no service is called `{host}`, but there is one called `{declared}`',
    hostname: '`{host}` is what the container of `{declared}` calls itself: other containers do not know that name',
    workload:
      '`{host}` is the name of a {kind}, which no DNS server knows: the Service in front of it is called `{declared}`',
  },

  check: reportMismatches('unknown-host', ({ kind = '' }) =>
    kind === '' ? 'other' : kind === 'hostname' ? 'hostname' : 'workload',
  ),
});
