/** Which `listen` lines are there, and on which TCP ports does nginx itself listen? */
import { type Directive, isOpenValue } from '../tree/index.ts';
import { isIpv4 } from './address.ts';
import type { Scope } from './scope.ts';

/** An address of a `listen`, as nginx tells addresses apart. */
export type ListenAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | {
      readonly kind: 'tcp';
      /** `0.0.0.0` or `::` for every address of the family; IPv6 in its shortest form; a name in lower case. */
      readonly host: string;
      readonly firstPort: number;
      readonly lastPort: number;
    };

/** One server on one address. */
export interface ListenLine {
  readonly server: Scope;
  /** null for a server without a `listen`, which has port 80. */
  readonly directive: Directive | null;
  /** undefined where the text does not tell it (a template, an environment variable). */
  readonly address: ListenAddress | undefined;
  /** UDP: `udp`, `quic`. */
  readonly isDatagram: boolean;
}

/** The `listen` lines of the http and stream servers among `scopes`, in nginx's order. */
export function listenLines(scopes: readonly Scope[]): readonly ListenLine[] {
  const found: ListenLine[] = [];
  for (const server of scopes) {
    if (server.kind !== 'server' && server.kind !== 'stream-server') continue;
    const lines = server.own('listen');
    // an include that is not here may bring the `listen` line
    if (lines.length === 0 && server.kind === 'server' && !server.isImplicit && !server.hidesDirectives)
      found.push({ server, directive: null, address: DEFAULT, isDatagram: false });
    for (const directive of lines) {
      const { args, file } = directive;
      const isOpen = isOpenValue(args[0] ?? '', file.template);
      const isDatagram = args.includes('udp') || args.includes('quic');
      found.push({ server, directive, address: isOpen ? undefined : parseListen(args[0] ?? ''), isDatagram });
    }
  }
  return found;
}

/** Port 80; 8000 without root's rights, which nobody runs (ngx_http_core_server). */
const DEFAULT: ListenAddress = { kind: 'tcp', host: '0.0.0.0', firstPort: 80, lastPort: 80 };

/** TCP ports of the lines, each once. UDP and unix sockets have none. */
export function listenPorts(lines: readonly ListenLine[]): readonly number[] {
  const ports = new Set<number>();
  for (const { address, isDatagram } of lines) {
    if (isDatagram || address?.kind !== 'tcp') continue;
    for (let port = address.firstPort; port <= address.lastPort; port++) ports.add(port);
  }
  return [...ports];
}

/** The address of a `listen` (ngx_parse_url: `8080`, `*:8080-8090`, `[::1]:443`, `localhost`, `unix:/path`). */
export function parseListen(text: string): ListenAddress | undefined {
  if (/^unix:/i.test(text)) return { kind: 'unix', path: text.slice(5) };
  const [, host = '*', first, last] = /^(?:(\[[^\]]*\]|[^:]*):)?(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  if (first !== undefined) {
    const [firstPort, lastPort] = [Number(first), Math.min(Number(last ?? first), 65535)];
    return { kind: 'tcp', host: canonicalHost(host), firstPort, lastPort };
  }
  if (!/^(?:\[[^\]]*\]|[^:$]+)$/.test(text)) return undefined;
  return { kind: 'tcp', host: canonicalHost(text), firstPort: 80, lastPort: 80 };
}

/** A host in the one form that equal addresses share. IPv6 comes with or without its brackets. */
export function canonicalHost(written: string): string {
  const host = written.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (host === '*' || host === '') return '0.0.0.0';
  if (isIpv4(host)) return host.split('.').map(Number).join('.');
  if (!host.includes(':')) return host === 'localhost' ? '127.0.0.1' : host;
  return URL.canParse(`http://[${host}]/`) ? new URL(`http://[${host}]/`).hostname.slice(1, -1) : host;
}
