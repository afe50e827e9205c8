/** What does nginx dial for a written address? ngx_parse_url and the pass directives' own prefixes. */

/** How a hop talks to the app; `tls` variants are separate schemes, as nginx writes them. */
export type Scheme =
  | 'http'
  | 'https'
  | 'grpc'
  | 'grpcs'
  | 'fastcgi'
  | 'uwsgi'
  | 'suwsgi'
  | 'scgi'
  | 'memcached'
  | 'tunnel'
  | 'stream';

/** `tunnel` is `tunnel_pass` of nginx 1.31 (ngx_http_tunnel_module). */
export type Family = 'proxy' | 'fastcgi' | 'uwsgi' | 'scgi' | 'grpc' | 'memcached' | 'tunnel' | 'stream';

/** A part of a text: from `start` up to, not including, `end`. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** An address as written, before names of upstream groups are looked up. */
export type WrittenAddress =
  | {
      readonly kind: 'tcp';
      /** Name or IP address; IPv6 without its brackets. Case as written. */
      readonly host: string;
      readonly isIp: boolean;
      /** The port dialled; null where nginx demands one and there is none. */
      readonly port: number | null;
      readonly hasPort: boolean;
      readonly hostPart: Part;
      /** Where host and port end in the written text. */
      readonly end: number;
    }
  | { readonly kind: 'unix'; readonly path: string; readonly pathPart: Part }
  /** nginx rejects it, or it is not known which address it is. */
  | { readonly kind: 'none' };

const SCHEMES: Readonly<Record<Family, readonly (readonly [string, Scheme, number | null])[]>> = {
  proxy: [
    ['http://', 'http', 80],
    ['https://', 'https', 443],
  ],
  grpc: [
    ['grpc://', 'grpc', null],
    ['grpcs://', 'grpcs', null],
    ['', 'grpc', null],
  ],
  uwsgi: [
    ['uwsgi://', 'uwsgi', null],
    ['suwsgi://', 'suwsgi', null],
    ['', 'uwsgi', null],
  ],
  fastcgi: [['', 'fastcgi', null]],
  scgi: [['', 'scgi', null]],
  memcached: [['', 'memcached', null]],
  tunnel: [['', 'tunnel', null]],
  stream: [['', 'stream', null]],
};

const NONE: WrittenAddress = { kind: 'none' };

/** The scheme and address of a pass directive's value without variables; undefined where nginx says `invalid URL prefix`. */
export function parsePass(family: Family, value: string): { scheme: Scheme; address: WrittenAddress } | undefined {
  for (const [prefix, scheme, defaultPort] of SCHEMES[family]) {
    // ngx_strncasecmp
    if (value.slice(0, prefix.length).toLowerCase() !== prefix) continue;
    return { scheme, address: parseAddress(value, prefix.length, defaultPort, family === 'proxy') };
  }
  return undefined;
}

/**
 * The scheme of a value with variables: undefined where one of them may bring it (`grpc_pass $app;` may be `grpcs://…`, too).
 */
export function schemeOf(family: Family, value: string): Scheme | undefined {
  const known = value.split('$', 1)[0]!.toLowerCase();
  const isCut = known.length < value.length;
  if (isCut && SCHEMES[family].some(([prefix]) => prefix.length > known.length && prefix.startsWith(known)))
    return undefined;
  return SCHEMES[family].find(([prefix]) => known.startsWith(prefix))?.[1];
}

/** The address of a `server` line of an upstream block: port 80 for every protocol. */
export function parseUpstreamServer(value: string, family: 'http' | 'stream'): WrittenAddress {
  return parseAddress(value, 0, family === 'http' ? 80 : null, false);
}

/** `value` from `start`: `unix:/path`, `host`, `host:port`, `[v6]:port`, with a URI behind when `hasUri`. */
function parseAddress(value: string, start: number, defaultPort: number | null, hasUri: boolean): WrittenAddress {
  if (value.slice(start, start + 5).toLowerCase() === 'unix:') {
    const from = start + 5;
    const colon = hasUri ? value.indexOf(':', from) : -1;
    const end = colon < 0 ? value.length : colon;
    const path = value.slice(from, end);
    return path === '' ? NONE : { kind: 'unix', path, pathPart: { start: from, end } };
  }
  let end = value.length;
  if (hasUri) {
    const uri = value.slice(start).search(/[/?]/);
    if (uri >= 0) end = start + uri;
  }
  // only proxy_pass takes a URI: elsewhere nginx says `invalid host`
  if (!hasUri && /[/?]/.test(value.slice(start))) return NONE;
  let host: string;
  let hostPart: Part;
  let at: number;
  const isV6 = value[start] === '[';
  if (isV6) {
    const close = value.indexOf(']', start);
    if (close < 0 || close >= end) return NONE;
    host = value.slice(start + 1, close);
    hostPart = { start, end: close + 1 };
    at = close + 1;
  } else {
    const colon = value.indexOf(':', start);
    at = colon < 0 || colon >= end ? end : colon;
    host = value.slice(start, at);
    hostPart = { start, end: at };
  }
  const portText = value.slice(at, end);
  if (host === '' || (portText !== '' && !/^:\d{1,5}$/.test(portText))) return NONE;
  const port = portText === '' ? defaultPort : Number(portText.slice(1));
  if (port !== null && (port < 1 || port > 65535)) return NONE;
  return { kind: 'tcp', host, isIp: isV6 || isIpv4(host), port, hasPort: portText !== '', hostPart, end };
}

/** Dotted quad, as ngx_inet_addr reads it: leading zeros do not matter. */
export function isIpv4(host: string): boolean {
  const parts = host.split('.');
  return parts.length === 4 && parts.every((p) => /^\d{1,9}$/.test(p) && Number(p) <= 255);
}

/** An address as nginx writes it: `app:8000`, `[::1]:80`, `unix:/run/app.sock`. */
export function formatAddress(address: Exclude<WrittenAddress, { kind: 'none' }>): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return address.port === null ? host : `${host}:${address.port}`;
}

/** Top-level names that never lead to the internet (RFC 6761, 6762, 8375, ICANN's `.internal`, and customary ones). */
const PRIVATE_SUFFIX =
  /\.(?:local|localdomain|localhost|internal|intranet|lan|corp|home|private|consul|home\.arpa|svc)$/i;

/** Is a host name one of a private network: a single label (a container, a machine beside) or a private top-level name? */
export function isPrivateName(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return !name.includes('.') || PRIVATE_SUFFIX.test(name);
}
