import { defineRule, type Hop, keepConnections, labelled, placesOf, replace, together } from '../../src/rule/index.ts';

export default defineRule({
  id: 'websocket-map-defeats-keepalive',
  category: 'upstream',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    close:
      'requests to {places} that ask for no WebSocket carry `Connection: close` because of this line: connections to upstream `{group}` are not kept',
  },

  *check({ upstreams, hopsOf, poolOf }) {
    for (const upstream of upstreams()) {
      const pool = poolOf(upstream);
      const closing = hopsOf(upstream).flatMap((hop) => {
        const spoken = hop.family === 'proxy' ? hop.effective('http_version').whenValue((v) => v === '1.1') : undefined;
        const header = hop.headers?.get('Connection');
        const values = header?.possible.values ?? [];
        if (!pool || !spoken || !header?.origin || !values.some((v) => v.text.toLowerCase() === 'upgrade')) return [];
        // the line of the map on `$http_upgrade` for requests without that header
        const entry = values.find((v) => v.text.toLowerCase() === 'close')?.origins[0];
        if (entry?.parent?.name !== 'map' || entry.parent.args[0]?.toLowerCase() !== '$http_upgrade') return [];
        return [{ hop, entry, header: header.origin, given: [pool, spoken] }];
      });
      for (const same of together(closing, ({ entry }) => `${entry.file.path} ${entry.span.start}`)) {
        const [{ entry, header, given }] = same;
        yield {
          message: 'close',
          at: entry,
          label: 'ends every ordinary connection',
          data: { group: upstream.name, places: placesOf(same.map((a) => a.hop) as [Hop, ...Hop[]]) },
          given,
          related: [
            labelled(upstream.scope.own('keepalive')[0] ?? upstream.block, 'the connections to keep'),
            labelled(header, 'sent from here'),
            labelled(same[0].hop.pass, 'dialled here'),
          ],
          help: "write `''` instead of `close`: nothing is sent then, and HTTP/1.1 keeps the connection",
          fixes: [
            keepConnections(upstream, "write `''` instead of `close`", [replace(entry.argSpan(0), "''", 'suggestion')]),
          ],
        };
      }
    }
  },
});
