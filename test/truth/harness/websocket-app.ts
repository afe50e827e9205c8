// An app that speaks WebSocket only, and is as strict about the beginning of one as RFC 6455, section 4.2.1, wants it.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { type App, open, type SeenRequest } from './apps.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Answers 101 to a right handshake, 400 to one with HTTP/1.0, 426 to any other request. */
export function startWebSocketApp(): Promise<App> {
  const requests: SeenRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    requests.push({
      line: `${incoming.method} ${incoming.url} HTTP/${incoming.httpVersion}`,
      headers: incoming.headers,
    });
    outgoing.writeHead(426, { Upgrade: 'websocket' }).end();
  });
  // node emits this for requests with `Upgrade` and with `upgrade` in `Connection`
  server.on('upgrade', (incoming, socket) => {
    requests.push({
      line: `${incoming.method} ${incoming.url} HTTP/${incoming.httpVersion}`,
      headers: incoming.headers,
    });
    const key = incoming.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1')
      .update(key + GUID)
      .digest('base64');
    const answer =
      incoming.httpVersion === '1.0'
        ? 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
        : `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
    socket.end(answer);
  });
  return open(server, '127.0.0.1', requests);
}
