// The apps behind nginx: node servers in the test's own process that record every connection and every request they get.
import { chmodSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createRawServer,
  type Server as RawServer,
  type Socket,
} from 'node:net';
import { createSecureContext } from 'node:tls';
import { LIFETIME_SECONDS } from './guarded.ts';

export interface SeenRequest {
  readonly line: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface App {
  readonly port: number;
  /** Accepted TCP connections so far. */
  readonly connections: () => number;
  readonly open: () => number;
  readonly requests: readonly SeenRequest[];
  readonly close: () => Promise<void>;
}

export interface TlsApp extends App {
  /** The server name of every ClientHello; undefined where it had none. */
  readonly names: readonly (string | undefined)[];
}

export interface Certificate {
  readonly name: string;
  readonly key: string;
  readonly cert: string;
}

const APP_ADDRESS = '127.0.0.1';

const BODY = 'hello from the app\n';

/** Answers every path at once, `/sized…` with a Content-Length of its own making, `/large-header` with a cookie of 6 kB; `/slow` is never answered, `/broken` with 500, `/refused` with 401. */
function answerAndRecord(requests: SeenRequest[]): RequestListener {
  return (incoming, outgoing) => {
    requests.push({
      line: `${incoming.method} ${incoming.url} HTTP/${incoming.httpVersion}`,
      headers: { ...incoming.headers },
    });
    incoming.resume();
    if (incoming.url === '/slow') return;
    if (incoming.url === '/broken') outgoing.statusCode = 500;
    if (incoming.url === '/refused') outgoing.statusCode = 401;
    if (incoming.url === '/large-header') outgoing.setHeader('Set-Cookie', `session=${'x'.repeat(6000)}`);
    if (incoming.url?.startsWith('/sized')) outgoing.setHeader('Content-Length', Buffer.byteLength(BODY));
    incoming.on('end', () => outgoing.end(BODY));
  };
}

/** The server as an app, once it listens; it counts what it gets and ends by itself. */
export async function open(
  server: Server | TlsServer | RawServer,
  at: string | { readonly path: string },
  requests: readonly SeenRequest[],
  wanted = 0,
): Promise<App> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((listening, fail) => {
    server.once('error', fail);
    server.listen(typeof at === 'string' ? { host: at, port: wanted } : at, listening);
  });
  const close = (): Promise<void> =>
    new Promise((done) => {
      clearTimeout(lifetime);
      server.close(() => done());
      for (const socket of sockets) socket.destroy();
    });
  const lifetime = setTimeout(() => void close(), LIFETIME_SECONDS * 1000);
  const address = server.address() as AddressInfo | string;
  return {
    port: typeof address === 'string' ? 0 : address.port,
    connections: () => connections,
    open: () => sockets.size,
    requests,
    close,
  };
}

/** The same on a unix socket that every user may connect to; its port is 0. */
export async function startSocketApp(path: string): Promise<App> {
  const requests: SeenRequest[] = [];
  const app = await open(createServer(answerAndRecord(requests)), { path }, requests);
  chmodSync(path, 0o666);
  return app;
}

/** An app that speaks HTTP/2 without TLS and without asking. */
export function startHttp2App(): Promise<App> {
  const requests: SeenRequest[] = [];
  const server = createHttp2Server((incoming, outgoing) => {
    requests.push({ line: `${incoming.method} ${incoming.url} HTTP/2.0`, headers: incoming.headers });
    outgoing.end(BODY);
  });
  return open(server, APP_ADDRESS, requests);
}

/** An ordinary node HTTP app; it keeps idle connections longer than any test lasts. */
export function startApp(host = APP_ADDRESS, port = 0): Promise<App> {
  const requests: SeenRequest[] = [];
  const server = createServer({ keepAliveTimeout: LIFETIME_SECONDS * 1000 }, answerAndRecord(requests));
  return open(server, host, requests, port);
}

/** A node HTTPS app with a certificate for one name: like a CDN it has nothing to offer to a client that sends no name. */
export async function startTlsApp({ name, key, cert }: Certificate, host = APP_ADDRESS): Promise<TlsApp> {
  const requests: SeenRequest[] = [];
  const names: (string | undefined)[] = [];
  const context = createSecureContext({ key, cert });
  const server = createTlsServer(
    {
      SNICallback: (asked, choose) => {
        names.push(asked);
        if (asked === name) choose(null, context);
        else choose(new Error(`no certificate for ${asked}`));
      },
    },
    answerAndRecord(requests),
  );
  // node asks the callback only when there is a name. A hello without one finds no certificate at all, which OpenSSL reports
  // as the first of these for TLS 1.2 and as the second for TLS 1.3.
  const noCertificate = ['ERR_SSL_NO_SHARED_CIPHER', 'ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM'];
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    if (noCertificate.includes(error.code ?? '')) names.push(undefined);
  });
  return { ...(await open(server, host, requests)), names };
}

/** When an app that was asked to close after its answer (but does not announce it) does so. */
type Closing = 'at once' | 'when the next request arrives';

/**
 * An app that answers HTTP/1.1 without `Connection: close`, and closes all the same: when the request wanted that, or with
 * `isAlways` after every answer, as an app does whose idle timeout is over.
 */
export function startSilentlyClosingApp(closing: Closing, isAlways = false): Promise<App> {
  const requests: SeenRequest[] = [];
  const server = createRawServer({ allowHalfOpen: true }, (socket) => {
    let received = '';
    let doomed = false;
    socket.on('end', () => socket.end());
    socket.on('data', (chunk) => {
      if (doomed) {
        socket.end();
        return;
      }
      received += chunk.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [line = '', ...fields] = received.slice(0, end).split('\r\n');
      const headers = Object.fromEntries(
        fields.map((field) => {
          const colon = field.indexOf(':');
          return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
        }),
      );
      const size = end + 4 + Number(headers['content-length'] ?? 0);
      if (received.length < size) return;
      received = received.slice(size);
      requests.push({ line, headers });
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n');
      doomed = isAlways || line.endsWith('HTTP/1.0') || headers.connection === 'close';
      if (doomed && closing === 'at once') socket.end();
    });
  });
  return open(server, APP_ADDRESS, requests);
}

/** Passes connections on to a unix socket, and so counts those of an app that does not. */
export function startCounter(path: string): Promise<App> {
  const server = createRawServer((socket) => {
    const onward = connect({ path });
    onward.on('error', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  return open(server, APP_ADDRESS, []);
}

/** An app that takes connections and closes each as soon as a request comes. */
export function startSlammingApp(): Promise<App> {
  const server = createRawServer((socket) => socket.once('data', () => socket.destroy()));
  return open(server, APP_ADDRESS, []);
}
