/** Does what nginx sends to its own socket come back to the place that sends it? */

import type { Peer } from './destination.ts';
import { withoutUri } from './expression.ts';
import type { Hop } from './hop.ts';
import { effectiveList } from './inherit.ts';
import { isNamed, locate } from './location.ts';
import type { Scope } from './scope.ts';
import type { ListenSocket } from './sockets.ts';

/**
 * Is a request that the hop sends to the socket sure to meet the same hop again? Then one request of a client becomes as many
 * as there are connections. False as soon as something could tell the second request from the first: another server or
 * location, a condition, a rewritten URI, an access rule.
 */
export function comesBack(hop: Hop, peer: Peer, socket: ListenSocket): boolean {
  if (socket.has('proxy_protocol') !== 'no') return false;
  if (socket.has('ssl') !== (hop.tls === true ? 'yes' : 'no') || hop.tls === undefined) return false;
  if (hop.family === 'stream')
    return hop.isLiteral && !hop.tls && socket.servers.length === 1 && socket.servers[0] === hop.server;
  if (hop.family !== 'proxy' || hop.scope.kind !== 'location' || socket.family !== 'http') return false;
  return !tellsApart(hop.scope) && answeringServer(hop, peer, socket) === hop.server && isSameLocation(hop);
}

/** The server that answers what the hop sends; undefined when the `Host` header leaves that open. */
function answeringServer(hop: Hop, peer: Peer, socket: ListenSocket): Scope | undefined {
  const host = hostSent(hop, peer);
  // the client's name, by which this very server was chosen before
  if (host === CLIENTS) return hop.server && socket.servers.includes(hop.server) ? hop.server : undefined;
  if (host !== undefined) return socket.serverFor(host);
  return socket.servers.length === 1 ? socket.serverFor('') : undefined;
}

const CLIENTS = Symbol('the host that the client asked for');

/** The host that the request to the app names, without its port; undefined when it is not known. */
function hostSent(hop: Hop, peer: Peer): string | typeof CLIENTS | undefined {
  const header = hop.headers?.get('Host');
  const [written, ...others] = header?.written ?? [];
  if (!header || written === undefined || others.length > 0) return undefined;
  const value = (written.value ?? '').toLowerCase().replace(/:(?:\d+|\$proxy_port|\$server_port)$/, '');
  if (value === '$host' || value === '$http_host') return CLIENTS;
  if (value === '$server_name') return hop.server?.own('server_name')[0]?.args[0] ?? '';
  if (value === '$proxy_host') {
    if (peer.upstream) return peer.upstream.name;
    const { address } = peer;
    // ngx_http_proxy_set_vars: of a socket the host is `localhost`
    if (address.kind === 'unix') return 'localhost';
    return address.host.includes(':') ? `[${address.host}]` : address.host;
  }
  const [only, ...more] = header.possible.values;
  return header.possible.complete && only && more.length === 0 ? only.text.replace(/:\d+$/, '') : undefined;
}

/** Is the URI that is sent served by the hop's location again? */
function isSameLocation(hop: Hop): boolean {
  const written = hop.pass.args[0] ?? '';
  if (!hop.isLiteral) return withoutUri(written) === written || /\$request_uri$/i.test(written);
  const uri = hop.destinations[0]?.uri ?? '';
  if (uri === '' || uri === hop.prefix) return true;
  const { server } = hop;
  if (!server || hop.prefix === undefined || isNamed(hop.scope)) return false;
  // what a URI replaces is the prefix: `/` with `/a/` becomes `/a/`, then `/a/a/`
  const again = uri + uri.slice(hop.prefix.length);
  return locate(server, uri) === hop.scope && uri.startsWith(hop.prefix) && locate(server, again) === hop.scope;
}

/** Variables that are the same in the request that nginx sends on. */
const KEPT = /^\$(?:uri|document_uri|request_uri|args|query_string|is_args|request_method|request_filename|arg_\w+)$/i;

/** May something treat the second request in another way than the first? */
function tellsApart(location: Scope): boolean {
  const { server } = location;
  if (!server) return true;
  const ifs = [...server.children, ...location.children].filter(({ kind }) => kind.startsWith('if-'));
  if (ifs.some((scope) => scope.own('rewrite').length > 0 || scope.hidesDirectives)) return true;
  const levels = [...location.outward()].filter((level) => level.kind === 'location' || level === server);
  const isOwnedElsewhere = levels.some(
    (level) =>
      level.hidesDirectives ||
      level.own('rewrite').length > 0 ||
      level.own('internal').length > 0 ||
      level.own('limit_except').length > 0,
  );
  if (isOwnedElsewhere || effectiveList(location, 'deny').entries.length > 0) return true;
  return ifs.some(({ block }) =>
    block?.args.some((arg) => (arg.match(/\$\{?\w+/g) ?? []).some((name) => !KEPT.test(name.replace('{', '')))),
  );
}
