/** To which apps is a version of HTTP spoken that they refuse? */
import type { Assumption, Hop } from '../model/index.ts';
import { together } from './places.ts';
import { keyOf } from './request-limits.ts';
import type { Binding, Fact, View } from './view.ts';

export interface RefusedHttp10 {
  readonly app: Binding;
  /** The status that every request is answered with. */
  readonly status: Fact<number>;
  readonly given: Assumption;
  readonly hops: readonly [Hop, ...Hop[]];
}

/** The apps that answer HTTP/1.0 with an error, and the places that speak it to them. */
export function refusedHttp10(view: Pick<View, 'dials'>): readonly RefusedHttp10[] {
  const found = view.dials().flatMap(({ hop, verdict }) => {
    const given = hop.family === 'proxy' ? hop.effective('http_version').when('1.0') : undefined;
    const answering = verdict.kind === 'ok' ? (verdict.answering ?? []) : [];
    const [app] = answering;
    const status = answering.every(({ settings }) => settings?.refusesHttp10) && app?.settings?.refusesHttp10;
    return given && app && status ? [{ hop, app, status, given }] : [];
  });
  return together(found, ({ app, given }) => `${keyOf(app)} ${JSON.stringify(given)}`).map((same) => {
    const [{ app, status, given }] = same;
    return { app, status, given, hops: [...new Set(same.map(({ hop }) => hop))] as [Hop, ...Hop[]] };
  });
}
