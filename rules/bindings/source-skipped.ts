import { defineRule } from '../../src/rule/index.ts';

export default defineRule({
  id: 'source-skipped',
  category: 'bindings',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  messages: { skipped: 'what `{path}` declares was not taken into account: {why}' },

  *check({ skippedSources }) {
    for (const { span, path, why } of skippedSources()) {
      yield {
        message: 'skipped',
        at: span,
        label: 'not understood',
        data: { path, why },
        help: 'correct the file, or leave it out with `bindings.sources.exclude`',
      };
    }
  },
});
