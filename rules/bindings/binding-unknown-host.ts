import { defineRule, reportMismatches } from '../../src/rule/index.ts';

/** The message for each kind of name; a workload's kind is its own word (`Deployment`). */
const WORDS: Readonly<Record<string, 'other' | 'short'>> = {
  '': 'other',
  short: 'short',
};

const report = reportMismatches(
  'unknown-host',
  ({ kind = '' }) => WORDS[kind] ?? 'workload',
  'dial the whole name of the Service',
);

export default defineRule({
  id: 'binding-unknown-host',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { log: 'host not found in upstream' },
  messages: {
    other: 'no service is called `{host}`, but there is one called `{declared}`',
    workload:
      '`{host}` is the name of a {kind}, which no DNS server knows: the Service in front of it is called `{declared}`',
    short:
      '`{host}` is asked of the `resolver` as it stands, which does not complete names: in the cluster the name is `{declared}`',
  },

  *check(view) {
    for (const draft of report(view)) {
      const isAsked = draft.message === 'short';
      yield isAsked ? { ...draft, prevents: { status: 502, log: 'could not be resolved (3: Host not found)' } } : draft;
    }
  },
});
