/** How are connections to a group of servers made to stay open, without running into those that the app has closed? */
import type { Hop, Upstream } from '../model/index.ts';
import { locationOf } from './anchors.ts';
import type { Fix, Safety } from './finding.ts';
import { addAfter } from './fixes.ts';
import { jointFix } from './joint-fixes.ts';
import { addToList, addToOwner } from './list-fixes.ts';

/** Below the idle timeouts of most apps: node before 26, uvicorn and Apache close after 5 s. */
const SHORT = '4s';

/**
 * How safe it is to have connections kept from now on: an app that closes idle ones before nginx does answers a POST with 502
 * now and then. Who has set `keepalive_timeout` has thought of that.
 */
export function safetyOfReuse(upstream: Upstream): Safety {
  return upstream.setting('keepalive_timeout').origin ? 'safe' : 'unsafe';
}

/** Gives a group a `keepalive_timeout`, one that is shorter than that of most apps; undefined where it has one. */
export function limitIdleTime(upstream: Upstream, safety: Safety, time: string = SHORT): Fix | undefined {
  if (upstream.setting('keepalive_timeout').origin) return undefined;
  const [keepalive] = upstream.scope.own('keepalive');
  const anchor = keepalive ?? upstream.servers.at(-1)?.directive;
  return anchor && addAfter(anchor, [`keepalive_timeout ${time};`], safety);
}

/** Changes that make nginx keep connections to a group, with a `keepalive_timeout` for it where there is none. */
export function keepConnections(
  upstream: Upstream,
  title: string,
  fixes: readonly (Fix | undefined)[],
): Fix | undefined {
  const limit = limitIdleTime(upstream, 'unsafe');
  return jointFix(title, limit ? [...fixes, limit] : fixes);
}

/**
 * Takes `Connection: close` out of what a hop sends: in its own list of headers, else in the one that holds there for others,
 * too. undefined where the header has to be `upgrade` for WebSockets.
 */
export function clearConnection(hop: Hop, safety: Safety): Fix | undefined {
  if (hop.handshake?.upgrade) return undefined;
  const lines = ['Connection ""'];
  const isOwn = !hop.list?.scope || hop.list.scope === locationOf(hop);
  return isOwn ? addToList(hop, lines, safety) : addToOwner(hop, lines, safety === 'safe' ? 'unsafe' : safety);
}
