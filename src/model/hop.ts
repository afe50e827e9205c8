/** Where does nginx dial an app, and with which settings? */
import type { NginxVersion } from '../catalog/index.ts';
import type { Span } from '../text/index.ts';
import type { Directive } from '../tree/index.ts';
import { type Family, parsePass, type Scheme, schemeOf, type WrittenAddress } from './address.ts';
import { constantText } from './expression.ts';
import { RequestHeaders } from './headers.ts';
import { effective, type Setting } from './inherit.ts';
import type { Scope } from './scope.ts';
import type { Upstream, UpstreamServer } from './upstream.ts';
import { serverOf, type Variables } from './variables.ts';

/** What one value of a pass directive dials. */
export interface Destination {
  readonly scheme: Scheme | undefined;
  /** The value after variables were followed. */
  readonly value: string;
  readonly address: WrittenAddress;
  /** The explicit group that the address names. */
  readonly upstream: Upstream | undefined;
  /** The `set` and `map` lines that the value comes from; empty for a literal. */
  readonly origins: readonly Directive[];
}

/** One address that a hop may connect to. */
export interface Peer {
  readonly address: Exclude<WrittenAddress, { kind: 'none' }>;
  /** The argument that holds the address, and the part of it that is the host or path. */
  readonly directive: Directive;
  readonly span: Span;
  readonly hostSpan: Span;
  /** Host and port, or the path, as written; undefined where a variable or an escape hides it. */
  readonly addressSpan: Span | undefined;
  /** The group's line; undefined for an address in the pass directive itself. */
  readonly server: UpstreamServer | undefined;
  readonly upstream: Upstream | undefined;
  /** True when a variable brings the name: it is then resolved while requests are served, by a `resolver`. */
  readonly atRunTime: boolean;
  readonly scheme: Scheme | undefined;
}

/** The name nginx uses for SNI and for checking the app's certificate. */
export interface TlsName {
  readonly kind: 'hostname' | 'address' | 'unknown';
  readonly value: string;
  readonly from: 'name directive' | 'pass directive' | 'upstream group';
}

const PASS: Readonly<Record<string, Family>> = {
  proxy_pass: 'proxy',
  fastcgi_pass: 'fastcgi',
  uwsgi_pass: 'uwsgi',
  scgi_pass: 'scgi',
  grpc_pass: 'grpc',
  memcached_pass: 'memcached',
};

/** The list of request headers or parameters of each family. */
const HEADER_LIST: Partial<Record<Family, string>> = { proxy: 'proxy_set_header', grpc: 'grpc_set_header' };

/** One place where nginx dials: a pass directive at one level of the configuration. */
export class Hop {
  readonly family: Family;
  readonly pass: Directive;
  readonly scope: Scope;
  /** Every destination that the value can have. */
  readonly destinations: readonly Destination[];
  /** False when a variable may have values that the configuration does not show. */
  readonly isComplete: boolean;
  readonly #version: NginxVersion;
  readonly #variables: Variables;
  #headers: RequestHeaders | undefined;
  #peers: readonly Peer[] | undefined;

  constructor(
    family: Family,
    pass: Directive,
    scope: Scope,
    upstreams: ReadonlyMap<string, Upstream>,
    variables: Variables,
    version: NginxVersion,
  ) {
    this.family = family;
    this.pass = pass;
    this.scope = scope;
    this.#version = version;
    this.#variables = variables;
    const written = pass.args[0] ?? '';
    const possible = variables.valuesOf(written, scope);
    this.isComplete = possible.complete;
    this.destinations = possible.values.map(({ text, origins }): Destination => {
      const parsed = parsePass(family, text);
      const address = parsed?.address ?? { kind: 'none' };
      return {
        scheme: parsed?.scheme,
        value: text,
        address,
        upstream: address.kind === 'tcp' && !address.hasPort ? upstreams.get(address.host.toLowerCase()) : undefined,
        origins,
      };
    });
  }

  /** The argument of the pass directive. */
  get target(): Span {
    return this.pass.argSpan(0);
  }

  /** The scheme, when every destination has the same. */
  get scheme(): Scheme | undefined {
    if (this.family === 'stream') return 'stream';
    const first = this.destinations[0]?.scheme ?? schemeOf(this.family, this.pass.args[0] ?? '');
    return this.destinations.every((d) => d.scheme === first) ? first : undefined;
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

  /** The explicit groups that the hop may dial. */
  get upstreams(): readonly Upstream[] {
    return [...new Set(this.destinations.flatMap((d) => d.upstream ?? []))];
  }

  /** Is the pass directive's value without variables? */
  get isLiteral(): boolean {
    return constantText(this.pass.args[0] ?? '') !== undefined;
  }

  /**
   * The value in effect of a directive of the hop's family: `effective('read_timeout')` is `proxy_read_timeout` here,
   * `fastcgi_read_timeout` there.
   */
  effective(name: string): Setting {
    const prefix = this.family === 'stream' ? 'proxy' : this.family;
    return effective(this.scope, `${prefix}_${name}`, this.family === 'stream' ? 'stream' : 'http', this.#version);
  }

  /** The request headers; undefined for families that send none. */
  get headers(): RequestHeaders | undefined {
    const list = HEADER_LIST[this.family];
    if (list === undefined) return undefined;
    this.#headers ??= new RequestHeaders(list, this.scope, this.#version, this.#variables);
    return this.#headers;
  }

  /** Every address the hop may connect to, members of groups included. */
  get peers(): readonly Peer[] {
    this.#peers ??= this.#findPeers();
    return this.#peers;
  }

  #findPeers(): readonly Peer[] {
    const peers: Peer[] = [];
    for (const { address, upstream, scheme, origins } of this.destinations) {
      if (upstream) {
        for (const server of upstream.servers) {
          if (server.address.kind === 'none' || server.isDown) continue;
          peers.push({ ...this.#place(server.directive, server.address), server, upstream, atRunTime: false, scheme });
        }
      } else if (address.kind !== 'none') {
        const atRunTime = origins.length > 0 || !this.isLiteral;
        peers.push({ ...this.#place(this.pass, address), server: undefined, upstream: undefined, atRunTime, scheme });
      }
    }
    return peers;
  }

  #place(directive: Directive, address: Exclude<WrittenAddress, { kind: 'none' }>) {
    const span = directive.argSpan(0);
    const part = address.kind === 'unix' ? address.pathPart : address.hostPart;
    const raw = span.source.text.slice(span.start, span.end);
    const quoted = raw[0] === '"' || raw[0] === "'" ? 1 : 0;
    // with escapes or variables the written text and the value differ: then the whole argument is the place
    const same = raw.slice(quoted, raw.length - quoted) === directive.args[0] && constantText(directive.args[0]) !== undefined;
    const from = span.start + quoted;
    const hostSpan = same ? span.source.span(from + part.start, from + part.end) : span;
    const end = address.kind === 'tcp' ? address.end : part.end;
    const addressSpan = same ? span.source.span(from + part.start, from + end) : undefined;
    return { address, directive, span, hostSpan, addressSpan };
  }

  /**
   * The name for SNI and certificate checks: `*_ssl_name`, else the host of the pass directive, which for an explicit group
   * is the group's name (ngx_http_upstream_ssl_name).
   */
  get tlsName(): TlsName {
    const setting = this.effective('ssl_name');
    if (setting.values.length === 0) return { kind: 'unknown', value: '', from: 'name directive' };
    if (setting.origin) {
      const { values, complete } = this.#variables.valuesOf(setting.origin.args[0] ?? '', this.scope);
      const value = values.length === 1 && complete ? values[0]!.text : undefined;
      return { kind: value === undefined ? 'unknown' : 'hostname', value: value ?? '', from: 'name directive' };
    }
    const [destination] = this.destinations;
    if (!destination || this.destinations.length > 1 || !this.isComplete || destination.address.kind !== 'tcp') {
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

  /** The hop's level for a person: `location /api/`, `server` of a stream. */
  get label(): string {
    const { block, kind } = this.scope;
    if (!block) return kind === 'location' ? 'location' : kind;
    return [block.name, ...block.args].join(' ');
  }

  /** The server around the hop. */
  get server(): Scope | undefined {
    return serverOf(this.scope);
  }
}

/** The pass directives of a scope with their families; the last one of a level wins silently. */
export function passDirectives(scope: Scope): readonly (readonly [Family, Directive])[] {
  if (scope.kind === 'stream-server') return scope.own('proxy_pass').slice(0, 1).map((d) => ['stream', d] as const);
  if (scope.kind !== 'location' && scope.kind !== 'if-in-location' && scope.kind !== 'limit_except') return [];
  const all: (readonly [Family, Directive])[] = [];
  for (const directive of scope.directives) {
    const family = PASS[directive.name];
    if (family && directive.args.length === 1) all.push([family, directive]);
  }
  return all.slice(-1);
}
