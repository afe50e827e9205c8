/** What is the engine at, for who wants to show progress or to measure? */

/** Stages of the pipe, in their order; `rule` is met once for each rule and configuration. */
export type Stage = 'search' | 'read' | 'model' | 'rule' | 'apps';

export interface Observer {
  /** `what` is the path that is worked on (as people are shown it), or the rule's id. Stages lie within one another. */
  begin(stage: Stage, what: string): void;
  /** The stage that began last is over; also when it threw. */
  end(): void;
}

/** Does `work` as one stage. */
export function staged<T>(observer: Observer | undefined, stage: Stage, what: string, work: () => T): T {
  if (!observer) return work();
  observer.begin(stage, what);
  try {
    return work();
  } finally {
    observer.end();
  }
}
