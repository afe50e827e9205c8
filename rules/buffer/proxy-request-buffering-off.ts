import { defineRule, labelled } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-request-buffering-off',
  category: 'buffer',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: [],
  reads: 'model',
  prevents: { status: 502, log: 'upstream prematurely closed connection while reading response header from upstream' },
  messages: {
    peers:
      'with `{directive} off` a request with a body is not passed to another server of `{upstream}` once the body is on its way',
    kept: 'with `{directive} off` a request with a body is not sent again when a kept connection to `{upstream}` turns out to be closed',
  },

  *check({ hops, keepsConnections }) {
    for (const hop of hops()) {
      const setting = hop.effective('request_buffering');
      const { origin, directive } = setting;
      if (!origin || setting.is('off') !== 'yes' || hop.effective('next_upstream').is('off') !== 'no') continue;
      const several = hop.upstreams.find((upstream) => upstream.servers.filter((s) => !s.isDown).length > 1);
      const kept = several ? undefined : hop.upstreams.find((upstream) => keepsConnections(hop, upstream));
      const upstream = several ?? kept;
      if (!upstream) continue;
      yield {
        message: several ? 'peers' : 'kept',
        at: origin,
        label: 'no second try',
        data: { directive, upstream: upstream.name },
        given: (kept && keepsConnections(hop, kept)) ?? [],
        related: [labelled(upstream.block, 'the group'), labelled(hop.pass, 'dialled with it')],
        help: 'switch it off only where uploads have to stream',
      };
    }
  },
});
