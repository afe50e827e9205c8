/** Where does a Python application server listen, going by its arguments and environment? (bindings.md §7) */

import { type Mapped, slice, split } from '../../yaml/index.ts';
import { portListen, tcpListen, unixListen, urlListen } from '../listen.ts';
import type { Protocol } from '../types.ts';
import {
  type Environment,
  hasOption,
  hidesOptions,
  type Listener,
  lastOption,
  listener,
  optionValues,
  type ProcessFacts,
  positionals,
} from './process.ts';
import { splitWords } from './shell-words.ts';

/** Reads the arguments after the program's name; `self` is the name itself, the place of what is only a default. */
export type ServerReader = (args: readonly Mapped[], env: Environment, self: Mapped) => ProcessFacts;

const gunicorn: ServerReader = (args, env, self) => {
  const extra = env.get('GUNICORN_CMD_ARGS');
  const fromEnv = extra ? splitWords(extra) : [];
  const protocol: Protocol =
    lastOption(args, '--protocol')?.text === 'uwsgi' ? 'uwsgi' : hasOption(args, '--certfile') ? 'https' : 'http';
  const read = (binds: readonly Mapped[], hidden: boolean): ProcessFacts => ({
    server: 'gunicorn',
    listeners: binds.map((bind) => listener(gunicornAddress(bind), protocol, bind)),
    closed: !hidden,
  });
  // a higher level replaces the whole list: command line > GUNICORN_CMD_ARGS > file > PORT > built-in
  const binds = optionValues(args, '-b', '--bind');
  if (binds.length > 0) return read(binds, hidesOptions(args));
  const envBinds = optionValues(fromEnv, '-b', '--bind');
  if (envBinds.length > 0) return read(envBinds, hidesOptions(args) || hidesOptions(fromEnv));
  if (lastOption([...args, ...fromEnv], '-c', '--config')) return unresolved('gunicorn', protocol, self);
  const port = env.get('PORT');
  const found = port
    ? listener(portListen(port, '0.0.0.0'), protocol, port, 'env-port')
    : listener({ kind: 'tcp', host: '127.0.0.1', port: 8000 }, protocol, self, 'default');
  // ./gunicorn.conf.py is loaded without being named: what it says is not known
  return { server: 'gunicorn', listeners: [found], closed: false };
};

function gunicornAddress(bind: Mapped) {
  return bind.text.startsWith('fd://') ? unknownAddress(bind) : urlListen(bind, { host: '0.0.0.0', port: 8000 });
}

/** host, port and socket by separate options, each with a variable and a default behind it. */
function hostPort(
  server: string,
  names: { host: readonly string[]; port: readonly string[]; unix?: readonly string[]; fd?: readonly string[] },
  defaults: { host: string; port: number; hostEnv?: string; portEnv?: string; tls?: readonly string[] },
): ServerReader {
  return (args, env, self) => {
    const protocol: Protocol = hasOption(args, ...(defaults.tls ?? [])) ? 'https' : 'http';
    const closed = !hidesOptions(args);
    const unix = names.unix ? lastOption(args, ...names.unix) : undefined;
    if (unix) return { server, listeners: [listener(unixListen(unix), protocol, unix)], closed };
    if (names.fd && hasOption(args, ...names.fd)) return unresolved(server, protocol, self);
    const variable = (name: string | undefined) => (name === undefined ? undefined : env.get(name));
    const host = (lastOption(args, ...names.host) ?? variable(defaults.hostEnv))?.text ?? defaults.host;
    const port = lastOption(args, ...names.port);
    if (port) return { server, listeners: [listener(portListen(port, host), protocol, port)], closed };
    const set = variable(defaults.portEnv);
    if (set) return { server, listeners: [listener(portListen(set, host), protocol, set, 'env-port')], closed };
    return {
      server,
      listeners: [listener({ kind: 'tcp', host, port: defaults.port }, protocol, self, 'default')],
      closed,
    };
  };
}

const hypercorn: ServerReader = (args, _env, self) => {
  const secure: Protocol = hasOption(args, '--certfile') ? 'https' : 'http';
  const read = (bind: Mapped, protocol: Protocol) =>
    listener(bind.text.startsWith('fd://') ? unknownAddress(bind) : urlListen(bind, { port: 8000 }), protocol, bind);
  const listeners = [
    ...optionValues(args, '-b', '--bind').map((bind) => read(bind, secure)),
    ...optionValues(args, '--insecure-bind').map((bind) => read(bind, 'http')),
  ];
  if (listeners.length > 0) return { server: 'hypercorn', listeners, closed: !hidesOptions(args) };
  if (hasOption(args, '-c', '--config')) return unresolved('hypercorn', secure, self);
  const byDefault = listener({ kind: 'tcp', host: '127.0.0.1', port: 8000 }, secure, self, 'default');
  return { server: 'hypercorn', listeners: [byDefault], closed: !hidesOptions(args) };
};

const daphne: ServerReader = (args, env, self) => {
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
  const others = hostPort(
    'daphne',
    { host: ['-b', '--bind'], port: ['-p', '--port'], unix: ['-u', '--unix-socket'], fd: ['--fd'] },
    { host: '127.0.0.1', port: 8000 },
  )(args, env, self);
  return { ...others, listeners: [...others.listeners, ...endpoints] };
};

const waitress: ServerReader = (args, env, self) => {
  const closed = !hidesOptions(args);
  const protocol: Protocol = 'http';
  const listen = optionValues(args, '--listen').flatMap((value) => splitList(value));
  if (listen.length > 0) {
    const listeners = listen.map((address) => listener(tcpListen(address, { port: 8080 }), protocol, address));
    return { server: 'waitress', listeners, closed };
  }
  return hostPort(
    'waitress',
    { host: ['--host'], port: ['--port'], unix: ['--unix-socket'] },
    { host: '0.0.0.0', port: 8080 },
  )(args, env, self);
};

const flask: ServerReader = (args, env, self) => {
  const run = args.findIndex((arg) => arg.text === 'run');
  if (run < 0) return { server: 'flask', listeners: [], closed: false };
  return hostPort(
    'flask',
    { host: ['-h', '--host'], port: ['-p', '--port'] },
    { host: '127.0.0.1', port: 5000, hostEnv: 'FLASK_RUN_HOST', portEnv: 'FLASK_RUN_PORT', tls: ['--cert'] },
  )(args.slice(run + 1), env, self);
};

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

const uwsgiOptions: readonly (readonly [Protocol | 'socket', readonly string[]])[] = [
  ['socket', ['--socket', '-s']],
  ['uwsgi', ['--uwsgi-socket']],
  ['http', ['--http-socket', '--http11-socket', '--http']],
  ['https', ['--https', '--https-socket']],
  ['fastcgi', ['--fastcgi-socket']],
  ['scgi', ['--scgi-socket']],
];

const uwsgi: ServerReader = (args, _env, self) => {
  const given = lastOption(args, '--protocol', '--socket-protocol')?.text;
  const plain: Protocol = given === 'http' || given === 'fastcgi' || given === 'scgi' ? given : 'uwsgi';
  const listeners: Listener[] = [];
  for (const [protocol, names] of uwsgiOptions) {
    for (const value of optionValues(args, ...names)) {
      listeners.push(uwsgiListener(value, protocol === 'socket' ? plain : protocol, names.includes('--http')));
    }
  }
  // what a configuration file adds is not read here
  const file = args.some((arg) => /\.(ini|ya?ml|xml|json)(:\w*)?$/.test(arg.text));
  const opaque = file || hasOption(args, '--ini', '--yaml', '--xml', '--json', '--emperor', '--shared-socket');
  if (opaque && listeners.length === 0) return unresolved('uwsgi', 'unknown', self);
  return { server: 'uwsgi', listeners, closed: !opaque && !hidesOptions(args) && listeners.length > 0 };
};

function uwsgiListener(value: Mapped, protocol: Protocol, router: boolean): Listener {
  const address = split(value, ',')[0] ?? value; // `--https addr,cert,key`
  if (address.text.startsWith('unix:')) {
    // uWSGI knows no such prefix: it takes this for TCP and listens on a random port
    return listener({ kind: 'invalid', problem: 'uWSGI knows no `unix:` prefix' }, protocol, address);
  }
  if (address.text.includes(':')) return listener(tcpListen(address), protocol, address);
  return listener(
    router && !address.text.startsWith('/') ? unknownAddress(address) : unixListen(address),
    protocol,
    address,
  );
}

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
  uvicorn: hostPort(
    'uvicorn',
    { host: ['--host'], port: ['--port'], unix: ['--uds'], fd: ['--fd'] },
    {
      host: '127.0.0.1',
      port: 8000,
      hostEnv: 'UVICORN_HOST',
      portEnv: 'UVICORN_PORT',
      tls: ['--ssl-certfile', '--ssl-keyfile'],
    },
  ),
  hypercorn,
  daphne,
  'waitress-serve': waitress,
  waitress,
  uwsgi,
  flask,
  'manage.py': django,
  'django-admin': django,
  django,
  granian: hostPort(
    'granian',
    { host: ['--host'], port: ['--port'], unix: ['--uds'] },
    { host: '127.0.0.1', port: 8000, hostEnv: 'GRANIAN_HOST', portEnv: 'GRANIAN_PORT' },
  ),
};
