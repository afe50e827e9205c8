/** Does an error page ask an app that is down once more? */
import type { NginxVersion } from '../catalog/index.ts';
import { formatAddress } from './address.ts';
import { answerOf } from './answer.ts';
import { type ErrorPage, errorPageFor, locationOfPage } from './error-page.ts';
import { withoutUri } from './expression.ts';
import type { Hop } from './hop.ts';
import { effective } from './inherit.ts';
import { isNamed } from './location.ts';
import type { Model } from './model.ts';
import type { Scope } from './scope.ts';

/** An error page for a hop whose app does not answer. */
export interface ErrorLoop {
  readonly hop: Hop;
  readonly page: ErrorPage;
  /** The place that the page is taken from. */
  readonly again: Hop;
  /** `recursive_error_pages`: the page of the page leads back, until nginx gives up with a 500. */
  readonly isEndless: boolean;
}

/** The answers of nginx itself for an app that refuses, breaks off, or is silent. */
const OF_DEAD_APPS = [502, 504];

/** Error pages that come from the app that failed, or that lead back to themselves; each page of a hop once. */
export function errorLoops({ hops, version }: Model): readonly ErrorLoop[] {
  const byPass = new Map(hops.map((hop) => [hop.pass, hop]));
  const next = (hop: Hop, status: number): { readonly page: ErrorPage; readonly hop: Hop } | undefined => {
    const page = errorPageFor(hop.scope, status);
    const location = page && page !== 'unknown' ? locationOfPage(hop.scope, page) : undefined;
    const answer = location && answerOf(location);
    const there = answer?.kind === 'app' ? byPass.get(answer.pass) : undefined;
    return there && page && page !== 'unknown' && !mayBeCached(there) ? { page, hop: there } : undefined;
  };
  return hops.flatMap((hop): readonly ErrorLoop[] => {
    if (hop.family === 'stream' || !isAskedFirst(hop)) return [];
    const loops = OF_DEAD_APPS.flatMap((status): readonly ErrorLoop[] => {
      const found = next(hop, status);
      if (!found) return [];
      const isEndless = leadsBack(hop, (at) => next(at, status)?.hop, version);
      return isEndless || isSameApp(hop, found.hop) ? [{ hop, page: found.page, again: found.hop, isEndless }] : [];
    });
    return loops.filter(({ page }, at) => loops.findIndex((l) => l.page.directive === page.directive) === at);
  });
}

/**
 * Can requests of clients get to the hop? A named location that no `try_files` leads to, or an internal one, is reached
 * through error pages, and then has none of its own (`r->error_page`).
 */
function isAskedFirst({ scope, server }: Hop): boolean {
  for (const level of scope.outward()) {
    if (level.kind !== 'location') continue;
    if (level.own('internal').length > 0) return false;
    if (isNamed(level)) return server !== undefined && isTried(level.block?.args[0] ?? '', server);
  }
  return true;
}

function isTried(name: string, server: Scope): boolean {
  const levels = [server];
  for (const level of levels) {
    if (level.own('try_files')[0]?.args.at(-1) === name) return true;
    for (const child of level.children) levels.push(child);
  }
  return false;
}

/** Does the way through the error pages meet a place twice? Only where every place on it goes on (`recursive_error_pages`). */
function leadsBack(hop: Hop, next: (hop: Hop) => Hop | undefined, version: NginxVersion): boolean {
  const met = new Set<Hop>();
  let at: Hop | undefined = hop;
  while (at && !met.has(at)) {
    if (effective(at.scope, 'recursive_error_pages', 'http', version).is('on') !== 'yes') return false;
    met.add(at);
    at = next(at);
  }
  return at !== undefined;
}

/** Do two hops dial the same? Then one is down with the other. */
export function isSameApp(hop: Hop, other: Hop): boolean {
  if (hop === other || authority(hop) === authority(other)) return true;
  return hop.isComplete && other.isComplete && dialled(hop) === dialled(other);
}

function authority({ pass }: Hop): string {
  return `${pass.name} ${withoutUri(pass.args[0] ?? '')}`;
}

/** Everything that the hop may dial, in a comparable form. */
function dialled({ destinations }: Hop): string {
  const all = destinations.map(({ upstream, address }) =>
    upstream ? `group ${upstream.name}` : address.kind === 'none' ? '' : formatAddress(address),
  );
  return [...new Set(all)].sort().join(' ');
}

/** A page that is kept in a cache needs no app. */
function mayBeCached(hop: Hop): boolean {
  const hasCache = /^(?:proxy|fastcgi|uwsgi|scgi)$/.test(hop.family);
  return hasCache && hop.effective('cache').is('off') !== 'yes';
}
