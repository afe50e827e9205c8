/** What is shown on a terminal while a run takes longer than a person likes to wait without a sign? */
import type { Observer } from '../engine/index.ts';
import { display } from '../text/index.ts';
import type { World } from './context.ts';

/** Runs that are over before say nothing. */
const PATIENCE_MS = 2000;
const INTERVAL_MS = 100;

export interface Progress extends Observer {
  /** Takes the line away. */
  clear(): void;
}

/** One line on stderr that is written over, or undefined where stderr is no terminal that can do that. */
export function createProgress({ stderr, env, now }: World): Progress | undefined {
  if (stderr.isTTY !== true || env.TERM === 'dumb' || env.CI) return undefined;
  const started = now();
  let configurations = 0;
  let lastShown = started + PATIENCE_MS - INTERVAL_MS;
  let isShown = false;
  let path = '';
  const clear = (): void => {
    if (isShown) stderr.write('\r\u001b[K');
    isShown = false;
  };
  return {
    begin(stage, what) {
      if (stage === 'read') {
        configurations += 1;
        path = what;
      }
      const at = now();
      if (at - lastShown < INTERVAL_MS) return;
      lastShown = at;
      const seconds = Math.floor((at - started) / 1000);
      const where =
        stage === 'search' ? `looking for nginx files${what && ` in ${what}`}` : `${configurations}. ${path}`;
      const doing = stage === 'rule' ? `, ${what}` : stage === 'apps' ? ', looking for apps' : '';
      const line = display(`nginx-vet: ${seconds} s, ${where}${doing}`);
      stderr.write(`\r\u001b[K${line.slice(0, Math.max(10, (stderr.columns ?? 80) - 1))}`);
      isShown = true;
    },
    end: () => undefined,
    clear,
  };
}
