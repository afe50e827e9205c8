/** How are the apps that nginx dials started? Each is told once, at the first place that dials it. */
import { together } from './places.ts';
import type { JudgedDial, Start, View } from './view.ts';

export interface StartedApp {
  readonly start: Start;
  /** Every peer that is the app. */
  readonly dials: readonly [JudgedDial, ...JudgedDial[]];
}

/** The apps behind the dials of which somebody is known to start them. */
export function startedApps(view: Pick<View, 'dials' | 'startOf'>): readonly StartedApp[] {
  const known = view.dials().flatMap((judged) => {
    const start = view.startOf(judged);
    return start ? [{ start, judged }] : [];
  });
  const keyOf = ({ start: { app } }: (typeof known)[number]) => `${app.name} ${app.span.source.path} ${app.span.start}`;
  return together(known, keyOf).map((same) => {
    const [first, ...others] = same;
    return { start: first.start, dials: [first.judged, ...others.map(({ judged }) => judged)] };
  });
}
