/** Which address does nginx read in a written one, and with which words does it refuse it? (src/core/ngx_inet.c) */
import { decimal } from '../../../syntax/index.ts';

/** How ngx_parse_url is asked (ngx_url_t). */
export interface UrlRequest {
  /** A `listen` address: a port alone, `*` and ranges of ports are fine. */
  readonly listen?: boolean;
  /** A URI may follow the address (`proxy_pass`, `proxy_ssl` responders …). */
  readonly uriPart?: boolean;
  readonly defaultPort?: number;
}

/** What ngx_parse_url found. Names are never resolved here. */
export interface Url {
  /** nginx's words (`invalid host`, `invalid port` …); undefined when the address is fine or its name must be resolved. */
  readonly error?: string;
  /** `name`: a host name, whose addresses are not known from the text. */
  readonly family: 'inet' | 'inet6' | 'unix' | 'name';
  /** As nginx keeps it: IPv6 with its brackets, a unix socket without its prefix. */
  readonly host: string;
  readonly port: number;
  /** The end of a range of ports (`listen` only); 0 without one. */
  readonly lastPort: number;
  readonly noPort: boolean;
  readonly uri: string;
  readonly wildcard: boolean;
  /** The binary address, 4 or 16 bytes; empty for names and unix sockets. */
  readonly bytes: readonly number[];
}

const FAILED = {
  family: 'name',
  host: '',
  port: 0,
  lastPort: 0,
  noPort: false,
  uri: '',
  wildcard: false,
  bytes: [],
} as const;
/** sizeof(sun_path) on Linux; the terminating NUL counts. */
const SUN_PATH = 108;

function failed(error: string): Url {
  return { ...FAILED, error };
}

/** ngx_parse_url. */
export function parseUrl(text: string, request: UrlRequest = {}): Url {
  if (text.length >= 5 && text.slice(0, 5).toLowerCase() === 'unix:') return parseUnix(text.slice(5), request);
  return text.startsWith('[') ? parseInet6(text, request) : parseInet(text, request);
}

/** ngx_parse_unix_domain_url, behind the prefix. */
function parseUnix(text: string, request: UrlRequest): Url {
  const colon = request.uriPart ? text.indexOf(':') : -1;
  const path = colon < 0 ? text : text.slice(0, colon);
  if (path === '') return failed('no path in the unix domain socket');
  if (path.length + 1 > SUN_PATH) return failed('too long path in the unix domain socket');
  return { ...FAILED, family: 'unix', host: path, uri: colon < 0 ? '' : text.slice(colon + 1) };
}

/** The port or range of ports of a text; a string is nginx's complaint. */
function parsePorts(text: string, listen: boolean): { readonly port: number; readonly lastPort: number } | string {
  let lastPort = 0;
  let first = text;
  const dash = listen ? text.indexOf('-') : -1;
  if (dash >= 0) {
    lastPort = decimal(text.slice(dash + 1));
    if (lastPort < 1 || lastPort > 65535) return 'invalid port';
    first = text.slice(0, dash);
  }
  const port = decimal(first);
  if (port < 1 || port > 65535) return 'invalid port';
  if (lastPort && port > lastPort) return 'invalid port range';
  return { port, lastPort };
}

/** ngx_parse_inet_url. */
function parseInet(text: string, { listen = false, uriPart = false, defaultPort = 0 }: UrlRequest): Url {
  let last = text.length;
  let colon = text.indexOf(':');
  let uriAt = text.indexOf('/');
  const args = text.indexOf('?');
  if (args >= 0 && (uriAt < 0 || args < uriAt)) uriAt = args;
  if (uriAt >= 0) {
    if (listen || !uriPart) return failed('invalid host');
    last = uriAt;
    if (uriAt < colon) colon = -1;
  }
  const uri = uriAt < 0 ? '' : text.slice(uriAt);
  let port = defaultPort;
  let lastPort = 0;
  const noPort = colon < 0;
  if (colon >= 0) {
    const ports = parsePorts(text.slice(colon + 1, last), listen);
    if (typeof ports === 'string') return failed(ports);
    ({ port, lastPort } = ports);
    last = colon;
  } else if (listen) {
    const alone = parsePortAlone(text);
    if (alone) return alone;
  }
  const host = text.slice(0, last);
  if (host === '') return failed('no host');
  const found = { host, port, lastPort, noPort, uri };
  if (listen && host === '*') return { ...found, family: 'inet', wildcard: true, bytes: ANY };
  const bytes = inetAddr(host);
  if (!bytes) return { ...found, family: 'name', wildcard: false, bytes: [] };
  return { ...found, family: 'inet', wildcard: bytes.every((byte) => byte === 0), bytes };
}

const ANY: readonly number[] = [0, 0, 0, 0];

/** `listen 8080`, `listen 8080-8090`: a whole value that is a port; undefined where it is a host. */
function parsePortAlone(text: string): Url | undefined {
  const dash = text.indexOf('-');
  let lastPort = 0;
  let error: string | undefined;
  if (dash >= 0) {
    lastPort = decimal(text.slice(dash + 1));
    if (lastPort < 0) return undefined;
    if (lastPort < 1 || lastPort > 65535) error = 'invalid port';
  }
  const port = decimal(dash < 0 ? text : text.slice(0, dash));
  if (port < 0) return undefined;
  if (error || port < 1 || port > 65535) return failed('invalid port');
  if (lastPort && port > lastPort) return failed('invalid port range');
  return { family: 'inet', host: '', port, lastPort, noPort: false, uri: '', wildcard: true, bytes: ANY };
}

/** ngx_parse_inet6_url. */
function parseInet6(text: string, { listen = false, uriPart = false, defaultPort = 0 }: UrlRequest): Url {
  const close = text.indexOf(']', 1);
  if (close < 0) return failed('invalid host');
  let last = text.length;
  const slash = text.indexOf('/', close + 1);
  if (slash >= 0) {
    if (listen || !uriPart) return failed('invalid host');
    last = slash;
  }
  let port = defaultPort;
  let lastPort = 0;
  const noPort = close + 1 >= last;
  if (!noPort) {
    if (text[close + 1] !== ':') return failed('invalid host');
    const ports = parsePorts(text.slice(close + 2, last), listen);
    if (typeof ports === 'string') return failed(ports);
    ({ port, lastPort } = ports);
  }
  if (close === 1) return failed('no host');
  const bytes = inet6Addr(text.slice(1, close));
  if (!bytes) return failed('invalid IPv6 address');
  const uri = slash < 0 ? '' : text.slice(slash);
  const wildcard = bytes.every((byte) => byte === 0);
  return { family: 'inet6', host: text.slice(0, close + 1), port, lastPort, noPort, uri, wildcard, bytes };
}

/** ngx_inet_addr: the four bytes of a dotted quad. 255.255.255.255 is INADDR_NONE, hence no address. */
export function inetAddr(text: string): readonly number[] | undefined {
  const bytes: number[] = [];
  let octet = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x30 && c <= 0x39) {
      octet = octet * 10 + c - 0x30;
      if (octet > 255) return undefined;
    } else if (c === 0x2e) {
      bytes.push(octet);
      octet = 0;
      if (bytes.length > 3) return undefined;
    } else return undefined;
  }
  bytes.push(octet);
  return bytes.length === 4 && bytes.some((byte) => byte !== 255) ? bytes : undefined;
}

/** ngx_inet6_addr: the sixteen bytes of an IPv6 address without brackets. */
export function inet6Addr(text: string): readonly number[] | undefined {
  if (text === '') return undefined;
  const out: number[] = [];
  let zero = -1;
  /** Where the current group of digits begins; -1 before the first colon. */
  let digit = -1;
  let nibbles = 0;
  let word = 0;
  let left = 8;
  for (let i = text[0] === ':' ? 1 : 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === ':') {
      if (nibbles) {
        digit = i + 1;
        out.push(word >> 8, word & 0xff);
        if (--left === 0) return undefined;
        nibbles = 0;
        word = 0;
        continue;
      }
      if (zero >= 0) return undefined;
      digit = i + 1;
      zero = out.length;
      continue;
    }
    if (c === '.' && nibbles) {
      if (left < 2 || digit < 0) return undefined;
      const quad = inetAddr(text.slice(digit));
      if (!quad) return undefined;
      out.push(quad[0]!, quad[1]!);
      word = quad[2]! * 256 + quad[3]!;
      left--;
      break;
    }
    if (++nibbles > 4) return undefined;
    const value = '0123456789abcdef'.indexOf(c.toLowerCase());
    if (value < 0) return undefined;
    word = word * 16 + value;
  }
  if (nibbles === 0 && zero < 0) return undefined;
  out.push((word >> 8) & 0xff, word & 0xff);
  left--;
  if (left === 0) return zero < 0 ? out : undefined;
  if (zero < 0) return undefined;
  return [...out.slice(0, zero), ...new Array<number>(left * 2).fill(0), ...out.slice(zero)];
}

/** ngx_parse_addr: an IP address without a port. */
export function isAddress(text: string): boolean {
  return inetAddr(text) !== undefined || inet6Addr(text) !== undefined;
}

/** ngx_parse_addr_port: an IP address with or without a port. `[v6]` alone is one since 1.27.3. */
export function isAddressWithPort(text: string, bracketsAlone: boolean): boolean {
  if (isAddress(text)) return true;
  let host: string;
  let port: string;
  if (text.startsWith('[')) {
    const close = text.indexOf(']');
    if (close >= 0 && close === text.length - 1) return bracketsAlone && isAddress(text.slice(1, -1));
    if (close < 0 || text[close + 1] !== ':') return false;
    host = text.slice(1, close);
    port = text.slice(close + 2);
  } else {
    const colon = text.indexOf(':');
    if (colon < 0) return false;
    host = text.slice(0, colon);
    port = text.slice(colon + 1);
  }
  const number = decimal(port);
  return number >= 1 && number <= 65535 && isAddress(host);
}
