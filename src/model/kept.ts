/** Does a hop keep its connections to a group, so that later requests travel on them? */
import type { NginxVersion } from '../catalog/index.ts';
import type { Hop } from './hop.ts';
import type { Assumption } from './inherit.ts';
import { keepaliveCount, type Upstream } from './upstream.ts';

/**
 * What it rests on that connections are kept; undefined when they are not, or when that is not known. A pool is needed
 * (`keepalive N`, from nginx 1.29.7 on every group has one), and requests that leave the connection open: `u->keepalive` is
 * set in each protocol's own module.
 */
export function keepsConnections(
  hop: Hop,
  upstream: Upstream,
  version: NginxVersion,
): readonly Assumption[] | undefined {
  const pool = poolOf(upstream, version);
  if (!pool) return undefined;
  switch (hop.family) {
    case 'grpc':
    case 'memcached':
      return [pool];
    case 'fastcgi': {
      const kept = hop.effective('keep_conn').when('on'); // else PHP is told to close (FCGI_KEEP_CONN)
      return kept && [pool, kept];
    }
    case 'proxy': {
      const spoken = hop.effective('http_version').whenValue((v) => v !== '1.0');
      const open = hop.effective('http_version').is('2') === 'yes' ? spoken : staysOpen(hop); // HTTP/2 has no `Connection`
      return spoken && open && [pool, spoken, open];
    }
    default:
      return undefined; // uwsgi and scgi close after each answer
  }
}

/** What it rests on that the group has room for idle connections; undefined when it has none. */
export function poolOf(upstream: Upstream, version: NginxVersion): Assumption | undefined {
  if (upstream.methodAfterKeepalive && version.before('1.29.7') !== 'no') return undefined;
  const setting = upstream.setting('keepalive');
  if (setting.origin) return keepaliveCount(upstream) ? setting.whenValue(() => true) : undefined;
  return setting.whenValue((v) => v !== null && v !== 'off');
}

/** The `Connection` header lets the app keep the connection, at least sometimes. */
function staysOpen(hop: Hop): Assumption | undefined {
  const header = hop.headers?.get('Connection');
  if (!header) return undefined;
  if (!header.origin) return header.when((value) => !isClose(value));
  const { values, complete } = header.possible;
  // the map for WebSockets: `upgrade` is for the connections that are no longer HTTP
  const ordinary = values.length > 1 ? values.filter((v) => v.text.toLowerCase() !== 'upgrade') : values;
  return complete && ordinary.some((v) => !isClose(v.text)) ? header.when(() => true) : undefined;
}

function isClose(value: string | null): boolean {
  return value?.toLowerCase() === 'close';
}
