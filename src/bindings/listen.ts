/** Which address does a declaration such as `0.0.0.0:8000` or `unix:/run/app.sock` mean? */
import path from 'node:path/posix';
import { hasHole, type Mapped, slice } from '../yaml/index.ts';
import type { Listen } from './types.ts';

/** What a missing part of an address means; absent = the part is required. */
export interface AddressDefaults {
  readonly host?: string;
  readonly port?: number;
}

/** `host:port`, `:port`, `[v6]:port`, `*:port`, and with a default port also `host`. */
export function tcpListen(address: Mapped, defaults: AddressDefaults = {}): Listen {
  const text = address.text;
  if (hasHole(address) || text.includes('$')) return { kind: 'unresolved', text };
  const colon = text.startsWith('[') ? text.indexOf(':', text.indexOf(']')) : text.lastIndexOf(':');
  const host = unbracket(colon < 0 ? text : text.slice(0, colon)) || defaults.host || '0.0.0.0';
  const port = colon < 0 ? defaults.port : portNumber(text.slice(colon + 1));
  return port === undefined || port === 0 || !isHost(host) ? { kind: 'unresolved', text } : { kind: 'tcp', host, port };
}

/** A port alone, on a host that is known otherwise. */
export function portListen(port: Mapped, host: string): Listen {
  const number = portNumber(port.text.trim());
  return number === undefined || number === 0
    ? { kind: 'unresolved', text: port.text }
    : { kind: 'tcp', host, port: number };
}

/** A socket by its path; a relative one depends on the working directory of the process. */
export function unixListen(socket: Mapped): Listen {
  const text = socket.text;
  return hasHole(socket) || text.includes('$') || !text.startsWith('/')
    ? { kind: 'unresolved', text }
    : { kind: 'unix', path: text };
}

/** A socket by its path, a relative one in the working directory where that is known. `@name` has no file: nginx cannot dial it. */
export function unixAt(socket: Mapped, cwd: string | undefined): Listen {
  const text = socket.text;
  const relative = !text.startsWith('/') && !/^[@~\0]/.test(text) && text !== '';
  if (!relative || cwd === undefined || hasHole(socket) || text.includes('$')) return unixListen(socket);
  return { kind: 'unix', path: path.join(cwd, text) };
}

/** `unix:/p`, `unix:///p`, `tcp://h:p`, `http://h:p` or a plain TCP address. */
export function urlListen(address: Mapped, defaults: AddressDefaults = {}): Listen {
  const unix = /^unix:(\/\/(?=\/))?/.exec(address.text);
  if (unix) return unixListen(slice(address, unix[0].length));
  const scheme = /^(tcp|http|https|ssl):\/\//.exec(address.text);
  if (!scheme) return tcpListen(address, defaults);
  const rest = slice(address, scheme[0].length);
  const end = rest.text.search(/[/?]/);
  return tcpListen(end < 0 ? rest : slice(rest, 0, end), defaults);
}

/** A decimal port number; undefined for anything else. */
export function portNumber(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port <= 65535 ? port : undefined;
}

/** Whether a host means the machine itself: 127/8, ::1, localhost, and, when dialled, the wildcard addresses. */
export function isLoopback(host: string): boolean {
  const h = unbracket(host).toLowerCase();
  return h === 'localhost' || h === '::1' || h === '0.0.0.0' || h === '::' || /^127(\.\d{1,3}){3}$/.test(h);
}

/** Whether an app that binds to this host is reachable from its own network namespace only. */
export function bindsLoopbackOnly(host: string): boolean {
  const h = unbracket(host).toLowerCase();
  return isLoopback(h) && h !== '0.0.0.0' && h !== '::';
}

/** Whether a bind to `bound` answers a loopback dial to `dialled` in the same network namespace. */
export function answersLoopback(bound: string, dialled: string): boolean {
  const b = unbracket(bound).toLowerCase();
  const d = unbracket(dialled).toLowerCase();
  if (b === '*' || b === '::' || b === '?') return true;
  if (b === '0.0.0.0' || b === '0') return d !== '::1' && d !== '::';
  if (b === d || d === 'localhost' || b === 'localhost') return isLoopback(b);
  return d === '0.0.0.0' ? b === '127.0.0.1' : d === '::' ? b === '::1' : false;
}

export function unbracket(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** An IPv4 or IPv6 address. */
export function isIp(host: string): boolean {
  const h = unbracket(host);
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(h) || h.includes(':');
}

function isHost(host: string): boolean {
  return host === '*' || /^[A-Za-z0-9_.:-]+$/.test(host);
}

/** Canonical text of an address, for messages and for comparing declarations. */
export function listenText(listen: Listen): string {
  if (listen.kind === 'tcp')
    return `tcp:${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${listen.port}`;
  if (listen.kind === 'unix') return `unix:${listen.path}`;
  return listen.kind;
}
