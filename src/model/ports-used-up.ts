/** Can connections to one address use up the local ports? Each needs one, and keeps it for a minute after it was closed. */
import type { Peer } from './destination.ts';
import type { Hop } from './hop.ts';

/** net.ipv4.ip_local_port_range of Linux: 32768 to 60999. */
export const LOCAL_PORTS = 28_232;

/**
 * The one address that a hop dials, where that is a TCP address of another machine: to loopback Linux uses ports again at
 * once (net.ipv4.tcp_tw_reuse = 2). A hop with `proxy_bind` chooses where it dials from.
 */
export function onlyRemotePeer(hop: Hop): Peer | undefined {
  const [peer, ...others] = hop.peers;
  const { least, isExact } = hop.peerCount;
  if (peer?.address.kind !== 'tcp' || others.length > 0 || least !== 1 || !isExact) return undefined;
  const isLoopback = peer.address.host.startsWith('127.') || peer.address.host === '::1';
  const binds = hop.effective('bind');
  return isLoopback || binds.origin || hop.scope.hidesDirectives ? undefined : peer;
}
