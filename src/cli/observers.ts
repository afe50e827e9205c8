/** Who looks on while a check runs? */
import type { Observer } from '../engine/index.ts';
import type { World } from './context.ts';
import { createProgress } from './progress.ts';
import { createStopwatch } from './timing.ts';

export interface Onlookers {
  readonly observer: Observer | undefined;
  /** The check is over: the progress line goes away. */
  checked(): void;
  /** Everything is written: the timing follows, on stderr. */
  done(): void;
}

export function onlookers(world: World, wants: { readonly timing?: boolean | undefined }): Onlookers {
  const progress = createProgress(world);
  const stopwatch = wants.timing ? createStopwatch(world.now) : undefined;
  const all = [progress, stopwatch].filter((one) => one !== undefined);
  return {
    observer: all.length < 2 ? all[0] : together(all),
    checked: () => progress?.clear(),
    done: () => stopwatch && world.stderr.write(stopwatch.table()),
  };
}

function together(observers: readonly Observer[]): Observer {
  return {
    begin: (stage, what) => {
      for (const each of observers) each.begin(stage, what);
    },
    end: () => {
      for (const each of observers) each.end();
    },
  };
}
