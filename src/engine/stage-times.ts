/** How long does each stage and each rule take? */
import type { Observer, Stage } from './observer.ts';

export interface StageTimes extends Observer {
  /** Milliseconds until now, without those of the stages within a stage. */
  readonly stages: ReadonlyMap<Stage, number>;
  readonly rules: ReadonlyMap<string, number>;
}

/**
 * Adds up the milliseconds of each stage and each rule, without those of the stages within it. A rule that is the first to ask
 * for something others ask for as well pays for it. What is observed is passed on to `next`.
 */
export function stageTimes(now: () => number, next?: Observer): StageTimes {
  const stages = new Map<Stage, number>();
  const rules = new Map<string, number>();
  const open: { readonly stage: Stage; readonly what: string; since: number; own: number }[] = [];
  const pause = (at: number): void => {
    const current = open.at(-1);
    if (current) current.own += at - current.since;
  };
  return {
    stages,
    rules,
    begin(stage, what) {
      next?.begin(stage, what);
      const at = now();
      pause(at);
      open.push({ stage, what, since: at, own: 0 });
    },
    end() {
      const at = now();
      pause(at);
      const done = open.pop();
      if (done) {
        stages.set(done.stage, (stages.get(done.stage) ?? 0) + done.own);
        if (done.stage === 'rule') rules.set(done.what, (rules.get(done.what) ?? 0) + done.own);
        const outer = open.at(-1);
        if (outer) outer.since = at;
      }
      next?.end();
    },
  };
}
