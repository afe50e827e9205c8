/** Is it PHP that answers behind a hop? nginx cannot know; names tell. */
import { formatAddress } from './address.ts';
import type { Hop } from './hop.ts';

/**
 * Does a `fastcgi_pass` lead to PHP, by the name of a socket, a host or a group (`php8.2-fpm.sock`, `php:9000`), or because its
 * location is one of scripts (`~ \.php$`)? Port 9000 alone says nothing: other apps are given it, too.
 */
export function isPhp({ family, pass, scope, peers, upstreams }: Hop): boolean {
  if (family !== 'fastcgi') return false;
  const names = [
    pass.args[0] ?? '',
    ...upstreams.map((u) => u.name),
    ...peers.map((peer) => formatAddress(peer.address)),
  ];
  if (names.some((name) => /php|(?:^|[^a-z])fpm/i.test(name))) return true;
  for (const level of scope.outward()) {
    if (level.kind === 'location') return /\.\(?(?:\?:)?(?:php|phtml|ph\(p)/i.test(level.block?.args.at(-1) ?? '');
  }
  return false;
}
