// A request written out by the test, for what no HTTP client would send.
import { connect } from 'node:net';

/** Sends the lines (without line ends) as the head of a request, and gives the status of the answer; 0 for none. */
export function askRaw(port: number, lines: readonly string[]): Promise<number> {
  return new Promise((answer, fail) => {
    const socket = connect({ host: '127.0.0.1', port });
    let text = '';
    const finish = (): void => {
      socket.destroy();
      answer(Number(/^HTTP\/\d\.\d (\d{3})/.exec(text)?.[1] ?? 0));
    };
    socket.setTimeout(15_000, () => {
      socket.destroy();
      fail(new Error(`nginx did not answer ${lines[0]} within 15 s`));
    });
    socket.on('error', fail);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.includes('\r\n\r\n')) finish();
    });
    socket.on('end', finish);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
}

/** The beginning of a WebSocket, as a browser sends it. */
export function askWebSocket(port: number, path: string): Promise<number> {
  return askRaw(port, [
    `GET ${path} HTTP/1.1`,
    'Host: shop.example.com',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]);
}
