/** Where does the time of a run go (`--timing`)? */
import type { Observer, Stage } from '../engine/index.ts';

/** What the rows of stages are called; what is no stage of the check is the rest: settings, fixes, the report. */
const NAMES: Readonly<Record<Exclude<Stage, 'rule'>, string>> = {
  search: 'find the files',
  read: 'read, and check like nginx -t',
  model: 'what is in effect',
  apps: 'declared apps',
  report: 'write the report',
};

/** The slowest rules; the others are one row. */
const RULES_SHOWN = 20;

export interface Stopwatch extends Observer {
  /** A table for people, one line each, of what was measured until now. */
  table(): string;
}

/**
 * Adds up the milliseconds of each stage and each rule, without those of the stages within it. A rule that is the first to ask
 * for something others ask for as well pays for it.
 */
export function createStopwatch(now: () => number): Stopwatch {
  const started = now();
  const stages = new Map<Stage, number>();
  const rules = new Map<string, number>();
  const open: { readonly stage: Stage; readonly what: string; since: number; own: number }[] = [];
  const pause = (at: number): void => {
    const current = open.at(-1);
    if (current) current.own += at - current.since;
  };
  return {
    begin(stage, what) {
      const at = now();
      pause(at);
      open.push({ stage, what, since: at, own: 0 });
    },
    end() {
      const at = now();
      pause(at);
      const done = open.pop();
      if (!done) return;
      stages.set(done.stage, (stages.get(done.stage) ?? 0) + done.own);
      if (done.stage === 'rule') rules.set(done.what, (rules.get(done.what) ?? 0) + done.own);
      const outer = open.at(-1);
      if (outer) outer.since = at;
    },
    table: () => tableOf(stages, rules, now() - started),
  };
}

function tableOf(stages: ReadonlyMap<Stage, number>, rules: ReadonlyMap<string, number>, total: number): string {
  const inStages = [...stages.values()].reduce((sum, ms) => sum + ms, 0);
  const slow = [...rules].sort((a, b) => b[1] - a[1]).slice(0, RULES_SHOWN);
  const others = rules.size - slow.length;
  const rest = [...rules.values()].reduce((sum, ms) => sum + ms, 0) - slow.reduce((sum, [, ms]) => sum + ms, 0);
  const rows: (readonly [string, number])[] = [
    ...Object.entries(NAMES).flatMap(([stage, name]) => {
      const ms = stages.get(stage as Stage);
      return ms === undefined ? [] : [[name, ms] as const];
    }),
    [`${rules.size} rules`, stages.get('rule') ?? 0],
    ...slow.map(([id, ms]) => [`  ${id}`, ms] as const),
    ...(others > 0 ? [[`  ${others} others`, rest] as const] : []),
    ['everything else', Math.max(0, total - inStages)],
    ['total', total],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const numbers = rows.map(([, ms]) => ms.toFixed(1));
  const wide = Math.max(...numbers.map((n) => n.length));
  return `${rows.map(([name], i) => `${name.padEnd(width)}  ${numbers[i]!.padStart(wide)} ms`).join('\n')}\n`;
}
