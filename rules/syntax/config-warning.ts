import { defineRule, reportDiagnostics } from '../../src/rule/index.ts';

export default defineRule({
  id: 'config-warning',
  category: 'syntax',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['syntax', 'recommended'],
  reads: 'syntax',
  messages: { said: '{message}' },
  check: reportDiagnostics('config-warning'),
});
