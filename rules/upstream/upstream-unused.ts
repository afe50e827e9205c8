import { defineRule } from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-unused',
  category: 'upstream',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    unused: 'no request is sent to upstream `{group}`: nothing in the configuration names it',
  },

  *check({ unusedUpstreams }) {
    for (const { name, block } of unusedUpstreams()) {
      yield {
        message: 'unused',
        at: block,
        label: 'nothing names it',
        data: { group: name },
        help: 'name it in a pass directive, or take it out',
      };
    }
  },
});
