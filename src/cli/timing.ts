/** Where does the time of a run go (`--timing`)? */
import { type Observer, type Stage, stageTimes } from '../engine/index.ts';

/** What the rows of stages are called; what is no stage of the check is the rest: settings, fixes, the report. */
const NAMES: Readonly<Record<Exclude<Stage, 'rule'>, string>> = {
  search: 'find the files',
  read: 'read, and check like nginx -t',
  model: 'what is in effect',
  apps: 'declared apps',
};

/** The slowest rules; the others are one row. */
const RULES_SHOWN = 20;

export interface Stopwatch extends Observer {
  /** A table for people, one line each, of what was measured until now. */
  table(): string;
}

export function createStopwatch(now: () => number): Stopwatch {
  const started = now();
  const times = stageTimes(now);
  return { ...times, table: () => tableOf(times.stages, times.rules, now() - started) };
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
