import { defineRule, reportMismatches } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-selinux',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  prevents: {
    status: 502,
    log: 'connect() to 127.0.0.1:3000 failed (13: Permission denied) while connecting to upstream',
  },
  messages: {
    denied: '`{dialled}` is denied by SELinux: `httpd_can_network_connect` is off, and nothing else opens port {port}',
  },

  check: reportMismatches('selinux', 'denied', ({ byPort }) =>
    byPort === ''
      ? '`setsebool -P httpd_can_network_connect 1`'
      : '`setsebool -P httpd_can_network_connect 1`, or for this port only `semanage port -a -t http_port_t -p tcp {port}`',
  ),
});
