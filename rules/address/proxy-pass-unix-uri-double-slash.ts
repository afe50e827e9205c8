import { defineRule, labelled, replace } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-pass-unix-uri-double-slash',
  category: 'address',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    twice:
      'the app is asked for `{uri}/…` when a client asks for `{location}/…`: the URI ends with a slash and `{location}` does not',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      const [destination] = hop.destinations;
      if (!hop.isLiteral || !destination || destination.address.kind !== 'unix' || !destination.uri.endsWith('/'))
        continue;
      const location = hop.prefix;
      if (location === undefined || location.endsWith('/')) continue;
      const { uri } = destination;
      const uriSpan = hop.uriSpan;
      yield {
        message: 'twice',
        at: uriSpan ?? hop.target,
        in: hop.pass,
        label: 'replaces `{location}`',
        data: { location, uri, shorter: uri.slice(0, -1) },
        related: [labelled(hop.scope.block, 'the prefix that is replaced')],
        help: uri === '/' ? 'write `location {location}/`' : 'write `location {location}/`, or `{shorter}` here',
        fixes: [uriSpan && uri !== '/' ? replace(uriSpan, uri.slice(0, -1), 'suggestion') : undefined],
      };
    }
  },
});
