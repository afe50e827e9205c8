import { defineRule, dialDraft, SEVERITY } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-contract',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    moved: '`{app}` is declared to listen on {declared}, but it is pinned to {pinned}',
    lost: '`{app}` is declared to listen on {declared} only, but it is pinned to {pinned}, too',
    published: '`{app}` is published on {declared}, but it is pinned to {pinned}',
    dialled: '`{dialled}` is dialled, but `{app}` is pinned to {declared}',
    nowhere: '`{dialled}` is dialled, but the settings pin no app there',
  },

  *check({ drifts, mismatches }) {
    for (const { app, confidence, declared, kind, pin, pinned, span } of drifts()) {
      yield {
        message: kind,
        at: span,
        label: 'declared here',
        data: { app, declared, pinned },
        related: [pin],
        help: 'declare what is pinned, or change `bindings.declared` and what nginx dials with it',
        severity: SEVERITY[confidence],
        confidence,
      };
    }
    for (const mismatch of mismatches('contract')) {
      const isPinned = mismatch.verdict.data.app !== '';
      yield {
        message: isPinned ? 'dialled' : 'nowhere',
        ...dialDraft(mismatch, isPinned ? undefined : 'pin the app with `bindings.declared`, or dial one that is'),
      };
    }
  },
});
