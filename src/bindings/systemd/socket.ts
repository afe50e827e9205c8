/** On which addresses does systemd itself listen for a service? (systemd.socket(5)) */
import type { Mapped } from '../../yaml/index.ts';
import { factOf, type Listener, listener } from '../commands/process.ts';
import { portListen, tcpListen, unixListen } from '../listen.ts';
import type { Fact, Listen, SocketFile } from '../types.ts';
import { booleanOf, settingOf, settingsOf, type Unit } from './unit-file.ts';
import { type Specifiers, withSpecifiers } from './unit-words.ts';

/** A socket unit: what it listens on, for which service. */
export interface SocketUnit {
  readonly unit: Unit;
  /** File name of the service that gets the connections. */
  readonly service: string;
  readonly listeners: readonly Listener[];
  /** It is started with the machine. */
  readonly installed: boolean;
}

/** Reads a socket unit; undefined when each connection starts a process of its own (`Accept=yes`). */
export function readSocket(unit: Unit, specifiers: Specifiers): SocketUnit | undefined {
  const text = (key: string) => {
    const value = settingOf(unit, 'Socket', key);
    return value && withSpecifiers(value, specifiers);
  };
  if (booleanOf(text('Accept')?.text ?? '') === true) return undefined;
  const v6only = text('BindIPv6Only')?.text === 'ipv6-only';
  const socket = socketFile(unit, text('SocketUser'), text('SocketGroup'), text('SocketMode'));
  const listeners = settingsOf(unit, 'Socket', 'ListenStream').flatMap((value): Listener[] => {
    const address = withSpecifiers(value, specifiers);
    if (address.text.startsWith('vsock:')) return [];
    const listen = streamAddress(address, v6only);
    return [{ ...listener(listen, 'unknown', address), ...(listen.kind === 'unix' && { socket }) }];
  });
  return {
    unit,
    service: text('Service')?.text ?? unit.name.replace(/\.socket$/, '.service'),
    listeners,
    installed: settingsOf(unit, 'Install', 'WantedBy').length > 0,
  };
}

/** `/path`, `@abstract`, a port (dual stack), `host:port` with an address as host (socket_address_parse). */
function streamAddress(address: Mapped, v6only: boolean): Listen {
  if (address.text.startsWith('/')) return unixListen(address);
  if (/^\d+$/.test(address.text)) return portListen(address, v6only ? '::' : '*');
  const listen = tcpListen(address);
  return listen.kind === 'tcp' && listen.host === '::' && !v6only ? { ...listen, host: '*' } : listen;
}

function socketFile(unit: Unit, user?: Mapped, group?: Mapped, mode?: Mapped): SocketFile {
  const head = unit.source.span(0, 0);
  const builtIn = <T>(value: T): Fact<T> => ({ value, by: 'default', span: head });
  const bits = mode && /^[0-7]{3,4}$/.test(mode.text) ? Number.parseInt(mode.text, 8) : undefined;
  return {
    owner: user ? factOf(user.text, user) : builtIn('root'),
    // the group of a user that is named alone is that user's own
    ...(group ? { group: factOf(group.text, group) } : user ? {} : { group: builtIn('root') }),
    ...(bits !== undefined ? { mode: factOf(bits, mode!) } : mode ? {} : { mode: builtIn(0o666) }),
  };
}
