/** Does nginx send a hop's data as datagrams? */
import type { Hop } from './hop.ts';

/** A stream server dials in the way it is dialled (ngx_stream_proxy_handler: `u->peer.type = c->type`): here by UDP only. */
export function sendsDatagrams({ family, server }: Hop): boolean {
  if (family !== 'stream') return false;
  const lines = server?.own('listen') ?? [];
  return lines.length > 0 && lines.every(({ args }) => args.includes('udp', 1));
}
