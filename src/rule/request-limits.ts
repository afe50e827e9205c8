/** Which apps end a request before nginx stops waiting for it, and which ones may go on after? */
import type { Hop, Setting } from '../model/index.ts';
import { together } from './places.ts';
import type { Binding, Fact, View } from './view.ts';

/** An app that limits how long a request may take, and a place that dials it. */
interface LimitedDial {
  readonly hop: Hop;
  readonly app: Binding;
  /** Seconds; never 0. */
  readonly limit: Fact<number>;
  /** How long nginx waits for the next piece of the answer. */
  readonly wait: Setting;
}

/** Places with one app and one line that lets nginx wait, or none. */
export interface Limited {
  readonly app: Binding;
  readonly limit: Fact<number>;
  readonly wait: Setting;
  /** Seconds. */
  readonly seconds: number;
  readonly hops: readonly [Hop, ...Hop[]];
}

/** Apps that end a request although nginx was told to wait for longer: the client gets a 502. */
export function endedByApp(view: Pick<View, 'dials'>): readonly Limited[] {
  const dials = limitedDials(view, (app) => app.settings?.requestTimeout).filter(
    ({ wait, limit }) => wait.origin !== null && (wait.milliseconds ?? 0) > limit.value * 1000,
  );
  return joined(dials, ({ app, wait }) => `${keyOf(app)} ${wait.origin!.file.path} ${wait.origin!.index}`);
}

/**
 * Apps that were given longer for a request than nginx waits without being told how long: the client gets a 504. One place
 * with a time of its own is enough to show that somebody has thought of it.
 */
export function abandonedByNginx(view: Pick<View, 'dials'>): readonly Limited[] {
  const all = limitedDials(view, (app) => app.settings?.requestTimeout ?? app.settings?.scriptTimeout);
  return together(all, ({ app }) => keyOf(app)).flatMap((dials) => {
    const isLonger = dials.every(
      ({ wait, limit }) =>
        limit.by !== 'default' && wait.origin === null && wait.unseenOuter === 0 && isShorter(wait, limit),
    );
    return isLonger ? joined(dials, ({ app }) => keyOf(app)) : [];
  });
}

function isShorter(wait: Setting, limit: Fact<number>): boolean {
  return wait.milliseconds !== undefined && wait.milliseconds < limit.value * 1000;
}

/** The dials whose app has a limit. Of several variants of an app every one needs it, and the longest counts. */
function limitedDials(
  { dials }: Pick<View, 'dials'>,
  limitOf: (app: Binding) => Fact<number> | undefined,
): readonly LimitedDial[] {
  return dials().flatMap(({ hop, verdict }): LimitedDial[] => {
    // a long wait is for WebSockets then, not for an answer
    if (!WAITS.has(hop.family) || hop.handshake?.upgrade || verdict.kind !== 'ok') return [];
    const limited = (verdict.answering ?? []).map((app) => ({ app, limit: limitOf(app) }));
    if (limited.some(({ limit }) => !limit || limit.value === 0)) return [];
    const [longest] = limited.sort((a, b) => b.limit!.value - a.limit!.value);
    return longest ? [{ hop, app: longest.app, limit: longest.limit!, wait: hop.effective('read_timeout') }] : [];
  });
}

/** Protocols of one request and one answer. */
const WAITS: ReadonlySet<Hop['family']> = new Set(['proxy', 'fastcgi', 'uwsgi', 'scgi']);

function joined(dials: readonly LimitedDial[], key: (dial: LimitedDial) => string): readonly Limited[] {
  return together(dials, key).map((same) => {
    const [{ app, limit, wait }] = same;
    const hops = [...new Set(same.map(({ hop }) => hop))] as [Hop, ...Hop[]];
    return { app, limit, wait, seconds: (wait.milliseconds ?? 0) / 1000, hops };
  });
}

/** One declaration, whichever variant of a deployment it is reached through. */
export function keyOf({ app, span }: Binding): string {
  return `${app} ${span.source.path} ${span.start}`;
}
