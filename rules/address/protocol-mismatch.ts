import { defineRule, type Hop, labelled, type Prevents, type SelfDial } from '../../src/rule/index.ts';

export default defineRule({
  id: 'protocol-mismatch',
  category: 'address',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    family: '`{pass}` speaks {spoken} to `{address}`, where nginx itself listens for HTTP',
    http2: '`{pass}` speaks HTTP/2 to `{address}`, where nginx itself listens for HTTP/1 only',
    http1: '`{pass}` speaks HTTP/1 to `{address}`, where nginx itself understands nothing but HTTP/2',
    phpFpm: '`{pass}` speaks {spoken} to `{address}`, which by its name is php-fpm, and php-fpm speaks FastCGI',
    httpPort: '`{pass}` speaks FastCGI to port {port}, on which apps mostly speak HTTP',
  },

  *check({ hops, selfDials, ownSocket, version }) {
    for (const dial of selfDials()) {
      const { hop, peer, socket } = dial;
      const message = whatIsWrong(dial);
      if (!message || (message === 'http1' && version.before('1.25.1') === 'no')) continue;
      const isLack = message === 'http2';
      yield {
        message,
        at: peer.addressSpan ?? peer.span,
        in: peer.directive,
        label: 'dials nginx itself',
        data: dataOf(hop, peer.addressText),
        given: [
          message === 'http1' && version.before('1.25.1') === 'unknown'
            ? { directive: 'listen', versions: 'before 1.25.1', unseenOuter: 0 as const }
            : undefined,
        ],
        ...(isLack && socket.isShared && { confidence: 'medium' as const }),
        related: [
          peer.directive === hop.pass ? undefined : labelled(hop.pass, 'dialled from here'),
          labelled(socket.lineOf('http2') ?? socket.lines[0]?.directive, 'nginx listens here'),
        ],
        help: HELP[message],
        prevents: message === 'family' ? prevented(hop) : { status: 502, log: LOG[message] },
      };
    }

    for (const hop of hops()) {
      for (const peer of hop.peers) {
        if (ownSocket(peer) || hop.family === 'stream' || hop.family === 'memcached') continue;
        const isPhp = hop.family !== 'fastcgi' && isPhpFpm(peer.addressText);
        const port = peer.address.kind === 'tcp' ? (peer.address.port ?? 0) : 0;
        if (!isPhp && !(hop.family === 'fastcgi' && HTTP_PORTS.has(port))) continue;
        yield {
          message: isPhp ? 'phpFpm' : 'httpPort',
          at: peer.addressSpan ?? peer.span,
          in: peer.directive,
          label: isPhp ? 'FastCGI' : 'HTTP?',
          data: { ...dataOf(hop, peer.addressText), port },
          related: [peer.directive === hop.pass ? undefined : labelled(hop.pass, 'dialled from here')],
          confidence: isPhp ? 'medium' : 'low', // a name tells little, a port less
          help: isPhp ? 'dial php-fpm with `fastcgi_pass`' : 'if the app speaks HTTP, dial it with `proxy_pass`',
          prevents: isPhp
            ? { status: 502, log: 'recv() failed (104: Connection reset by peer) while reading response header' }
            : prevented(hop),
        };
      }
    }
  },
});

/** What nginx as the other side makes of it; undefined where both agree or another rule knows the reason. */
function whatIsWrong({ hop, socket }: SelfDial): 'family' | 'http2' | 'http1' | undefined {
  // a stream server passes on whatever it gets
  if (socket.family !== 'http' || hop.family === 'stream' || hop.family === 'tunnel') return undefined;
  if (socket.has('proxy_protocol') === 'yes') return undefined;
  if (hop.family !== 'proxy' && hop.family !== 'grpc') return 'family';
  const isTls = socket.has('ssl') === 'yes';
  if (hop.tls !== isTls) return undefined;
  const speaks2 = hop.family === 'grpc' || hop.effective('http_version').is('2') === 'yes';
  if (speaks2) return socket.has('http2') === 'no' ? 'http2' : undefined;
  // over TLS both sides agree on one of the two
  return !isTls && socket.lineOf('http2')?.name === 'listen' ? 'http1' : undefined;
}

const HELP = {
  family: 'use `proxy_pass` for what speaks HTTP, or dial the address of the app',
  http2: 'let that `listen` have HTTP/2 (`http2 on;`, before nginx 1.25.1 `listen … http2`)',
  http1: 'take `http2` off that `listen`, or give it a port of its own',
};
const LOG = {
  http2: 'upstream sent too large http2 frame: 4740180 while reading response header from upstream',
  http1: 'upstream sent no valid HTTP/1.0 header while reading response header from upstream',
};
const SPOKEN: Readonly<Record<Hop['family'], string>> = {
  proxy: 'HTTP',
  grpc: 'HTTP/2',
  fastcgi: 'FastCGI',
  uwsgi: 'the uwsgi protocol',
  scgi: 'SCGI',
  memcached: "memcached's protocol",
  tunnel: 'anything',
  stream: 'anything',
};
/** Where node, gunicorn, flask and the servers of their kind listen unless told otherwise. */
const HTTP_PORTS: ReadonlySet<number> = new Set([3000, 5000, 8000, 8080]);

function isPhpFpm(address: string): boolean {
  return /^unix:.*php[^/]*fpm|^(?:[\w.-]*[-_.])?php[\d.]*[-_]?(?:fpm)?(?:[-_.][\w.-]*)?:9000$|fpm[\w.-]*:9000$/i.test(
    address,
  );
}

function dataOf({ pass, family }: Hop, address: string) {
  return { pass: pass.name, spoken: SPOKEN[family], address };
}

/** What HTTP answers to another protocol: a page that says `400 Bad Request`. uwsgi and SCGI let it through. */
function prevented({ family }: Hop): Prevents {
  if (family === 'fastcgi')
    return { status: 502, log: 'upstream sent unsupported FastCGI protocol version: 72 while reading response header' };
  if (family === 'memcached')
    return { status: 502, log: 'memcached sent invalid response: "HTTP/1.1 400 Bad Request"' };
  return { status: 400 };
}
