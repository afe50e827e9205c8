import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-socket-permission',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 502, log: 'connect() to unix:… failed (13: Permission denied) while connecting to upstream' },
  messages: {
    socket: 'the workers of nginx run as `{worker}` and may not connect to the socket of `{app}` ({declared})',
    directory:
      'the workers of nginx run as `{worker}` and may not enter the directory of the socket of `{app}` ({declared})',
  },

  check: reportMismatches(
    'socket-permission',
    ({ why }) => (why === 'directory' ? 'directory' : 'socket'),
    'give the socket a group that `{worker}` is in, with the permission to write (0660)',
  ),
});
