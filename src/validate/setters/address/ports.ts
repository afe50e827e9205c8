/** Which servers listen on which address, and do their `listen`s agree? (ngx_http_add_listen, ngx_stream_add_listen) */
import type { NginxVersion } from '../../../catalog/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Complaint, Level } from '../../setter.ts';
import type { Address } from './addresses.ts';
import type { ListenOptions } from './listen-options.ts';

/** A server on an address: its level and the statement that put it there (the block itself for the default `listen`). */
export interface Listener {
  readonly server: Level;
  readonly by: Directive;
}

/** An address that servers listen on (ngx_http_conf_addr_t). */
export interface ListenedAddress {
  readonly text: string;
  readonly wildcard: boolean;
  readonly servers: Listener[];
  defaultServer: Listener;
  isDefaultGiven: Directive | undefined;
  /** The statement with socket options. */
  setBy: Directive | undefined;
  proxyProtocol: boolean;
  ssl: boolean;
  http2: boolean;
  quic: boolean;
  protocols: number;
  protocolsSet: boolean;
  protocolsChanged: boolean;
}

/** The addresses of one port, in the order of their first `listen`. */
type Port = Map<string, ListenedAddress>;

/** All ports of an http or stream block. */
export class Ports {
  readonly #ports = new Map<string, Port>();

  /** In nginx's order. */
  *all(): Generator<ListenedAddress> {
    for (const port of this.#ports.values()) yield* port.values();
  }

  /** As they are when nginx looks at names: those of a port are sorted (ngx_http_cmp_conf_addrs). */
  *sorted(): Generator<ListenedAddress> {
    for (const port of this.#ports.values()) {
      if (port.size === 1) yield* port.values();
      else yield* [...port.values()].sort((a, b) => rank(a) - rank(b));
    }
  }

  /** Puts a server on an address; stops at what nginx stops at. */
  *add(
    address: Address,
    by: Directive,
    server: Level,
    options: ListenOptions,
    version: NginxVersion,
  ): Generator<Complaint, boolean> {
    const key = options.datagram ? `${address.port} udp` : address.port;
    const port: Port = this.#ports.get(key) ?? new Map();
    if (port.size === 0) this.#ports.set(key, port);
    const listener = { server, by };
    const known = port.get(address.key);
    if (!known) {
      port.set(address.key, {
        text: address.text,
        wildcard: address.wildcard,
        servers: [listener],
        defaultServer: listener,
        isDefaultGiven: options.defaultServer ? by : undefined,
        setBy: options.set ? by : undefined,
        proxyProtocol: options.proxyProtocol,
        ssl: options.ssl,
        http2: options.http2,
        quic: options.quic,
        protocols: 0,
        protocolsSet: false,
        protocolsChanged: false,
      });
      return true;
    }
    // servers are read one after the other: only the last one can be this one
    const last = known.servers[known.servers.length - 1]!;
    if (last.server === server) {
      yield clash(
        `a duplicate listen ${known.text}`,
        last.by,
        'the server listens there already',
        'remove one of the two',
      );
      return false;
    }
    known.servers.push(listener);
    const before = protocolsOf(known);
    if (options.set) {
      if (known.setBy) {
        const help = 'give the options of the socket (backlog, reuseport, …) in one `listen` of the address only';
        yield clash(`duplicate listen options for ${known.text}`, known.setBy, 'options of this socket again', help);
        return false;
      }
      known.setBy = by;
    }
    if (options.defaultServer) {
      if (known.isDefaultGiven) {
        const help = 'an address has one default server: remove `default_server` from one of the two';
        yield clash(
          `a duplicate default server for ${known.text}`,
          known.isDefaultGiven,
          'a second default server',
          help,
        );
        return false;
      }
      known.isDefaultGiven = by;
      known.defaultServer = listener;
    }
    const redefined = compareProtocols(known, before, protocolsOf(options), options.set);
    if (redefined && version.before('1.23.4') === 'no') yield redefinition(known, by);
    known.proxyProtocol ||= options.proxyProtocol;
    known.ssl ||= options.ssl;
    known.http2 ||= options.http2;
    known.quic ||= options.quic;
    return true;
  }
}

/** A wildcard address comes last, one with socket options first. */
function rank(address: ListenedAddress): number {
  if (address.wildcard) return 2;
  return address.setBy ? 0 : 1;
}

function protocolsOf({ proxyProtocol, ssl, http2 }: Pick<ListenOptions, 'proxyProtocol' | 'ssl' | 'http2'>): number {
  return (proxyProtocol ? 1 : 0) | (ssl ? 2 : 0) | (http2 ? 4 : 0);
}

/** Does nginx find the protocols of an address contradictory? Since 1.23.4; plain beside `ssl` is no contradiction. */
function compareProtocols(known: ListenedAddress, before: number, now: number, isSet: boolean): boolean {
  let isRedefined: boolean;
  if ((now | before) !== before) {
    // nginx has taken over a new statement's options before it asks for the old one's
    isRedefined = (known.setBy !== undefined && !isSet) || known.protocolsChanged || (now | before) !== now;
    known.protocols = before;
    known.protocolsChanged = true;
  } else if ((before | now) !== now) {
    isRedefined = isSet || (known.protocolsSet && now !== known.protocols);
    known.protocols = now;
    known.protocolsChanged = true;
  } else {
    isRedefined = (isSet && known.protocolsChanged) || (known.protocolsSet && now !== known.protocols);
    known.protocols = now;
  }
  known.protocolsSet = true;
  return isRedefined;
}

function redefinition(known: ListenedAddress, by: Directive): Complaint {
  const [first] = known.servers;
  return {
    rule: 'config-warning',
    level: 'warn',
    message: `protocol options redefined for ${known.text}`,
    label: 'other protocols than before on this address',
    ...(first && first.by !== by && { related: [{ span: first.by.headSpan, label: 'first set here' }] }),
    help: 'the protocols (ssl, http2, proxy_protocol) hold for all servers of an address: write the same ones in each `listen`',
  };
}

function clash(message: string, first: Directive, label: string, help: string): Complaint {
  return {
    rule: 'duplicate-listen',
    message,
    label,
    related: [{ span: first.headSpan, label: 'first here' }],
    help,
  };
}

/** The ports of the http or stream block around a server. */
export function portsOf(block: Level): Ports {
  return block.fact('ports', () => new Ports());
}
