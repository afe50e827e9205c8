// How the suite waits: on a condition, with an upper bound and a sentence for the moment it is exceeded.
import { connect } from 'node:net';

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

export async function until(holds: () => boolean | Promise<boolean>, what: string, limit = 10_000): Promise<void> {
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`gave up after ${limit} ms waiting for ${what}`);
    await pause(10);
  }
}

/** Does something accept connections there? */
export function accepts(target: { host: string; port: number } | { path: string }): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(target);
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', () => answer(false));
  });
}
