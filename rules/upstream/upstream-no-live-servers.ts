import { defineRule, type Hop, labelled, placesOf } from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-no-live-servers',
  category: 'upstream',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  prevents: { status: 502, log: 'no live upstreams while connecting to upstream' },
  messages: {
    down: 'every server of upstream `{group}` is marked `down`: each request to {places} is answered with 502',
    stream: 'every server of upstream `{group}` is marked `down`: each connection to {places} is closed at once',
  },

  *check({ upstreams, hopsOf, version }) {
    for (const upstream of upstreams()) {
      const { servers, isComplete, block, name, family } = upstream;
      if (!isComplete || servers.length === 0 || servers.some((s) => !s.isDown)) continue;
      // the API of NGINX Plus can bring servers of shared memory back
      if (version.edition === 'plus' && upstream.scope.own('zone').length > 0) continue;
      // a variable may choose another group instead
      const [first, ...more] = hopsOf(upstream).filter(
        (hop) => hop.isComplete && hop.destinations.every((d) => d.upstream === upstream),
      );
      if (!first) continue;
      const hops: readonly [Hop, ...Hop[]] = [first, ...more];
      yield {
        message: family === 'stream' ? 'stream' : 'down',
        at: block,
        label: 'no server to dial',
        data: { group: name, places: placesOf(hops) },
        related: [
          ...servers.map((s) => labelled(s.directive, '`down`')),
          ...hops.map((hop) => labelled(hop.pass, 'dialled here')),
        ],
        help: 'take `down` off a server that runs, or send the requests elsewhere',
        ...(family === 'stream' && { prevents: { log: 'no live upstreams while connecting to upstream' } }),
      };
    }
  },
});
