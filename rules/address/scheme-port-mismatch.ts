import { defineRule, labelled, otherScheme } from '../../src/rule/index.ts';

export default defineRule({
  id: 'scheme-port-mismatch',
  category: 'address',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    plainToTls: 'no TLS is spoken to `{address}`, where nginx itself listens with `ssl`',
    tlsToPlain: 'TLS is spoken to `{address}`, where nginx itself listens without `ssl`',
    plainTo443: '`{scheme}` without TLS goes to port 443 of `{host}`, the port of HTTPS',
    tlsTo80: '`{scheme}` goes to port 80 of `{host}`, the port of plain HTTP',
  },

  *check({ hops, ownSocket }) {
    for (const hop of hops()) {
      if (hop.tls === undefined || !SPEAKS_TLS.has(hop.family)) continue;
      for (const peer of hop.peers) {
        const socket = ownSocket(peer);
        const { address } = peer;
        const place = {
          at: peer.addressSpan ?? peer.span,
          in: peer.directive,
          data: {
            address: peer.addressText,
            scheme: hop.scheme ?? '',
            host: address.kind === 'tcp' ? address.host : '',
          },
        };
        const dialled = peer.directive === hop.pass ? undefined : labelled(hop.pass, 'dialled from here');

        if (socket) {
          if (socket.has('proxy_protocol') === 'yes') continue; // fails before any TLS
          // clients of a stream may bring TLS of their own, and a stream server may pass it on
          const isPlain = !hop.tls && hop.family !== 'stream' && socket.has('ssl') === 'yes';
          if (!isPlain && !(hop.tls && socket.family === 'http' && socket.has('ssl') === 'no')) continue;
          yield {
            ...place,
            message: isPlain ? 'plainToTls' : 'tlsToPlain',
            label: 'dials nginx itself',
            severity: 'error',
            ...(!isPlain && socket.isShared && { confidence: 'medium' as const }),
            related: [dialled, labelled(socket.lineOf('ssl') ?? socket.lines[0]?.directive, 'nginx listens here')],
            help: isPlain
              ? 'write `https` (for gRPC `grpcs`), or dial a port without TLS'
              : 'write `http` (for gRPC `grpc`), or dial a port with TLS',
            fixes: [otherScheme(hop, peer)],
            prevents: !isPlain ? WRONG_VERSION : socket.family === 'http' ? { status: 400 } : CLOSED,
          };
          continue;
        }

        if (address.kind !== 'tcp' || !address.hasPort || hop.family === 'stream') continue;
        if (address.port !== (hop.tls ? 80 : 443)) continue;
        yield {
          ...place,
          message: hop.tls ? 'tlsTo80' : 'plainTo443',
          label: hop.tls ? 'plain HTTP' : 'HTTPS',
          related: [dialled],
          help: hop.tls
            ? 'dial port 443, or write the scheme without the `s`'
            : 'write the scheme with an `s`, or dial port 80',
          fixes: [otherScheme(hop, peer)],
          prevents: hop.tls ? WRONG_VERSION : CLOSED,
        };
      }
    }
  },
});

const SPEAKS_TLS: ReadonlySet<string> = new Set(['proxy', 'grpc', 'stream']);
const WRONG_VERSION = {
  status: 502,
  log: 'SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream',
};
const CLOSED = {
  status: 502,
  log: 'upstream prematurely closed connection while reading response header from upstream',
};
