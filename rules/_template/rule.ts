import { defineRule } from '../../src/rule/index.ts';

export default defineRule({
  id: 'RULE-ID',
  category: 'CATEGORY',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    wrong: 'what is wrong with `{name}` here',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      yield {
        message: 'wrong',
        at: hop.target,
        in: hop.pass,
        label: 'here',
        data: { name: hop.label },
        help: 'what to do',
      };
    }
  },
});
