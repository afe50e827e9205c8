/** How many peers does nginx make of written addresses? One per address that a name has (ngx_inet_resolve_host). */
import type { WrittenAddress } from './address.ts';

export interface PeerCount {
  /** At least so many: an IP address and a socket are one; `localhost` is two where the hosts file names it twice, as most do. */
  readonly least: number;
  /** False when a name may have more addresses than that, or when not every address is known. */
  readonly isExact: boolean;
}

/** The peers of these addresses; `isComplete` says whether there are no others that the text does not show. */
export function countPeers(addresses: readonly WrittenAddress[], isComplete: boolean): PeerCount {
  let least = 0;
  let isExact = isComplete;
  for (const address of addresses) {
    const isName = address.kind === 'tcp' && !address.isIp;
    if (isName || address.kind === 'none') isExact = false;
    least += isName && address.host.toLowerCase() === 'localhost' ? 2 : 1;
  }
  return { least, isExact };
}
