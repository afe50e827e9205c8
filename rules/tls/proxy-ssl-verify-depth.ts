import { defineRule, labelled, replaceArguments, setDirective, together } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-ssl-verify-depth',
  category: 'tls',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: {
    status: 502,
    log: 'upstream SSL certificate verify error: (20:unable to get local issuer certificate) while SSL handshaking to upstream',
  },
  messages: {
    none: '`{directive} 0` allows no intermediate certificate, and public certificates always have one',
    one: "the app's certificate is checked with no more than one intermediate: the default of `{directive}` is 1",
  },

  *check({ hops }) {
    const checked = hops().flatMap((hop) => {
      const on = hop.effective('ssl_verify').when('on');
      const depth = hop.effective('ssl_verify_depth');
      const none = depth.origin ? depth.when('0') : undefined;
      const one = depth.origin ? undefined : depth.when('1');
      return hop.tls === true && on && (none || one) ? [{ hop, depth, given: [on, none ?? one] }] : [];
    });
    for (const [{ hop, depth, given }] of together(checked, ({ hop, depth }) => {
      const { source, start } = (depth.origin ?? hop.pass).span;
      return source.path + start;
    })) {
      const { origin, directive } = depth;
      yield {
        message: origin ? 'none' : 'one',
        at: origin ?? hop.target,
        in: origin ?? hop.pass,
        label: origin ? 'too few' : 'checked with the default',
        data: { directive },
        given,
        related: [
          labelled(hop.effective('ssl_verify').origin, 'checked because of this'),
          labelled(origin ? hop.pass : undefined, 'dialled with it'),
        ],
        help: 'write `{directive} 3;`',
        // how long the chain is, is not known
        ...(!origin && { severity: 'info' as const, confidence: 'low' as const }),
        fixes: [origin ? replaceArguments(origin, '3', 'safe') : setDirective(hop, directive, '3', 'safe')],
      };
    }
  },
});
