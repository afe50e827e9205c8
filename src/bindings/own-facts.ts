/** What do nginx-vet's own settings say of a declared app besides its address, and of what is declared elsewhere with it? */
import type { ConfigSource } from './config-types.ts';
import type { Binding, Fact, Listen, ServerSettings, SocketFile } from './types.ts';

type Facts = Pick<Binding, 'settings' | 'socket' | 'allowedClients'>;

/** The facts of `declared[index]` about one of its addresses: sockets have owners, TCP ports have clients. */
export function pinnedFacts(config: ConfigSource, index: number, listen: Listen): Facts {
  const { keepaliveTimeout, requestTimeout, socket, allowedClients } = config.value.declared![index]!;
  const fact = <T>(value: T, ...at: readonly string[]): Fact<T> => ({
    value,
    by: 'pinned',
    span: config.spanOf(['declared', index, ...at]),
  });
  const settings: ServerSettings = {
    ...(keepaliveTimeout !== undefined && { keepaliveIdle: fact(secondsOf(keepaliveTimeout), 'keepaliveTimeout') }),
    ...(requestTimeout !== undefined && { requestTimeout: fact(secondsOf(requestTimeout), 'requestTimeout') }),
  };
  const { owner, group, mode } = socket ?? {};
  const file: SocketFile = {
    ...(owner !== undefined && { owner: fact(owner, 'socket', 'owner') }),
    ...(group !== undefined && { group: fact(group, 'socket', 'group') }),
    ...(mode !== undefined && { mode: fact(Number.parseInt(mode, 8), 'socket', 'mode') }),
  };
  return {
    ...(hasAny(settings) && { settings }),
    ...(listen.kind === 'unix' && hasAny(file) && { socket: file }),
    ...(listen.kind === 'tcp' && allowedClients && { allowedClients: fact(allowedClients, 'allowedClients') }),
  };
}

/** A declaration with what the pins of its address say: they win, and what they leave open it may say itself. */
export function withPins(binding: Binding, pins: readonly Binding[]): Binding {
  const told = pins.filter(({ settings, socket, allowedClients }) => settings || socket || allowedClients);
  let known = binding;
  // of several the first has the last word
  for (const { settings, socket, allowedClients } of told.toReversed()) {
    known = {
      ...known,
      of: binding,
      ...(settings && { settings: { ...known.settings, ...settings } }),
      ...(socket && { socket: { ...known.socket, ...socket } }),
      ...(allowedClients && { allowedClients }),
    };
  }
  return known;
}

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Of a valid duration; without a unit it is in seconds. */
function secondsOf(duration: string | number): number {
  const [, number, unit = 's'] = /^([\d.]+)(ms|[smh])?$/.exec(String(duration)) ?? [];
  // a float is not to be seen in messages: 0.3 for `300ms`
  return Number((Number(number) * SECONDS[unit]!).toPrecision(12));
}

function hasAny(facts: object): boolean {
  return Object.keys(facts).length > 0;
}
