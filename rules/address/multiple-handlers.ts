import { defineRule, labelled } from '../../src/rule/index.ts';

export default defineRule({
  id: 'multiple-handlers',
  category: 'address',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    lost: '`{lost}` does nothing here: `{winner}` further down answers every request',
  },

  *check({ lostHandlers }) {
    for (const { lost, winner } of lostHandlers()) {
      yield {
        message: 'lost',
        at: lost,
        label: 'never used',
        data: { lost: lost.name, winner: winner.name },
        related: [labelled(winner, 'the last one counts')],
        help: 'remove one of the two, or give each a location of its own',
      };
    }
  },
});
