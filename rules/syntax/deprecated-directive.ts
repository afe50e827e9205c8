import { defineRule, reportDiagnostics } from '../../src/rule/index.ts';

export default defineRule({
  id: 'deprecated-directive',
  category: 'syntax',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['syntax', 'recommended'],
  reads: 'syntax',
  fixable: true,
  messages: { said: '{message}' },
  options: {
    allow: { type: 'words', default: [], description: 'Names of directives that are not told.' },
  },
  check: reportDiagnostics('deprecated-directive'),
});
