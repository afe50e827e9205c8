import { defineRule, reportDiagnostics } from '../../src/rule/index.ts';

export default defineRule({
  id: 'unknown-directive',
  category: 'syntax',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['syntax', 'recommended'],
  reads: 'syntax',
  fixable: true,
  messages: { said: '{message}' },
  options: {
    allow: { type: 'words', default: [], description: 'Names of directives that are known: of modules of your own.' },
  },
  check: reportDiagnostics('unknown-directive'),
});
