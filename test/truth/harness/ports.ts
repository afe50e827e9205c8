// A TCP port on loopback that nobody listens on, for nginx to listen on or for a closed door.
import { createServer } from 'node:net';

// Below the ephemeral range (32768…), so that no outgoing connection takes a port between its choice and its use. Every
// vitest worker has a slice of its own: files run in parallel and would otherwise pick the same one.
const FIRST = 12_000;
const SLICE = 500;
const slot = Number(process.env.VITEST_POOL_ID ?? process.pid) % 40;
let next = Math.floor(Math.random() * SLICE);

function free(port: number, host: string): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    // A machine without that address has nobody listening on it either.
    server.once('error', (error: NodeJS.ErrnoException) => answer(error.code === 'EADDRNOTAVAIL'));
    server.listen({ port, host }, () => server.close(() => answer(true)));
  });
}

export async function freePort(): Promise<number> {
  for (let tries = 0; tries < SLICE; tries++) {
    const port = FIRST + slot * SLICE + (next++ % SLICE);
    const answers = await Promise.all(['127.0.0.1', '127.0.0.3', '::1'].map((host) => free(port, host)));
    if (answers.every((answer) => answer)) return port;
  }
  throw new Error(`no free port between ${FIRST + slot * SLICE} and ${FIRST + (slot + 1) * SLICE}`);
}
