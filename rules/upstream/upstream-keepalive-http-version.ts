import {
  clearConnection,
  defineRule,
  type Fix,
  type Hop,
  keepConnections,
  labelled,
  onePerLocation,
  placesOf,
  safetyOfReuse,
  setDirective,
  together,
  type Upstream,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-keepalive-http-version',
  category: 'upstream',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    off: '`keepalive {count}` of upstream `{upstream}` does nothing for {places}: HTTP/1.0 is spoken there, so every request opens a new connection',
    halfFixed:
      '`keepalive {count}` of upstream `{upstream}` usually does nothing for {places}: the `Connection` header is right, but HTTP/1.0 is spoken there, and apps close such a connection after the answer',
  },

  *check({ keepaliveGroups }) {
    for (const { upstream, keepalive, count, hops: dialling } of keepaliveGroups()) {
      const affected = dialling.flatMap((hop) => {
        if (hop.family !== 'proxy') return []; // fastcgi needs fastcgi_keep_conn instead, grpc always reuses
        const version = hop.effective('http_version');
        const http10 = version.when('1.0');
        const connection = hop.headers?.get('Connection');
        const isCleared = connection?.origin != null && !connection.possible.values.some((v) => /close/i.test(v.text));
        return http10 ? [{ hop, http10, isCleared, origin: version.origin }] : [];
      });

      for (const same of together(affected, (a) => JSON.stringify([a.isCleared, a.http10]))) {
        const { http10, isCleared } = same[0];
        const hops = same.map((a) => a.hop) as [Hop, ...Hop[]];
        yield {
          message: isCleared ? 'halfFixed' : 'off',
          at: keepalive,
          label: 'never used',
          data: { count, upstream: upstream.name, places: placesOf(hops) },
          given: [http10],
          related: same.flatMap(({ hop, origin }) => [
            labelled(origin, 'HTTP/1.0 is chosen here'),
            labelled(hop.pass, origin ? 'dialled here' : 'dialled with HTTP/1.0, the default before nginx 1.29.7'),
          ]),
          help: isCleared
            ? 'add `proxy_http_version 1.1;`'
            : 'add `proxy_http_version 1.1;` and `proxy_set_header Connection "";`, and to the upstream a `keepalive_timeout` below the idle timeout of the app',
          fixes: [fixOf(upstream, hops)],
        };
      }
    }
  },
});

/** A version that somebody has chosen may be the only one that the app speaks; so may a `Connection` header. */
function fixOf(upstream: Upstream, hops: readonly Hop[]): Fix | undefined {
  const safety = safetyOfReuse(upstream);
  const changes = onePerLocation(hops).flatMap((hop) => {
    const isChosen = hop.effective('http_version').origin !== null;
    const isWritten = hop.headers?.get('Connection').origin != null || hop.handshake?.upgrade !== undefined;
    return [
      setDirective(hop, 'proxy_http_version', '1.1', isChosen ? 'unsafe' : safety),
      ...(isWritten ? [] : [clearConnection(hop, safety)]),
    ];
  });
  return keepConnections(upstream, 'speak HTTP/1.1 and keep the connections', changes);
}
