import {
  defineRule,
  type Fix,
  type Hop,
  labelled,
  onePerLocation,
  placesOf,
  refusedHttp10,
  setDirective,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'http10-rejected-by-backend',
  category: 'address',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 426 },
  messages: {
    refused: 'HTTP/1.0 is spoken to `{app}` for {places}, and {server} answers every such request with {status}',
  },

  *check(view) {
    for (const { app, status, given, hops } of refusedHttp10(view)) {
      const { origin } = hops[0].effective('http_version');
      yield {
        message: 'refused',
        at: origin ?? hops[0].pass,
        label: origin ? 'HTTP/1.0 is chosen here' : 'dialled with HTTP/1.0, the default before nginx 1.29.7',
        data: { app: app.app, places: placesOf(hops), server: app.server ?? 'it', status: status.value },
        given: [given],
        related: [
          labelled(status.span, '`accept_http_10` is not set for this listener'),
          ...hops.slice(origin ? 0 : 1).map((hop) => labelled(hop.pass, 'dialled here')),
        ],
        help: 'write `proxy_http_version 1.1;`',
        fixes: onePerLocation(hops).map(fixOf),
      };
    }
  },
});

/** In a group that keeps connections they are kept from then on. */
function fixOf(hop: Hop): Fix | undefined {
  const isKept = hop.upstreams.some((upstream) => upstream.scope.own('keepalive').length > 0);
  const isChosen = hop.effective('http_version').origin !== null;
  return setDirective(hop, 'proxy_http_version', '1.1', isKept || isChosen ? 'unsafe' : 'safe');
}
