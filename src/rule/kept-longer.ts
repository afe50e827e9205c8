/** Which groups keep idle connections for longer than the apps behind them do? */
import type { Assumption, Hop, Setting, Upstream } from '../model/index.ts';
import type { Span } from '../text/index.ts';
import type { Confidence, Fix, Labelled, Severity } from './finding.ts';
import { labelled, replaceArguments } from './fixes.ts';
import { limitIdleTime } from './keepalive-fixes.ts';
import type { Binding, Fact, View } from './view.ts';

type Verdicts = Pick<View, 'hopsOf' | 'keepsConnections' | 'verdictOf'>;

/** The app that closes its idle connections first, and when. */
export interface IdleApp {
  readonly app: Binding;
  /** Seconds, never 0: an app that keeps nothing says so in every answer. */
  readonly idle: Fact<number>;
}

/** A group that keeps connections which its app may have closed. */
export interface KeptLonger extends IdleApp {
  readonly upstream: Upstream;
  /** nginx's own limit in effect. */
  readonly timeout: Setting;
  /** The places whose connections are kept, one at least. */
  readonly kept: readonly { readonly hop: Hop; readonly given: readonly Assumption[] }[];
}

/**
 * What is known of the idle times of a group's apps: the one that closes first among those that do so before `seconds` are
 * over, and whether every app of the group is known. Variants of one app have to agree.
 */
export function idleApps(
  view: Pick<View, 'verdictOf'>,
  upstream: Upstream,
  hops: readonly Hop[],
  seconds: number,
): { readonly first: IdleApp | undefined; readonly allKnown: boolean } {
  let first: IdleApp | undefined;
  let allKnown = true;
  for (const hop of hops) {
    for (const peer of hop.peers) {
      if (peer.upstream !== upstream || peer.server?.isDown) continue;
      const found = longest(view.verdictOf(hop, peer));
      if (!found) allKnown = false;
      else if (found.idle.value > 0 && found.idle.value <= seconds && !(first && first.idle.value <= found.idle.value))
        first = found;
    }
  }
  return { first, allKnown };
}

/** Every group whose connections nginx keeps at least as long as its app does. */
export function keptLonger(view: Verdicts & Pick<View, 'upstreams'>): readonly KeptLonger[] {
  return view.upstreams().flatMap((upstream): KeptLonger[] => {
    const kept = keptBy(view, upstream);
    const timeout = upstream.setting('keepalive_timeout');
    const seconds = (timeout.milliseconds ?? 0) / 1000;
    if (kept.length === 0 || seconds === 0) return [];
    const hops = kept.map(({ hop }) => hop);
    const { first } = idleApps(view, upstream, hops, seconds);
    return first ? [{ ...first, upstream, timeout, kept }] : [];
  });
}

/** The places that keep HTTP/1.1 connections to a group. php-fpm and memcached do not close idle ones. */
export function keptBy(view: Pick<View, 'hopsOf' | 'keepsConnections'>, upstream: Upstream): KeptLonger['kept'] {
  return view.hopsOf(upstream).flatMap((hop) => {
    const given = hop.family === 'proxy' ? view.keepsConnections(hop, upstream) : undefined;
    return given ? [{ hop, given }] : [];
  });
}

/** What stands beside the line that a finding is about: the app's idle time, the app, and who keeps connections to it. */
export function keptPlaces(longer: KeptLonger): readonly (Labelled | undefined)[] {
  const keepers = longer.kept.map(({ hop }) => labelled(hop.pass, 'connections are kept here'));
  return [idlePlace(longer), appPlace(longer), ...keepers];
}

/** Where the idle time of the app is written, or which program has it built in. */
function idlePlace({ app, idle }: IdleApp): Labelled {
  const label =
    idle.by === 'default'
      ? `${app.server ?? 'this server'} closes after ${idle.value}s by default`
      : 'the app closes after this time';
  return { span: idle.span, label };
}

/** The place of an app itself, where its idle time stands elsewhere. */
function appPlace({ app, idle }: IdleApp): Labelled | undefined {
  const same = (a: Span, b: Span) => a.source === b.source && a.start === b.start;
  return same(app.span, idle.span) ? undefined : labelled(app.span, `\`${app.app}\` listens here`);
}

/** How sure and how grave it is what an app does of which this is declared; what its program has built in, its code may change. */
export function weightOf(app: Binding, fact: Fact<unknown>): { severity: Severity; confidence: Confidence } {
  return {
    severity: fact.by === 'default' ? 'info' : 'warning',
    confidence: app.active === false ? 'low' : 'medium',
  };
}

/** A `keepalive_timeout` for the group that is a second shorter than the app's. */
export function closeFirst({ upstream, idle }: KeptLonger): Fix | undefined {
  const [own] = upstream.scope.own('keepalive_timeout');
  const time = shorterThan(idle.value);
  if (own) return replaceArguments(own, time, 'suggestion');
  return limitIdleTime(upstream, 'suggestion', time);
}

/** As nginx writes times: a second less, half of what is less than two. */
export function shorterThan(seconds: number): string {
  return seconds >= 2 ? `${Math.ceil(seconds) - 1}s` : `${Math.max(1, Math.floor(seconds * 500))}ms`;
}

/** The idle time of what answers: of several variants the longest, undefined unless all of them are known. */
function longest(verdict: ReturnType<View['verdictOf']>): IdleApp | undefined {
  const answering = verdict?.kind === 'ok' ? (verdict.answering ?? []) : [];
  let found: IdleApp | undefined;
  for (const app of answering) {
    const idle = app.settings?.keepaliveIdle;
    if (!idle) return undefined;
    if (idle.value === 0) return { app, idle };
    if (!found || idle.value > found.idle.value) found = { app, idle };
  }
  return found;
}
