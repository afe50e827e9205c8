import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-socket-not-shared',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  prevents: {
    status: 502,
    log: 'connect() to unix:… failed (2: No such file or directory) while connecting to upstream',
  },
  messages: {
    other: '`{dialled}` is dialled, but that socket exists {there} only, and no mount brings it into {nginx}',
  },

  check: reportMismatches(
    'socket-not-shared',
    'other',
    'mount one volume at `{directory}` in both, or let `{app}` listen on a port',
  ),
});
