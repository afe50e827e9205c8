import { addAfter, defineRule, labelled } from '../../src/rule/index.ts';

export default defineRule({
  id: 'client-max-body-size',
  category: 'buffer',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: [],
  reads: 'model',
  fixable: true,
  prevents: { status: 413, log: 'client intended to send too large body' },
  messages: {
    upload:
      '`{place}` looks like that of uploads, and bodies of more than 1 MB are refused with 413: that is the default of `client_max_body_size`',
  },

  *check({ hops, beside }) {
    for (const hop of hops()) {
      const limit = beside(hop.pass, 'client_max_body_size');
      const byDefault = limit && !limit.origin ? limit.when('1m') : undefined;
      if (!byDefault || !hop.looksLikeUpload) continue;
      yield {
        message: 'upload',
        at: hop.pass,
        label: 'with bodies of at most 1 MB',
        data: { place: hop.label },
        given: [byDefault],
        related: [labelled(hop.scope.block, 'the location')],
        help: 'add `client_max_body_size 50m;`, as much as the app takes',
        fixes: [addAfter(hop.pass, ['client_max_body_size 50m;'], 'suggestion')],
      };
    }
  },
});
