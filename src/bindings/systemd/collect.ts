/** Which apps do the units of systemd start, and where do they listen, sockets passed to them included? (bindings.md §5) */
import type { Listener } from '../commands/process.ts';
import type { Locator } from '../locate.ts';
import type { Reader } from '../reader.ts';
import type { App, Binding, Protocol } from '../types.ts';
import { loadUnits, specifiersOf, type UnitSettings } from './load.ts';
import { readService, type Service } from './service.ts';
import { readSocket, type SocketUnit } from './socket.ts';
import { settingsOf } from './unit-file.ts';
import { unitWords, withSpecifiers } from './unit-words.ts';

/** The apps of all units: services with what they listen on, and sockets whose service is not known. */
export function unitApps(
  files: readonly string[],
  system: boolean,
  reader: Reader,
  locator: Locator,
  settings: UnitSettings,
): App[] {
  const units = loadUnits(files, system, reader, settings);
  const services = units
    .filter((unit) => unit.name.endsWith('.service'))
    .map((unit) => readService(unit, specifiersOf(unit), locator));
  const sockets = units
    .filter((unit) => unit.name.endsWith('.socket'))
    .flatMap((unit) => readSocket(unit, specifiersOf(unit)) ?? []);
  const served = new Set<SocketUnit>();
  const apps = services.map((service) => {
    const own = sockets.filter((socket) => isFor(socket, service));
    for (const socket of own) served.add(socket);
    return appOf(service, own);
  });
  const alone = sockets.filter((socket) => !served.has(socket) && socket.listeners.length > 0).map(socketApp);
  return [...apps.filter((app) => isWorthTelling(app, system)), ...alone];
}

/** A machine has hundreds of units; those whose program nobody recognises say nothing about addresses. */
function isWorthTelling(app: App, system: boolean): boolean {
  return !system || app.server !== undefined || app.bindings.length > 0;
}

function isFor(socket: SocketUnit, { unit }: Service): boolean {
  // a template's socket and service have the same instance
  return socket.service === unit.name || words(unit, 'Service', 'Sockets').includes(socket.unit.name);
}

function words(unit: Service['unit'], section: string, key: string): string[] {
  const specifiers = specifiersOf(unit);
  return settingsOf(unit, section, key).flatMap((value) =>
    unitWords(value).map((word) => withSpecifiers(word, specifiers).text),
  );
}

/** The service is never started without the socket. */
function isTied(socket: SocketUnit, { unit }: Service): boolean {
  const name = socket.unit.name;
  return (
    words(unit, 'Unit', 'Requires').includes(name) ||
    words(unit, 'Unit', 'BindsTo').includes(name) ||
    words(unit, 'Service', 'Sockets').includes(name) ||
    words(unit, 'Install', 'Also').includes(name)
  );
}

/** Servers that listen on the sockets they are handed and on nothing else (gunicorn's sock.py: LISTEN_FDS). */
const INSTEAD = new Set(['gunicorn']);
/** Servers that listen on them besides their own addresses. */
const BESIDES = new Set(['uwsgi', 'unicorn', 'puma']);
/** Servers that never look at them. */
const NEVER = new Set(['php-fpm', 'waitress']);

function appOf(service: Service, sockets: readonly SocketUnit[]): App {
  const { unit, process, traits } = service;
  const handed = NEVER.has(process.server ?? '') ? [] : sockets;
  const tied = handed.length > 0 && handed.every((socket) => isTied(socket, service));
  const replaces = INSTEAD.has(process.server ?? '') && handed.length > 0;
  const asksForThem = process.listeners.some(isHanded);
  const own = process.listeners.filter((one) => !(handed.length > 0 && isHanded(one)) && !(replaces && tied));
  const protocol = protocolOf(process.listeners, process.server);
  const uses = replaces || asksForThem || BESIDES.has(process.server ?? '') || process.server === undefined;
  const given = !uses
    ? []
    : handed.flatMap((socket) =>
        socket.listeners.map(
          (one): Listener => ({
            ...one,
            protocol,
            // whether the socket is enabled at all is not written anywhere
            ...(!tied && one.evidence === 'declared' && { evidence: 'derived' as const }),
            via: [service.span],
          }),
        ),
      );
  const place = { kind: 'host' } as const;
  const bindings = [...given, ...own].map(
    (one): Binding => ({
      ...one,
      place,
      app: unit.name.replace(/\.service$/, ''),
      ...(process.server !== undefined && { server: process.server }),
      ...(process.settings && { settings: process.settings }),
    }),
  );
  const bySocket = handed.find((socket) => socket.installed);
  const startsAtBoot =
    traits.startsAtBoot && !traits.startsAtBoot.value && bySocket
      ? { value: true, by: 'derived' as const, span: bySocket.unit.source.span(0, 0) }
      : traits.startsAtBoot;
  return {
    name: unit.name.replace(/\.service$/, ''),
    kind: 'unit',
    span: service.span,
    place,
    ...(process.server !== undefined && { server: process.server }),
    bindings,
    closed: replaces ? tied : process.closed && (handed.length === 0 || tied),
    ...traits,
    ...(process.user && { user: process.user }),
    ...(process.group && { group: process.group }),
    ...(startsAtBoot && { startsAtBoot }),
  };
}

/** `fd://3` and the like: an address that somebody else opened. */
function isHanded(one: Listener): boolean {
  return one.listen.kind === 'unresolved' && one.listen.text.startsWith('fd://');
}

/** What a server speaks on the sockets it is handed. */
function protocolOf(listeners: readonly Listener[], server: string | undefined): Protocol {
  const own = new Set(listeners.map((one) => one.protocol));
  if (own.size === 1) return [...own][0]!;
  return server === 'gunicorn' || server === 'puma' || server === 'unicorn'
    ? 'http'
    : server === 'uwsgi'
      ? 'uwsgi'
      : 'unknown';
}

function socketApp(socket: SocketUnit): App {
  const name = socket.unit.name.replace(/\.socket$/, '');
  const place = { kind: 'host' } as const;
  return {
    name,
    kind: 'unit',
    span: socket.listeners[0]!.span,
    place,
    bindings: socket.listeners.map((one) => ({ ...one, place, app: name })),
    closed: false,
  };
}
