import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-wrong-port',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    wrong: '`{dialled}` is dialled, but `{app}` listens on {declared}',
    nothing: '`{dialled}` is dialled, but nothing listened there when the snapshot of the machine was taken',
  },

  check: reportMismatches('wrong-port', ({ app }) => (app === '' ? 'nothing' : 'wrong')),
});
