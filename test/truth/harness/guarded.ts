// Runs a server as a child that ends by itself: by its pid when the test is over, by coreutils' timeout when the test died.
import { spawn } from 'node:child_process';

// Longer than any test may take (vitest stops one at 30 s), short enough to leave nothing behind after a crash.
export const LIFETIME_SECONDS = 60;

export interface Guarded {
  readonly ended: () => boolean;
  /** What it printed so far, stdout and stderr together. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

export function startGuarded(command: readonly string[], lifetime = LIFETIME_SECONDS): Guarded {
  // timeout makes itself the leader of a process group and passes signals on to all of it: workers end with their master.
  const child = spawn('timeout', ['-k', '2', String(lifetime), ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let ended = false;
  const collect = (chunk: Buffer): void => {
    output += chunk.toString('latin1');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const gone = new Promise<void>((done) => {
    child.once('error', (error) => {
      output += `${error.message}\n`;
      ended = true;
      done();
    });
    child.once('exit', () => {
      ended = true;
      done();
    });
  });
  return {
    ended: () => ended,
    output: () => output,
    stop: () => {
      // -k 2 above turns this into SIGKILL for the whole group when it is not obeyed within two seconds.
      if (!ended) child.kill('SIGTERM');
      return gone;
    },
  };
}
