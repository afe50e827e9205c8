import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-loopback-in-container',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    other:
      '`{dialled}` is the container of `{container}` itself, where nothing is declared to listen on that port: it is `{app}` that does, elsewhere',
    pod: '`{dialled}` is the pod of `{container}` itself, where nginx is alone: it is the Service `{app}` that has that port',
    nothing: '`{dialled}` is the container of `{container}` itself, where nothing is declared to listen on that port',
  },

  check: reportMismatches('loopback-in-container', ({ app, where }) =>
    where === 'pod' ? 'pod' : app === '' ? 'nothing' : 'other',
  ),
});
