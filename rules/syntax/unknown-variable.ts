import { defineRule, reportDiagnostics } from '../../src/rule/index.ts';

export default defineRule({
  id: 'unknown-variable',
  category: 'syntax',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['syntax', 'recommended'],
  reads: 'syntax',
  fixable: true,
  messages: { said: '{message}' },
  check: reportDiagnostics('unknown-variable'),
});
