/** Does a hop pass on the headers with which a WebSocket begins? RFC 6455, section 4.1. */
import type { Directive } from '../tree/index.ts';
import type { RequestHeader, RequestHeaders } from './headers.ts';

/** The lines that pass them on; undefined for one that no request carries to the app. */
export interface Handshake {
  readonly upgrade: Directive | undefined;
  readonly connection: Directive | undefined;
}

/** undefined where an include or a variable leaves open what is sent. */
export function handshakeOf(headers: RequestHeaders): Handshake | undefined {
  const upgrade = headers.get('Upgrade');
  const connection = headers.get('Connection');
  if (!headers.list.isKnown && !(upgrade.origin && connection.origin)) return undefined;
  const can = canUpgrade(connection);
  if (can === undefined) return undefined;
  const isSent = !upgrade.possible.complete || upgrade.possible.values.some(({ text }) => text !== '');
  const sent = isSent ? (upgrade.origin ?? undefined) : undefined;
  // who only passes the client's `Connection` on does not speak of WebSockets
  const means = can && (sent || !passesOn(connection));
  return { upgrade: sent, connection: means ? (connection.origin ?? undefined) : undefined };
}

function canUpgrade(header: RequestHeader): boolean | undefined {
  const { origin, possible } = header;
  if (!origin) return false;
  if (passesOn(header)) return true;
  if (possible.values.some(({ text }) => /\bupgrade\b/i.test(text))) return true;
  return possible.complete ? false : undefined;
}

function passesOn({ origin }: RequestHeader): boolean {
  return origin?.args[1]?.toLowerCase() === '$http_connection';
}

/** Paths at which apps, by custom, speak WebSocket: Socket.IO, Action Cable, Next.js' and webpack's development servers. */
const CUSTOMARY = /(?:^|\/)(?:wss?|websockets?|socket\.io|cable|webpack-hmr)(?:[/$(?]|$)/i;

/** Is the location named like one that apps speak WebSocket at? `path` is its last argument. */
export function isCustomaryWebSocket(path: string): boolean {
  return CUSTOMARY.test(path.replace(/^\^/, '').replaceAll('\\.', '.'));
}
