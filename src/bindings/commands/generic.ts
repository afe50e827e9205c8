/** Where does a program that nobody knows listen, going by a flag that names an address? (bindings.md §7.9) */
import type { Mapped } from '../../yaml/index.ts';
import { portListen, urlListen } from '../listen.ts';
import { listener, optionValues, type ProcessFacts, UNKNOWN_PROCESS } from './process.ts';

/** Programs whose `-p` (or `--port`) is the port of a server they connect to, or no port at all. */
const CLIENTS =
  /^(mysql\w*|maria\w*|psql|pg_\w+|ssh\w*|redis-cli|mongo\w*|mkdir|nc|ncat|netcat|curl|wget|cp|unzip|make|docker)$/;

/** A program nobody knows: one flag that names an address says where it listens, but never that this is all. */
export function genericServer(args: readonly Mapped[], program: string): ProcessFacts {
  if (CLIENTS.test(program)) return UNKNOWN_PROCESS;
  const ports = optionValues(args, '--port', '--http-port', '-p', '--server.port', '-Dserver.port').filter(isPortLike);
  const addresses = optionValues(args, '--listen', '--bind', '--addr', '-addr', '--address').filter((a) =>
    isPortLike(a),
  );
  const unix = optionValues(args, '--unix-socket', '--uds', '--socket').filter((value) => value.text.startsWith('/'));
  if (ports.length + addresses.length + unix.length !== 1) return UNKNOWN_PROCESS;
  const found = ports[0] ?? addresses[0];
  const listen = ports[0]
    ? portListen(ports[0], '?')
    : found
      ? /^\d+$/.test(found.text)
        ? portListen(found, '?')
        : urlListen(found)
      : ({ kind: 'unix', path: unix[0]!.text } as const);
  return { listeners: [listener(listen, 'unknown', (found ?? unix[0])!)], closed: false };
}

function isPortLike(value: Mapped): boolean {
  return /(^|:)(\d{1,5}|\uffff|\$[^:\s]*)$/.test(value.text);
}
