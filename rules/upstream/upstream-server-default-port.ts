import { defineRule, labelled, replace } from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-server-default-port',
  category: 'upstream',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    tls: '`{server}` in upstream `{group}` means port 80, yet TLS is spoken to it: in a group the scheme of the pass directive does not choose the port',
    other: '`{server}` in upstream `{group}` means port 80, the port of HTTP, yet {protocol} is spoken to it',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      for (const { address, server, upstream, scheme, span, hostSpan, directive } of hop.peers) {
        if (!server || !upstream || address.kind !== 'tcp' || address.hasPort) continue;
        if (server.parameters.some((p) => p.startsWith('service='))) continue; // SRV records bring the port
        const isTls = scheme === 'https' || scheme === 'grpcs' || scheme === 'suwsgi';
        const protocol = PROTOCOLS[hop.family];
        if (!isTls && (protocol === undefined || scheme === undefined)) continue;
        const written = hostSpan.source.text.slice(hostSpan.start, hostSpan.end);
        yield {
          message: isTls ? 'tls' : 'other',
          at: span,
          in: directive,
          label: 'port 80',
          data: { server: written, group: upstream.name, protocol: protocol ?? '' },
          related: [labelled(hop.pass, isTls ? 'TLS is spoken' : `${protocol} is spoken`)],
          // an app may well offer HTTP/2 without TLS on the port of HTTP
          ...(scheme === 'grpc' && { severity: 'warning' as const }),
          help: isTls
            ? 'write the port that the app listens on, mostly `{server}:443`'
            : 'write the port that the app listens on, `{server}:PORT`',
          fixes: [isTls ? replace(hostSpan, `${written}:443`, 'suggestion') : undefined],
          ...(isTls && {
            prevents: {
              status: 502,
              log: 'SSL_do_handshake() failed … wrong version number … while SSL handshaking to upstream',
            },
          }),
        };
      }
    }
  },
});

/** What the families speak that are not HTTP; port 80 is no port of theirs. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  fastcgi: 'FastCGI',
  uwsgi: 'the uwsgi protocol',
  scgi: 'SCGI',
  grpc: 'gRPC',
  memcached: 'the memcached protocol',
};
