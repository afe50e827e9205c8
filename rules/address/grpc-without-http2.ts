import { defineRule, labelled, placesOf, together } from '../../src/rule/index.ts';

export default defineRule({
  id: 'grpc-without-http2',
  category: 'address',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    http1: 'gRPC clients cannot get to {places}: they speak HTTP/2, which no `listen` of this server has',
  },

  *check({ hops, socketsOf }) {
    const grpc = hops().filter((hop) => hop.family === 'grpc' && hop.server);
    for (const same of together(grpc, ({ server }) => server)) {
      const [hop] = same;
      const sockets = socketsOf(hop.server!);
      // HTTP/3 carries gRPC, too
      if (sockets.length === 0 || hop.server!.own('listen').some((line) => line.args.includes('quic'))) continue;
      if (!sockets.every((socket) => socket.has('http2') === 'no')) continue;
      yield {
        message: 'http1',
        at: hop.pass,
        label: 'no gRPC client gets here',
        data: { places: placesOf(same) },
        // a `listen` of another file brings HTTP/2 to the same socket (up to 1.25.0), an outer `http2 on` since
        ...(sockets[0]!.isShared && { confidence: 'medium' as const }),
        given: [sockets[0]!.isShared ? { directive: 'http2', unseenOuter: 1 } : undefined],
        related: hop.server!.own('listen').map((line) => labelled(line, 'HTTP/1 only')),
        help: 'add `http2 on;` to the server (before nginx 1.25.1: `http2` to its `listen`)',
      };
    }
  },
});
