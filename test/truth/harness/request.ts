// One HTTP request to nginx, on a connection of its own, and what came back.
import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Asking {
  readonly method?: string;
  readonly body?: string;
  /** The body is sent in chunks, without its length. */
  readonly isChunked?: boolean;
}

export function ask(
  port: number,
  path: string,
  { method = 'GET', body = '', isChunked = false }: Asking = {},
): Promise<Answer> {
  return new Promise((answer, fail) => {
    const headers = {
      Host: 'shop.example.com',
      ...(body !== '' && isChunked ? { 'Transfer-Encoding': 'chunked' } : {}),
      ...((method === 'POST' || body !== '') && !isChunked ? { 'Content-Length': Buffer.byteLength(body) } : {}),
    };
    const outgoing = request({ host: '127.0.0.1', port, path, method, agent: false, headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('error', fail);
      incoming.on('end', () => answer({ status: incoming.statusCode ?? 0, body: text }));
    });
    outgoing.setTimeout(15_000, () =>
      outgoing.destroy(new Error(`nginx did not answer ${method} ${path} within 15 s`)),
    );
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}
