/** Where does a Python application server listen, going by its arguments and environment? (bindings.md §7) */

import { type Mapped, slice, spanOf, split } from '../../yaml/index.ts';
import { portListen, tcpListen, unixAt, unixListen } from '../listen.ts';
import { type PyModule, readModule } from '../python/module.ts';
import { readToml } from '../toml.ts';
import type { Protocol } from '../types.ts';
import { uwsgi } from '../uwsgi/server.ts';
import { gunicorn, textsOf } from './gunicorn.ts';
import { hostPort } from './host-port.ts';
import {
  defaultFact,
  type Environment,
  factOf,
  hasOption,
  hidesOptions,
  type Listener,
  lastOption,
  listener,
  optionValues,
  type ProcessFacts,
  positionals,
  type ServerReader,
  type Surroundings,
} from './process.ts';

const hypercorn: ServerReader = (args, env, self, at) => {
  const file = hypercornFile(args, env, at);
  const named = lastOption(args, '-c', '--config');
  const has = (name: string) => hasOption(args, `--${name}`) || file?.names.has(name) === true;
  // TLS needs both; without it the insecure binds are not opened at all (hypercorn's config.py, create_sockets)
  const secure = has('certfile') && has('keyfile');
  const binds = (options: readonly string[], name: string): Mapped[] | undefined => {
    const given = optionValues(args, ...options);
    if (given.length > 0) return given;
    const value = file?.names.get(name);
    return value ? textsOf(value) : [];
  };
  const read = (bind: Mapped, protocol: Protocol): Listener => {
    const from = bind.source === self.source ? {} : { via: [spanOf(named ?? self)] };
    return { ...listener(hypercornAddress(bind, at.cwd), protocol, bind), socket: { byUmask: true }, ...from };
  };
  const main = binds(['-b', '--bind'], 'bind');
  const insecure = secure ? binds(['--insecure-bind'], 'insecure_bind') : [];
  const opaque = named !== undefined && (!file || file.open);
  if (!main || !insecure || (main.length === 0 && opaque))
    return unresolved('hypercorn', secure ? 'https' : 'http', named ?? self);
  const protocol = secure ? 'https' : 'http';
  const byDefault = listener({ kind: 'tcp', host: '127.0.0.1', port: 8000 }, protocol, self, 'default');
  const keep = lastOption(args, '--keep-alive');
  const kept = file?.names.get('keep_alive_timeout');
  const given = keep ?? (kept && 'text' in kept ? kept.text : undefined);
  return {
    server: 'hypercorn',
    listeners: [
      ...(main.length > 0 ? main.map((bind) => read(bind, protocol)) : [byDefault]),
      ...insecure.map((bind) => read(bind, 'http')),
    ],
    closed: !hidesOptions(args) && !(opaque && main.length === 0),
    settings: given
      ? /^\d+(\.\d+)?$/.test(given.text)
        ? { keepaliveIdle: factOf(Number(given.text), given) }
        : {}
      : kept || opaque || hidesOptions(args)
        ? {}
        : { keepaliveIdle: defaultFact(5, self) },
  };
};

/** `-c file.toml`, `-c python:module`, `-c file:path.py`. */
function hypercornFile(args: readonly Mapped[], env: Environment, at: Surroundings): PyModule | undefined {
  const named = lastOption(args, '-c', '--config')?.text;
  if (named === undefined) return undefined;
  const python = /^python:(.+)$/.exec(named)?.[1]?.replaceAll('.', '/').concat('.py') ?? /^file:(.+)$/.exec(named)?.[1];
  const source = at.file(python ?? named);
  if (typeof source !== 'object') return undefined;
  return python === undefined ? { names: readToml(source), open: false } : readModule(source, env);
}

function hypercornAddress(bind: Mapped, cwd: string | undefined) {
  if (bind.text.startsWith('fd://')) return unknownAddress(bind);
  if (bind.text.startsWith('unix:')) return unixAt(slice(bind, 'unix:'.length), cwd);
  return tcpListen(bind, { port: 8000 });
}

const daphneOptions = hostPort({
  server: 'daphne',
  host: ['-b', '--bind'],
  port: ['-p', '--port'],
  unix: ['-u', '--unix-socket'],
  fd: ['--fd'],
  defaultHost: '127.0.0.1',
  defaultPort: 8000,
  mode: 0o666,
});

const daphne: ServerReader = (args, env, self, at) => {
  const endpoints = optionValues(args, '-e', '--endpoint').map((endpoint): Listener => {
    const parts = split(endpoint, ':');
    const kind = parts[0]?.text;
    if (kind === 'unix' && parts[1]) return listener(unixListen(parts[1]), 'http', endpoint);
    const port = parts.find((part, i) => i > 0 && /^(port=)?\d+$/.test(part.text));
    if ((kind !== 'tcp' && kind !== 'ssl') || !port) return listener(unknownAddress(endpoint), 'http', endpoint);
    const host = parts.find((part) => part.text.startsWith('interface='))?.text.slice('interface='.length);
    const number = port.text.startsWith('port=') ? slice(port, 5) : port;
    return listener(portListen(number, host ?? '0.0.0.0'), kind === 'ssl' ? 'https' : 'http', number);
  });
  if (endpoints.length > 0 && !hasOption(args, '-p', '--port', '-b', '--bind', '-u', '--unix-socket')) {
    return { server: 'daphne', listeners: endpoints, closed: !hidesOptions(args) };
  }
  const others = daphneOptions(args, env, self, at);
  return { ...others, listeners: [...others.listeners, ...endpoints] };
};

const waitressOptions = hostPort({
  server: 'waitress',
  host: ['--host'],
  port: ['--port'],
  unix: ['--unix-socket'],
  modeOption: '--unix-socket-perms',
  mode: 0o600,
  defaultHost: '0.0.0.0',
  defaultPort: 8080,
  keepalive: { options: ['--channel-timeout'], seconds: 120 },
});

const waitress: ServerReader = (args, env, self, at) => {
  const listen = optionValues(args, '--listen').flatMap((value) => splitList(value));
  const others = waitressOptions(args, env, self, at);
  if (listen.length === 0) return others;
  const protocol: Protocol = 'http';
  return {
    ...others,
    listeners: listen.map((address) => listener(tcpListen(address, { port: 8080 }), protocol, address)),
  };
};

const flaskRun = hostPort({
  server: 'flask',
  host: ['-h', '--host'],
  port: ['-p', '--port'],
  defaultHost: '127.0.0.1',
  defaultPort: 5000,
  hostEnv: ['FLASK_RUN_HOST'],
  portEnv: ['FLASK_RUN_PORT'],
  tls: ['--cert'],
});

const flask: ServerReader = (args, env, self, at) => {
  const run = args.findIndex((arg) => arg.text === 'run');
  if (run < 0) return { server: 'flask', listeners: [], closed: false };
  return flaskRun(args.slice(run + 1), env, self, at);
};

const fastapi: ServerReader = (args, env, self, at) => {
  const mode = args[0]?.text;
  if (mode !== 'run' && mode !== 'dev') return { server: 'fastapi', listeners: [], closed: false };
  return hostPort({
    server: 'fastapi',
    host: ['--host'],
    port: ['--port'],
    hostEnv: ['HOST'],
    portEnv: ['PORT'],
    defaultHost: mode === 'run' ? '0.0.0.0' : '127.0.0.1',
    defaultPort: 8000,
    keepalive: { options: [], seconds: 5 },
  })(args.slice(1), env, self, at);
};

const streamlit: ServerReader = (args, env, self, at) =>
  hostPort({
    server: 'streamlit',
    host: ['--server.address'],
    port: ['--server.port'],
    hostEnv: ['STREAMLIT_SERVER_ADDRESS'],
    portEnv: ['STREAMLIT_SERVER_PORT'],
    defaultHost: '0.0.0.0',
    defaultPort: 8501,
    open: true, // .streamlit/config.toml
  })(args, env, self, at);

/** `manage.py runserver [address:]port`; any other management command serves nothing that is known. */
const django: ServerReader = (args, _env, self) => {
  const at = args.findIndex((arg) => arg.text === 'runserver' || arg.text === 'runserver_plus');
  if (at < 0) return { listeners: [], closed: false };
  const rest = args.slice(at + 1);
  const address = positionals(rest, '--settings', '--pythonpath', '--verbosity', '-v', '--cert-file', '--key-file')[0];
  const closed = !hidesOptions(rest);
  if (!address) {
    const byDefault = listener({ kind: 'tcp', host: '127.0.0.1', port: 8000 }, 'http', self, 'default');
    return { server: 'runserver', listeners: [byDefault], closed };
  }
  const listen = address.text.includes(':') ? tcpListen(address) : portListen(address, '127.0.0.1');
  const known = listen.kind === 'tcp' && listen.host === '0' ? { ...listen, host: '0.0.0.0' } : listen;
  return { server: 'runserver', listeners: [listener(known, 'http', address)], closed };
};

function unresolved(server: string, protocol: Protocol, self: Mapped): ProcessFacts {
  return { server, listeners: [listener(unknownAddress(self), protocol, self)], closed: false };
}

function unknownAddress(from: Mapped) {
  return { kind: 'unresolved', text: from.text } as const;
}

function splitList(value: Mapped): Mapped[] {
  return split(value, ' ').filter((part) => part.text !== '');
}

/** Python servers by program name. */
export const PYTHON_SERVERS: Readonly<Record<string, ServerReader>> = {
  gunicorn,
  gunicorn3: gunicorn,
  uvicorn: hostPort({
    server: 'uvicorn',
    host: ['--host'],
    port: ['--port'],
    unix: ['--uds'],
    fd: ['--fd'],
    tls: ['--ssl-certfile'],
    hostEnv: ['UVICORN_HOST'],
    portEnv: ['UVICORN_PORT'],
    unixEnv: ['UVICORN_UDS'],
    defaultHost: '127.0.0.1',
    defaultPort: 8000,
    mode: 0o666,
    keepalive: { options: ['--timeout-keep-alive'], env: 'UVICORN_TIMEOUT_KEEP_ALIVE', seconds: 5 },
  }),
  hypercorn,
  daphne,
  'waitress-serve': waitress,
  waitress,
  uwsgi,
  'uwsgi-core': uwsgi,
  flask,
  fastapi,
  streamlit,
  'manage.py': django,
  'django-admin': django,
  django,
  sanic: hostPort({
    server: 'sanic',
    host: ['-H', '--host'],
    port: ['-p', '--port'],
    unix: ['-u', '--unix'],
    defaultHost: '127.0.0.1',
    defaultPort: 8000,
    open: true,
  }),
  granian: hostPort({
    server: 'granian',
    host: ['--host'],
    port: ['--port'],
    unix: ['--uds'],
    hostEnv: ['GRANIAN_HOST'],
    portEnv: ['GRANIAN_PORT'],
    unixEnv: ['GRANIAN_UDS'],
    tls: ['--ssl-certificate'],
    defaultHost: '127.0.0.1',
    defaultPort: 8000,
  }),
};
