/** At which of nginx's own sockets does a connection arrive, what is spoken there, and which server answers? */
import type { Answer } from '../catalog/index.ts';
import type { Directive } from '../tree/index.ts';
import type { WrittenAddress } from './address.ts';
import { canonicalHost, type ListenLine } from './listen.ts';
import { matches } from './location.ts';
import type { Scope } from './scope.ts';

/** What the lines of a socket have in common: one of them sets it for all (ngx_http_add_addresses). */
export type SocketFlag = 'ssl' | 'http2' | 'proxy_protocol';

/** A socket that nginx listens on, with all servers that share it. */
export class ListenSocket {
  readonly family: 'http' | 'stream';
  /** At least one; those of one address, in nginx's order. */
  readonly lines: readonly ListenLine[];
  /** May other files of the configuration, which are not here, have more lines for it? */
  readonly isShared: boolean;
  readonly #hidesLines: boolean;

  constructor(lines: readonly ListenLine[], hidesLines: boolean) {
    this.lines = lines;
    const [first] = lines;
    this.family = first!.server.family;
    this.isShared = first!.server.parent?.isImplicit ?? true;
    this.#hidesLines = hidesLines;
  }

  /** The server for names that no other server has. */
  get defaultServer(): Scope {
    const given = this.lines.find(({ directive }) =>
      directive?.args.some((arg) => arg === 'default_server' || arg === 'default'),
    );
    return (given ?? this.lines[0]!).server;
  }

  /** Its servers, each once. */
  get servers(): readonly Scope[] {
    return [...new Set(this.lines.map((line) => line.server))];
  }

  /** The line that gives the socket a protocol; undefined when none here does. */
  lineOf(flag: SocketFlag): Directive | undefined {
    for (const { directive, server } of this.lines) {
      if (directive?.args.includes(flag, 1)) return directive;
      // `ssl on;` up to 1.25.0
      const on = flag === 'ssl' ? [...server.outward()].flatMap((level) => level.own('ssl').slice(0, 1))[0] : undefined;
      if (on?.args[0]?.toLowerCase() === 'on') return on;
    }
    if (flag !== 'http2') return undefined;
    // since 1.25.1: over TLS the server of the name that the client asks for decides, else the default server
    for (const server of this.lineOf('ssl') ? this.servers : [this.defaultServer]) {
      const http2 = [...server.outward()].flatMap((level) => level.own('http2').slice(0, 1))[0];
      if (http2?.args[0]?.toLowerCase() === 'on') return http2;
    }
    return undefined;
  }

  /** Is the protocol spoken there? `unknown` when an include could bring the line that says so. */
  has(flag: SocketFlag): Answer {
    if (this.lineOf(flag)) return 'yes';
    return this.#hidesLines || this.lines.some(({ server }) => server.hidesDirectives) ? 'unknown' : 'no';
  }

  /**
   * The server that answers a request with this host (without a port): exact name, the longest `*.name`, the longest
   * `name.*`, the first pattern, else the default (ngx_http_find_virtual_server). undefined when that is not known.
   */
  serverFor(host: string): Scope | undefined {
    const { servers } = this;
    if (this.#hidesLines || servers.some((server) => server.hidesDirectives)) return undefined;
    const name = host.toLowerCase();
    let best: { readonly server: Scope; readonly rank: number } | undefined;
    for (const server of servers) {
      for (const written of server.own('server_name').flatMap((directive) => directive.args)) {
        const rank = rankOf(written.toLowerCase(), name);
        if (rank > 0 && rank > (best?.rank ?? 0)) best = { server, rank };
      }
    }
    if (best) return best.server;
    for (const server of servers) {
      for (const written of server.own('server_name').flatMap((directive) => directive.args)) {
        if (written.toLowerCase() === '$hostname') return undefined;
        if (!written.startsWith('~')) continue;
        const answer = matches(written.slice(1), /[A-Z]/.test(written), name);
        if (answer === undefined) return undefined;
        if (answer) return server;
      }
    }
    return this.defaultServer;
  }
}

/** How well a name that is no pattern fits: 0 for not at all. An exact one is longer than any label of a wildcard. */
function rankOf(written: string, name: string): number {
  if (written === name && !written.startsWith('~')) return 1_000_000;
  const [isLeading, tail] = written.startsWith('*.')
    ? [true, written.slice(1)]
    : written.startsWith('.')
      ? [true, written]
      : [false, ''];
  if (isLeading) {
    if (written.startsWith('.') && name === written.slice(1)) return 1_000_000;
    return name.endsWith(tail) && name.length > tail.length ? 10_000 + tail.length : 0;
  }
  if (!written.endsWith('.*')) return 0;
  const head = written.slice(0, -1);
  return name.startsWith(head) && name.length > head.length ? head.length : 0;
}

/** The TCP and unix sockets of a configuration. */
export class Sockets {
  readonly #lines: readonly ListenLine[];
  readonly #byServer = new Map<Scope, ListenLine[]>();
  /** Those of one `host port`, or of one path; the lines of ranges are few and looked through each time. */
  readonly #byPlace = new Map<string, ListenLine[]>();
  readonly #ranges: readonly ListenLine[];
  readonly #ports = new Set<number>();
  readonly #hidesLines: boolean;
  readonly #known = new Map<string, ListenSocket | undefined>();

  constructor(lines: readonly ListenLine[], scopes: readonly Scope[]) {
    this.#lines = lines.filter((line) => !line.isDatagram);
    this.#ranges = this.#lines.filter(({ address }) => address?.kind === 'tcp' && address.firstPort < address.lastPort);
    for (const line of this.#lines) {
      addTo(this.#byServer, line.server, line);
      const { address } = line;
      if (address?.kind === 'unix') addTo(this.#byPlace, address.path, line);
      else if (address && address.firstPort === address.lastPort) {
        this.#ports.add(address.firstPort);
        addTo(this.#byPlace, `${address.host} ${address.firstPort}`, line);
      }
    }
    this.#hidesLines =
      lines.some((line) => line.address === undefined) ||
      scopes.some((s) => (s.kind === 'main' || s.kind === 'http' || s.kind === 'stream') && s.hidesDirectives);
  }

  /**
   * The socket that a connection to the address arrives at; undefined when it is none of nginx's own, or when that is not
   * known: of an address that is not loopback nobody can tell here whether it is this machine's.
   */
  at(address: WrittenAddress): ListenSocket | undefined {
    if (address.kind === 'none' || (address.kind === 'tcp' && !this.#mayListen(address.port))) return undefined;
    if (address.kind === 'unix') return this.#once(`unix:${address.path}`, () => this.#unix(address.path));
    const host = canonicalHost(address.host);
    return this.#once(`${host} ${address.port}`, () => this.#tcp(host, address.port!));
  }

  /** The socket that takes what arrives at a port of an address nobody knows here; undefined when one line is for one of those. */
  onAnyAddress(port: number): ListenSocket | undefined {
    if (!this.#mayListen(port)) return undefined;
    return this.#once(`any ${port}`, () => {
      const isOnPort = ({ address }: ListenLine): boolean =>
        address?.kind === 'tcp' && address.firstPort <= port && port <= address.lastPort;
      const isForAll = ({ address }: ListenLine): boolean =>
        address?.kind === 'tcp' && /^(0\.0\.0\.0|::|::1|127\..*|localhost)$/.test(address.host);
      return this.#lines.filter(isOnPort).every(isForAll) ? this.#tcp('127.255.255.254', port) : [];
    });
  }

  #once(key: string, find: () => readonly ListenLine[]): ListenSocket | undefined {
    if (!this.#known.has(key)) {
      const found = find();
      this.#known.set(key, found.length > 0 ? new ListenSocket(found, this.#hidesLines) : undefined);
    }
    return this.#known.get(key);
  }

  #mayListen(port: number | null): boolean {
    return port !== null && (this.#ranges.length > 0 || this.#ports.has(port));
  }

  /** The sockets that a server listens on; of a range of ports the first stands for all. */
  of(server: Scope): readonly ListenSocket[] {
    return (this.#byServer.get(server) ?? []).flatMap(({ address }): readonly ListenSocket[] => {
      if (!address) return [];
      const same = address.kind === 'unix' ? this.#unix(address.path) : this.#on(address.host, address.firstPort);
      return [new ListenSocket(same, this.#hidesLines)];
    });
  }

  #on(host: string, port: number): readonly ListenLine[] {
    const own = this.#byPlace.get(`${host} ${port}`) ?? [];
    const around = this.#ranges.filter(
      ({ address }) =>
        address?.kind === 'tcp' && address.host === host && address.firstPort <= port && port <= address.lastPort,
    );
    if (around.length === 0) return own;
    const all = new Set([...own, ...around]);
    return this.#lines.filter((line) => all.has(line)); // nginx's order counts
  }

  #unix(path: string): readonly ListenLine[] {
    return this.#byPlace.get(path) ?? [];
  }

  /** An address of its own comes before the one for all (ngx_http_init_connection looks at the local address). */
  #tcp(dialled: string, port: number): readonly ListenLine[] {
    const on = (host: string) => this.#on(host, port);
    // connect() to the wildcard address is one to loopback
    const host = dialled === '0.0.0.0' ? '127.0.0.1' : dialled === '::' ? '::1' : dialled;
    const exact = on(host);
    if (exact.length > 0) return exact;
    if (host === '::1') return on('::');
    if (!host.startsWith('127.')) return [];
    const all = on('0.0.0.0');
    if (all.length > 0) return all;
    const both = on('::');
    return both.some(({ directive }) => directive?.args.includes('ipv6only=off')) ? both : [];
  }
}

function addTo<Key>(lines: Map<Key, ListenLine[]>, key: Key, line: ListenLine): void {
  const there = lines.get(key);
  if (there) there.push(line);
  else lines.set(key, [line]);
}
