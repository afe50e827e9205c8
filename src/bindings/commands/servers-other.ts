/** Where does a PHP, Ruby or Node server listen, going by its arguments and environment? (bindings.md §7.9, §8) */

import type { Mapped } from '../../yaml/index.ts';
import { portListen, tcpListen, urlListen } from '../listen.ts';
import {
  hasOption,
  hidesOptions,
  type Listener,
  lastOption,
  listener,
  optionValues,
  type ProcessFacts,
  type ServerReader,
  UNKNOWN_PROCESS,
} from './process.ts';

/** Its addresses stand in its pools (php-fpm.ts); which of them it reads is decided by the service. */
const phpFpm: ServerReader = () => ({ server: 'php-fpm', listeners: [], closed: false });

/** nginx itself: what it listens on stands in its configuration; `closed` says that nothing else runs beside it. */
const nginx: ServerReader = () => ({ server: 'nginx', listeners: [], closed: true });

/** `php -S host:port`, `php artisan serve`, `php artisan octane:start`; any other script is not a known server. */
const php: ServerReader = (args, env, self) => {
  const address = lastOption(args, '-S');
  if (address)
    return { server: 'php', listeners: [listener(tcpListen(address), 'http', address)], closed: !hidesOptions(args) };
  const script = args.findIndex((arg) => arg.text.split('/').at(-1) === 'artisan');
  const command = args[script + 1]?.text;
  if (script < 0 || (command !== 'serve' && command !== 'octane:start')) return UNKNOWN_PROCESS;
  const rest = args.slice(script + 2);
  const host = (lastOption(rest, '--host') ?? env.get('SERVER_HOST'))?.text ?? '127.0.0.1';
  const port = lastOption(rest, '--port');
  if (port) return one('artisan', listener(portListen(port, host), 'http', port), !hidesOptions(rest));
  const set = env.get('SERVER_PORT');
  if (set) return one('artisan', listener(portListen(set, host), 'http', set, 'env-port'), !hidesOptions(rest));
  return one('artisan', listener({ kind: 'tcp', host, port: 8000 }, 'http', self, 'default'), !hidesOptions(rest));
};

const puma: ServerReader = (args, env, self) => {
  const closed = !hidesOptions(args);
  const listeners: Listener[] = optionValues(args, '-b', '--bind').map((bind) =>
    listener(urlListen(bind), bind.text.startsWith('ssl:') ? 'https' : 'http', bind),
  );
  for (const port of optionValues(args, '-p', '--port'))
    listeners.push(listener(portListen(port, '0.0.0.0'), 'http', port));
  // the command line wins over config/puma.rb, which is loaded without being named and not read here
  if (listeners.length > 0) return { server: 'puma', listeners, closed };
  const port = env.get('PORT');
  const found = port
    ? listener(portListen(port, '?'), 'http', port, 'env-port')
    : listener({ kind: 'tcp', host: '0.0.0.0', port: 9292 }, 'http', self, 'default');
  return { server: 'puma', listeners: [found], closed: false };
};

const rails: ServerReader = (args, env, self) => {
  if (args[0]?.text !== 's' && args[0]?.text !== 'server') return UNKNOWN_PROCESS;
  const rest = args.slice(1);
  // without -b: localhost in development, every address otherwise; which of them is not known
  const host = lastOption(rest, '-b', '--binding')?.text ?? '?';
  const port = lastOption(rest, '-p', '--port');
  if (port) return one('rails', listener(portListen(port, host), 'http', port), !hidesOptions(rest));
  const set = env.get('PORT');
  if (set) return one('rails', listener(portListen(set, host), 'http', set, 'env-port'), !hidesOptions(rest));
  return one('rails', listener({ kind: 'tcp', host, port: 3000 }, 'http', self, 'default'), false);
};

/** A program whose code decides: an option after it, else the variable PORT says something. */
const node: ServerReader = (args, env) => {
  const port = lastOption(args, '--port');
  if (port) return one('node', listener(portListen(port, '?'), 'http', port), false);
  const set = env.get('PORT');
  if (!set) return { server: 'node', listeners: [], closed: false };
  return one('node', listener(portListen(set, '?'), 'http', set, 'env-port'), !hidesOptions(args));
};

const next: ServerReader = (args, env, self) => {
  if (args[0]?.text !== 'start' && args[0]?.text !== 'dev') return UNKNOWN_PROCESS;
  const host = (lastOption(args, '-H', '--hostname') ?? env.get('HOSTNAME'))?.text ?? '0.0.0.0';
  const port = lastOption(args, '-p', '--port');
  if (port) return one('next', listener(portListen(port, host), 'http', port), !hidesOptions(args));
  const set = env.get('PORT');
  if (set) return one('next', listener(portListen(set, host), 'http', set, 'env-port'), !hidesOptions(args));
  return one('next', listener({ kind: 'tcp', host, port: 3000 }, 'http', self, 'default'), false);
};

const vite: ServerReader = (args, _env, self) => {
  const mode = args[0]?.text;
  if (mode === 'build' || mode === 'optimize') return UNKNOWN_PROCESS;
  const named = lastOption(args, '--host')?.text;
  const host = !hasOption(args, '--host') ? 'localhost' : named && !named.startsWith('-') ? named : '0.0.0.0';
  const port = lastOption(args, '--port');
  if (port) return one('vite', listener(portListen(port, host), 'http', port), hasOption(args, '--strictPort'));
  const number = mode === 'preview' ? 4173 : 5173;
  return one('vite', listener({ kind: 'tcp', host, port: number }, 'http', self, 'default'), false);
};

function one(server: string, found: Listener, closed: boolean): ProcessFacts {
  return { server, listeners: [found], closed };
}

/** Servers of other languages by program name. */
export const OTHER_SERVERS: Readonly<Record<string, ServerReader>> = {
  'php-fpm': phpFpm,
  nginx,
  openresty: nginx,
  'nginx-debug': nginx,
  php,
  puma,
  rails,
  node,
  nodejs: node,
  nodemon: node,
  'ts-node': node,
  tsx: node,
  bun: node,
  deno: node,
  next,
  vite,
};

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
