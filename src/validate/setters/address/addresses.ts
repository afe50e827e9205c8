/** Which addresses does a `listen` name, as nginx keeps and prints them? (src/core/ngx_inet.c) */
import { parseUrl, type Url } from '../upstream/inet.ts';

export interface Address {
  /** What nginx tells ports apart by: family and port. */
  readonly port: string;
  /** What it tells the addresses of a port apart by. */
  readonly key: string;
  /** As nginx prints it (ngx_sock_ntop). */
  readonly text: string;
  readonly wildcard: boolean;
}

export interface ListenAddress {
  /** nginx's words when it refuses the address. */
  readonly error?: string;
  /** Empty where they are not known: a name to be resolved. */
  readonly addresses: readonly Address[];
  readonly firstPort: number;
}

/** `listen 80` of servers without a `listen`; nginx takes 8000 when it does not run as root. */
export const DEFAULT_ADDRESS: Address = { port: 'inet 80', key: '0.0.0.0', text: '0.0.0.0:80', wildcard: true };

/** The addresses of a written one. */
export function listenAddress(text: string, defaultPort: number): ListenAddress {
  const url = parseUrl(text, { listen: true, defaultPort });
  const { error, family, port } = url;
  if (error !== undefined) return { error, addresses: [], firstPort: 0 };
  if (family === 'unix') {
    return { addresses: [{ port: 'unix', key: url.host, text: `unix:${url.host}`, wildcard: false }], firstPort: 0 };
  }
  const host = hostOf(url);
  if (host === undefined) return { addresses: [], firstPort: port };
  const kind = family === 'inet6' ? 'inet6' : 'inet';
  const addresses: Address[] = [];
  const last = url.lastPort || port;
  for (let each = port; each <= last; each++) {
    addresses.push({ port: `${kind} ${each}`, key: host, text: `${host}:${each}`, wildcard: url.wildcard });
  }
  return { addresses, firstPort: port };
}

function hostOf({ family, host, bytes }: Url): string | undefined {
  if (family === 'inet') return bytes.join('.');
  if (family === 'inet6') return `[${inet6Text(bytes)}]`;
  // every hosts file has it; that ::1 may be a second address makes no difference to the first
  return host.toLowerCase() === 'localhost' ? '127.0.0.1' : undefined;
}

/** ngx_inet6_ntop: the longest run of zero groups (of two at least) becomes `::`, the first of equal ones. */
export function inet6Text(bytes: readonly number[]): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(bytes[i]! * 256 + bytes[i + 1]!);
  let zero = -1;
  let longest = 1;
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > longest) {
      zero = start;
      longest = end - start;
    }
    if (end > start) start = end;
  }
  const isMapped =
    zero === 0 &&
    (longest === 6 || (longest === 5 && groups[5] === 0xffff) || (longest === 7 && bytes[14] !== 0 && bytes[15] !== 1));
  if (isMapped) {
    const prefix = longest === 5 ? '::ffff:' : '::';
    return prefix + bytes.slice(12).join('.');
  }
  const hex = groups.map((group) => group.toString(16));
  if (zero < 0) return hex.join(':');
  return `${hex.slice(0, zero).join(':')}::${hex.slice(zero + longest).join(':')}`;
}
