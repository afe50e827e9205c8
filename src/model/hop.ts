/** Where does nginx dial an app, and with which settings? */
import type { NginxVersion } from '../catalog/index.ts';
import type { Span } from '../text/index.ts';
import { type Directive, isOpenValue } from '../tree/index.ts';
import { type Family, isIpv4, parsePass, type Scheme, schemeOf, type WrittenAddress } from './address.ts';
import { type Destination, Peer, type TlsName } from './destination.ts';
import { constantText, openName, parseExpression, withoutUri } from './expression.ts';
import { startKey, writtenIn } from './handlers.ts';
import { type Handshake, handshakeOf, isCustomaryWebSocket } from './handshake.ts';
import { RequestHeaders } from './headers.ts';
import { effective, effectiveList, type ListSetting, type Setting } from './inherit.ts';
import { locationName } from './location.ts';
import { countPeers, type PeerCount } from './peer-count.ts';
import type { Scope } from './scope.ts';
import type { Upstream } from './upstream.ts';
import type { PossibleValues, Variables } from './variables.ts';

/** The list of request headers or parameters of each family. */
const LIST: Partial<Record<Family, string>> = {
  proxy: 'proxy_set_header',
  grpc: 'grpc_set_header',
  fastcgi: 'fastcgi_param',
  uwsgi: 'uwsgi_param',
  scgi: 'scgi_param',
};

/** The families whose apps get parameters instead of headers, in `fastcgi_param` and its like. */
const WITH_PARAMETERS: ReadonlySet<Family> = new Set(['fastcgi', 'uwsgi', 'scgi']);

/** What a hop needs to know of the whole configuration. */
export interface Surroundings {
  /** The groups of the hop's family, by lower-cased name. */
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** `host:port`, lower-cased, of every pass directive without variables: names that nginx resolves at start. */
  readonly resolvedAtStart: ReadonlySet<string>;
  readonly variables: Variables;
  readonly version: NginxVersion;
}

/** One place where nginx dials: a pass directive at one level of the configuration. */
export class Hop {
  readonly family: Family;
  readonly pass: Directive;
  readonly scope: Scope;
  /** Every destination that the value can have. */
  readonly destinations: readonly Destination[];
  /** False when a variable may have values that the configuration does not show. */
  readonly isComplete: boolean;
  /** Is the pass directive's value without variables? */
  readonly isLiteral: boolean;
  /** The scheme, when it is the same wherever the hop dials. A value that nginx cannot dial (500) has none. */
  readonly scheme: Scheme | undefined;
  /** The explicit groups that the hop may dial. */
  readonly upstreams: readonly Upstream[];
  readonly #around: Surroundings;
  #headers: RequestHeaders | undefined;
  #list: ListSetting | undefined;
  #peers: readonly Peer[] | undefined;

  constructor(family: Family, pass: Directive, scope: Scope, around: Surroundings) {
    this.family = family;
    this.pass = pass;
    this.scope = scope;
    this.#around = around;
    const possible = possibleValues(family, pass, scope, around.variables);
    this.isComplete = possible.complete;
    this.isLiteral = constantText(writtenIn(pass)) !== undefined;
    this.destinations = possible.values.map(({ text, origins }): Destination => {
      const parsed = parsePass(family, text);
      const address = parsed?.address ?? { kind: 'none' };
      const upstream =
        address.kind === 'tcp' && !address.hasPort ? around.upstreams.get(address.host.toLowerCase()) : undefined;
      const isOwn = address.kind === 'tcp' && !upstream && !this.isLiteral;
      const lacksPort = isOwn && address.port === null;
      return {
        scheme: parsed?.scheme,
        value: text,
        address,
        upstream,
        uri: address.kind === 'none' ? '' : text.slice(address.kind === 'tcp' ? address.end : address.pathPart.end + 1),
        origins,
        atRunTime: isOwn && !lacksPort && !address.isIp && !around.resolvedAtStart.has(startKey(address)),
        lacks: !parsed && text !== '' && !this.isLiteral ? 'scheme' : lacksPort ? 'port' : undefined,
      };
    });
    this.scheme = schemeOf(family, writtenIn(pass)) ?? (this.isComplete ? schemeOfAll(this.destinations) : undefined);
    this.upstreams = groupsOf(this.destinations);
  }

  /** The argument of the pass directive. */
  get target(): Span {
    return this.pass.argSpan(0);
  }

  /** Does the hop talk TLS to the app? undefined when that is not known. */
  get tls(): boolean | undefined {
    if (this.family === 'stream') {
      const ssl = this.effective('ssl');
      return ssl.is('on') === 'yes' ? true : ssl.is('on') === 'no' ? false : undefined;
    }
    const { scheme } = this;
    return scheme === undefined ? undefined : scheme === 'https' || scheme === 'grpcs' || scheme === 'suwsgi';
  }

  /** The variables that decide what is dialled, with the lines that use them: in the value itself, and as sources of maps. */
  get deciding(): readonly { readonly name: string; readonly origin: Directive }[] {
    const maps = this.destinations
      .flatMap(({ origins }) => origins.map(({ parent }) => parent))
      .filter((block) => block?.name === 'map');
    const uses = [this.pass, ...new Set(maps)].flatMap((origin) =>
      origin ? [{ origin, text: origin.args[0] ?? '' }] : [],
    );
    return uses.flatMap(({ origin, text }) =>
      parseExpression(text).flatMap((part) => (part.kind === 'variable' ? [{ name: part.name, origin }] : [])),
    );
  }

  /**
   * The value in effect of a directive of the hop's family: `effective('read_timeout')` is `proxy_read_timeout` here,
   * `fastcgi_read_timeout` there.
   */
  effective(name: string): Setting {
    return this.setting(fullName(this.family, name));
  }

  /** The value in effect of any directive: `setting('ssl_preread')`. */
  setting(name: string): Setting {
    return effective(this.scope, name, this.family === 'stream' ? 'stream' : 'http', this.#around.version);
  }

  /**
   * May the value of proxy_pass have a URI? Not in named locations, in those given by a pattern, in `if` and `limit_except`
   * (ngx_http_proxy_pass).
   */
  get takesUri(): boolean {
    const { block, kind } = this.scope;
    if (this.family !== 'proxy' || kind !== 'location' || !block) return false;
    return /^(?:exact|prefix)/.test(locationName(block).kind);
  }

  /** The path of a location that is chosen by the beginning of the URI: what a URI in proxy_pass replaces. */
  get prefix(): string | undefined {
    const { block, kind } = this.scope;
    const name = kind === 'location' && block ? locationName(block) : undefined;
    return name?.kind === 'prefix' || name?.kind === 'prefix-final' ? name.text : undefined;
  }

  /** The URI in the value of proxy_pass; undefined where there is none, or where a variable or an escape hides it. */
  get uriSpan(): Span | undefined {
    const uri = this.isLiteral ? (this.destinations[0]?.uri ?? '') : '';
    const { source, start, end } = this.target;
    const at = uri === '' ? -1 : source.text.slice(start, end).lastIndexOf(uri);
    return at < 0 ? undefined : source.span(start + at, start + at + uri.length);
  }

  /** The request headers; undefined for families that send none. */
  get headers(): RequestHeaders | undefined {
    const { list } = this;
    if (!list || (this.family !== 'proxy' && this.family !== 'grpc')) return undefined;
    this.#headers ??= new RequestHeaders(list, this.scope, this.#around.version, this.#around.variables);
    return this.#headers;
  }

  /** What the hop passes on of a WebSocket's beginning; undefined where that is not known, or for other families. */
  get handshake(): Handshake | undefined {
    const { headers } = this;
    return headers && this.family === 'proxy' ? handshakeOf(headers) : undefined;
  }

  /** Is the hop's location named like one that apps speak WebSocket at? */
  get looksLikeWebSocket(): boolean {
    const { block, kind } = this.scope;
    return kind === 'location' && isCustomaryWebSocket(block?.args.at(-1) ?? '');
  }

  /** The `root` or `alias` in effect: one slot for nginx (`clcf->root`); undefined where nothing that is here sets it. */
  get documentRoot(): Directive | undefined {
    for (const level of this.scope.outward()) {
      const root = level.own('root').at(-1) ?? level.own('alias').at(-1);
      if (root) return root;
    }
    return undefined;
  }

  /** Is the hop's location named like one that takes files? */
  get looksLikeUpload(): boolean {
    return this.scope.kind === 'location' && /upload/i.test(this.scope.block?.args.at(-1) ?? '');
  }

  /** The parameters in effect (`fastcgi_param` …); undefined for families that have none. */
  get parameters(): ListSetting | undefined {
    return WITH_PARAMETERS.has(this.family) ? this.list : undefined;
  }

  /** The list of request headers or parameters in effect; undefined for families that send none. */
  get list(): ListSetting | undefined {
    const name = LIST[this.family];
    if (name === undefined) return undefined;
    this.#list ??= effectiveList(this.scope, name);
    return this.#list;
  }

  /**
   * The address that `proxy_bind` (or that of the family) has the hop dial from; undefined where there is none, where a
   * variable gives it, and for `transparent`, which takes addresses of others. Loopback addresses are everybody's.
   */
  get boundTo(): string | undefined {
    const [written, flag] = this.effective('bind').origin?.args ?? [];
    if (written === undefined || flag === 'transparent' || constantText(written) === undefined) return undefined;
    // ngx_parse_addr_port: IPv6 with a port is in brackets, alone it is not
    const [, v6 = written] = /^\[([^\]]+)\]:\d+$/.exec(written) ?? [];
    const host = v6.split(':').length === 2 ? v6.replace(/:\d+$/, '') : v6;
    const isOwn = /^(?:127\.|0\.0\.0\.0$|::1?$)/.test(host);
    return !isOwn && (isIpv4(host) || /^[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*$/i.test(host)) ? host : undefined;
  }

  /** The `resolver` lines in effect: those of the levels around, not of a group. */
  get resolver(): ListSetting {
    return effectiveList(this.scope, 'resolver');
  }

  /**
   * The host that is dialled, as written, when it has a variable and is a name for ordinary requests all the same:
   * `$host`, `$arg_to`, `$1.example.com`.
   */
  get openName(): string | undefined {
    const { pass } = this;
    const written = writtenIn(pass);
    return isOpenValue(written, pass.file.template) ? undefined : openName(written);
  }

  /** Every address the hop may connect to, members of groups included. */
  get peers(): readonly Peer[] {
    this.#peers ??= this.#findPeers();
    return this.#peers;
  }

  /** The peers that one request can be tried at: of the destination that has most. */
  get peerCount(): PeerCount {
    const counts = this.destinations.map((d) => d.upstream?.peers ?? countPeers([d.address], true));
    return {
      least: Math.max(0, ...counts.map((c) => c.least)),
      isExact: this.isComplete && counts.every((c) => c.isExact),
    };
  }

  #findPeers(): readonly Peer[] {
    const peers: Peer[] = [];
    const seen = new Set<Upstream>();
    for (const { address, upstream, scheme, atRunTime } of this.destinations) {
      if (upstream) {
        if (seen.has(upstream)) continue; // `$scheme://app` dials the same group twice
        seen.add(upstream);
        const same = this.destinations.every((d) => d.upstream !== upstream || d.scheme === scheme);
        for (const server of upstream.servers) {
          if (server.address.kind === 'none' || server.isDown) continue;
          const atStart = !server.resolves || isAddress(server.address);
          const origin = { server, upstream, atRunTime: !atStart, scheme: same ? scheme : undefined };
          peers.push(new Peer(server.directive, server.address, origin));
        }
      } else if (address.kind !== 'none') {
        peers.push(new Peer(this.pass, address, { server: undefined, upstream: undefined, atRunTime, scheme }));
      }
    }
    return peers;
  }

  /**
   * The name for SNI and certificate checks: `*_ssl_name` without a port, else the host of the pass directive, which for an
   * explicit group is the group's name (ngx_http_upstream_ssl_name).
   */
  get tlsName(): TlsName {
    const setting = this.effective('ssl_name');
    if (setting.values.length === 0) return { kind: 'unknown', value: '', from: 'name directive' };
    const written = setting.origin?.args[0] ?? '$proxy_host';
    if (written.toLowerCase() !== '$proxy_host') {
      const { values, complete } = this.#around.variables.valuesOf(written, this.scope);
      const value = values.length === 1 && complete ? values[0]!.text.replace(/:.*$/, '') : '';
      // an empty name is none, as if the directive were not there
      return { kind: value === '' ? 'unknown' : isIpv4(value) ? 'address' : 'hostname', value, from: 'name directive' };
    }
    const [destination, ...others] = this.destinations.filter((d) => d.address.kind !== 'none');
    if (!destination || others.length > 0 || !this.isComplete || destination.address.kind !== 'tcp') {
      return { kind: 'unknown', value: '', from: 'pass directive' };
    }
    const { host, isIp } = destination.address;
    if (destination.upstream) return { kind: 'hostname', value: host, from: 'upstream group' };
    return { kind: isIp ? 'address' : 'hostname', value: host, from: 'pass directive' };
  }

  /** The names (no addresses) of the servers in the hop's groups, lower-cased, each once. */
  get memberHosts(): readonly string[] {
    const hosts = new Set<string>();
    for (const { servers } of this.upstreams) {
      for (const { address, isDown } of servers) {
        if (!isDown && address.kind === 'tcp' && !address.isIp) hosts.add(address.host.toLowerCase());
      }
    }
    return [...hosts];
  }

  /** Do all servers of the hop's one group carry the same host name? Those that are down, too: they come back. */
  get isOneHost(): boolean {
    const [group, ...others] = this.upstreams;
    if (!group?.isComplete || others.length > 0) return false;
    return this.memberHosts.length === 1 && group.servers.every(({ address: a }) => a.kind === 'tcp' && !a.isIp);
  }

  /** The hop's level for a person: `location /api/`, `server` of a stream. */
  get label(): string {
    const { block, kind } = this.scope;
    if (!block) return kind === 'location' ? 'location' : kind;
    return [block.name, ...block.args].join(' ');
  }

  /** The server around the hop. */
  get server(): Scope | undefined {
    return this.scope.server;
  }
}

/** `proxy_read_timeout` of `read_timeout`. Made once each: it is asked for at every hop, and a new string has to be hashed. */
function fullName(family: Family, name: string): string {
  const names = fullNames[family];
  const known = names.get(name) ?? `${family === 'stream' ? 'proxy' : family}_${name}`;
  if (!names.has(name)) names.set(name, known);
  return known;
}

const fullNames: Readonly<Record<Family, Map<string, string>>> = {
  proxy: new Map(),
  grpc: new Map(),
  fastcgi: new Map(),
  uwsgi: new Map(),
  scgi: new Map(),
  memcached: new Map(),
  tunnel: new Map(),
  stream: new Map(),
};

function schemeOfAll(destinations: readonly Destination[]): Scheme | undefined {
  const [first, ...others] = destinations.flatMap((d) => d.scheme ?? []);
  return others.every((scheme) => scheme === first) ? first : undefined;
}

function groupsOf(destinations: readonly Destination[]): readonly Upstream[] {
  if (destinations.every(({ upstream }) => upstream === undefined)) return NO_GROUPS;
  return [...new Set(destinations.flatMap((d) => d.upstream ?? []))];
}

const NO_GROUPS: readonly Upstream[] = [];

/** The values of a pass directive; where only the URI is not known, the values without it. */
function possibleValues(family: Family, pass: Directive, scope: Scope, variables: Variables): PossibleValues {
  const written = writtenIn(pass);
  if (isOpenValue(written, pass.file.template)) return { values: [], complete: false };
  const possible = variables.valuesOf(written, scope);
  if (possible.complete || family !== 'proxy') return possible;
  const address = withoutUri(written);
  return address === written ? possible : variables.valuesOf(address, scope);
}

function isAddress(address: WrittenAddress): boolean {
  return address.kind !== 'tcp' || address.isIp;
}
