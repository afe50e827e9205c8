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
  options: {
    atLeast: {
      type: 'size',
      default: '0',
      description: 'Limits that are set for uploads, and smaller than this, are told as well as the default.',
    },
  },
  messages: {
    small:
      '`{place}` looks like that of uploads, and bodies of more than {limit} are refused with 413: that is less than {least} bytes',
    upload:
      '`{place}` looks like that of uploads, and bodies of more than 1 MB are refused with 413: that is the default of `client_max_body_size`',
  },

  *check({ hops, beside }, { atLeast }) {
    for (const hop of hops()) {
      const limit = beside(hop.pass, 'client_max_body_size');
      if (!limit || !hop.looksLikeUpload) continue;
      const { bytes, origin } = limit;
      if (origin && bytes && bytes < atLeast) {
        yield {
          message: 'small',
          at: origin,
          label: 'less than {least} bytes',
          data: { place: hop.label, limit: origin.args[0] ?? '', least: atLeast },
          related: [labelled(hop.pass, 'uploads go here')],
          help: 'write as much as the app takes',
        };
      }
      const byDefault = origin ? undefined : limit.when('1m');
      if (!byDefault) continue;
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
