/** Where does a Ruby server (puma, unicorn, thin, rackup, rails) listen? (bindings.md §8) */
import { type Mapped, slice, spanOf } from '../../yaml/index.ts';
import { portListen, tcpListen, unixAt } from '../listen.ts';
import { type RubyCall, rubyCalls } from '../ruby/calls.ts';
import type { Listen, Protocol, SocketFile } from '../types.ts';
import { hostPort } from './host-port.ts';
import {
  defaultFact,
  type Environment,
  factOf,
  hidesOptions,
  type Listener,
  lastOption,
  listener,
  optionValues,
  type ProcessFacts,
  positionals,
  type ServerReader,
  type Surroundings,
  UNKNOWN_PROCESS,
} from './process.ts';
import { pumaIdle } from './releases.ts';

interface RubyFile {
  readonly calls: readonly RubyCall[] | undefined;
  /** A file is named, or may be there, that cannot be read. */
  readonly opaque: boolean;
  readonly named: Mapped | undefined;
}

/** The file of `-C`, else `config/puma/ENVIRONMENT.rb`, else `config/puma.rb`; none with `-C -` (puma's configuration.rb). */
function pumaFile(args: readonly Mapped[], env: Environment, at: Surroundings): RubyFile {
  const named = lastOption(args, '-C', '--config');
  if (named?.text === '-') return { calls: undefined, opaque: false, named };
  const environment =
    (lastOption(args, '-e', '--environment') ?? env.get('APP_ENV') ?? env.get('RACK_ENV') ?? env.get('RAILS_ENV'))
      ?.text ?? 'development';
  const candidates = named ? [named.text] : [`config/puma/${environment}.rb`, 'config/puma.rb'];
  let opaque = false;
  for (const candidate of candidates) {
    const source = at.file(candidate);
    if (typeof source === 'object') return { calls: rubyCalls(source, env), opaque: false, named };
    opaque ||= source === 'unknown';
  }
  return { calls: undefined, opaque: opaque || named !== undefined, named };
}

export const puma: ServerReader = (args, env, self, at) => {
  const file = pumaFile(args, env, at);
  const given = pumaOptions(args, at.cwd);
  const kept = file.calls?.findLast((call) => call.name === 'persistent_timeout' && !call.maybe)?.values[0];
  const queue = file.calls?.findLast((call) => call.name === 'queue_requests')?.values[0];
  // without a queue puma keeps no connection
  const noQueue = queue && 'text' in queue && queue.text.text === 'false' ? queue.text : undefined;
  // anything else than a number that surely holds leaves it open
  const isOpen = file.opaque || queue !== undefined || file.calls?.some((call) => call.name === 'persistent_timeout');
  const byDefault = isOpen ? undefined : pumaIdle(at);
  const settings = noQueue
    ? { keepaliveIdle: factOf(0, noQueue) }
    : kept && 'text' in kept && /^\d+$/.test(kept.text.text)
      ? { keepaliveIdle: factOf(Number(kept.text.text), kept.text) }
      : byDefault === undefined
        ? {}
        : { keepaliveIdle: defaultFact(byDefault, self) };
  const closed = !hidesOptions(args);
  if (given.length > 0) return { server: 'puma', listeners: given, closed, settings };
  const fromFile = file.calls && pumaBinds(file.calls, at.cwd, spanOf(file.named ?? self));
  if (fromFile && fromFile.listeners.length > 0)
    return { server: 'puma', ...fromFile, closed: closed && fromFile.closed, settings };
  if (file.opaque && file.named) {
    return {
      server: 'puma',
      listeners: [listener({ kind: 'unresolved', text: file.named.text }, 'http', file.named)],
      closed: false,
    };
  }
  const port = env.get('PORT');
  const found = port
    ? listener(portListen(port, '?'), 'http', port, 'env-port')
    : listener({ kind: 'tcp', host: '0.0.0.0', port: 9292 }, 'http', self, 'default');
  return { server: 'puma', listeners: [found], closed: false, settings };
};

function pumaOptions(args: readonly Mapped[], cwd: string | undefined): Listener[] {
  return [
    ...optionValues(args, '-b', '--bind').map((bind) => pumaBind(bind, cwd)),
    ...optionValues(args, '-p', '--port').map((port) => listener(portListen(port, '0.0.0.0'), 'http', port)),
  ];
}

/** `tcp://h:p`, `ssl://h:p?…`, `unix:///p?umask=…&mode=…`; `unix://a/b` is the relative `a/b` (puma's binder.rb). */
function pumaBind(bind: Mapped, cwd: string | undefined): Listener {
  const scheme = /^(tcp|ssl|unix):\/\//.exec(bind.text);
  const query = bind.text.indexOf('?');
  const address = slice(bind, scheme?.[0].length ?? 0, query < 0 ? bind.text.length : query);
  const protocol: Protocol = scheme?.[1] === 'ssl' ? 'https' : 'http';
  if (scheme?.[1] === 'unix') {
    return {
      ...listener(unixAt(address, cwd), protocol, bind),
      socket: socketOf(query < 0 ? '' : bind.text.slice(query + 1), bind),
    };
  }
  const listen: Listen = scheme ? tcpListen(address) : { kind: 'unresolved', text: bind.text };
  return listener(listen, protocol, bind);
}

function socketOf(query: string, bind: Mapped): SocketFile {
  const mode = /(?:^|&)mode=(0?[0-7]{3,4})(?:&|$)/.exec(query)?.[1];
  const umask = /(?:^|&)umask=(0?[0-7]{3,4})(?:&|$)/.exec(query)?.[1];
  if (mode) return { mode: factOf(Number.parseInt(mode, 8), bind) };
  return umask ? { mode: factOf(0o777 & ~Number.parseInt(umask, 8), bind) } : { byUmask: true };
}

/** `port` and `bind` add up; `clear_binds!` forgets those before it. */
function pumaBinds(
  calls: readonly RubyCall[],
  cwd: string | undefined,
  via: Listener['span'],
): { listeners: Listener[]; closed: boolean } {
  let listeners: Listener[] = [];
  let closed = true;
  for (const call of calls) {
    if (call.name === 'clear_binds!') listeners = [];
    if (call.name !== 'port' && call.name !== 'bind' && call.name !== 'ssl_bind') continue;
    const [first, second] = call.values;
    const value = first && 'text' in first && first.kind !== 'bool' ? first.text : undefined;
    const host = second && 'text' in second ? second.text.text : second ? undefined : '0.0.0.0';
    if (call.maybe || !value || (call.name !== 'bind' && host === undefined)) {
      listeners.push(listener({ kind: 'unresolved', text: call.line.text }, 'http', call.line));
      closed = false;
    } else if (call.name === 'bind') listeners.push({ ...pumaBind(value, cwd), via: [via] });
    else if (call.name === 'port') listeners.push({ ...listener(portListen(value, host!), 'http', value), via: [via] });
    else if (second && 'text' in second)
      listeners.push({ ...listener(portListen(second.text, value.text), 'https', second.text), via: [via] });
  }
  return { listeners, closed };
}

/** `rails server`: `-p`, `-b` and PORT win over config/puma.rb, whose defaults for the host depend on the environment. */
export const rails: ServerReader = (args, env, self, at) => {
  if (args[0]?.text !== 's' && args[0]?.text !== 'server') return UNKNOWN_PROCESS;
  const rest = args.slice(1);
  // without -b: localhost in development, every address otherwise; which of them is not known
  const host = lastOption(rest, '-b', '--binding')?.text ?? '?';
  const closed = !hidesOptions(rest);
  const port = lastOption(rest, '-p', '--port');
  if (port) return one('rails', listener(portListen(port, host), 'http', port), closed);
  const file = pumaFile([], env, at);
  const inFile = file.calls && pumaBinds(file.calls, at.cwd, spanOf(self));
  if (inFile && inFile.listeners.length > 0) {
    const listeners = inFile.listeners.map((found) =>
      found.listen.kind === 'tcp' && found.listen.host === '0.0.0.0'
        ? { ...found, listen: { ...found.listen, host } }
        : found,
    );
    return { server: 'rails', listeners, closed: closed && inFile.closed };
  }
  const set = env.get('PORT');
  if (set) return one('rails', listener(portListen(set, host), 'http', set, 'env-port'), closed && !file.opaque);
  return one('rails', listener({ kind: 'tcp', host, port: 3000 }, 'http', self, 'default'), false);
};

/** `-l ADDRESS`, `-p PORT -o HOST`, `listen` of its file; sockets for everybody (umask 0), never a kept connection. */
export const unicorn: ServerReader = (args, env, self, at) => {
  const named = lastOption(args, '-c', '--config-file');
  const source = named ? at.file(named.text) : 'none';
  const calls = typeof source === 'object' ? rubyCalls(source, env) : [];
  const socket = { mode: defaultFact(0o777, self) };
  const address = (value: Mapped): Listener => {
    const listen = unicornAddress(value, at.cwd);
    return { ...listener(listen, 'http', value), ...(listen.kind === 'unix' && { socket }) };
  };
  const given = optionValues(args, '-l', '--listen').map(address);
  const port = lastOption(args, '-p', '--port');
  if (port) given.push(listener(portListen(port, lastOption(args, '-o', '--host')?.text ?? '0.0.0.0'), 'http', port));
  const inFile = calls
    .filter((call) => call.name === 'listen')
    .map((call): Listener => {
      const value = call.values[0];
      if (call.maybe || !value || !('text' in value))
        return listener({ kind: 'unresolved', text: call.line.text }, 'http', call.line);
      const found = address(value.text);
      const umask = call.options.get('umask');
      const mask = umask && 'text' in umask ? Number.parseInt(umask.text.text, 8) : 0;
      const masked = found.socket && mask > 0 ? { socket: { mode: factOf(0o777 & ~mask, value.text) } } : {};
      return { ...found, ...masked, via: [spanOf(named ?? self)] };
    });
  const limit = calls.findLast((call) => call.name === 'timeout');
  const workers = calls.findLast((call) => call.name === 'worker_processes')?.values[0];
  const number = (value: typeof workers) =>
    value && 'text' in value && /^\d+$/.test(value.text.text) ? factOf(Number(value.text.text), value.text) : undefined;
  const count = number(workers);
  const opaque = named !== undefined && typeof source !== 'object';
  // a limit that only sometimes holds, or that nobody can read, is none that is known
  const limitFact = limit
    ? limit.maybe
      ? undefined
      : number(limit.values[0])
    : opaque
      ? undefined
      : defaultFact(60, self);
  const listeners = [...given, ...inFile];
  const byDefault = opaque
    ? listener({ kind: 'unresolved', text: named.text }, 'http', named)
    : listener({ kind: 'tcp', host: '0.0.0.0', port: 8080 }, 'http', self, 'default');
  return {
    server: 'unicorn',
    listeners: listeners.length > 0 ? listeners : [byDefault],
    closed: !opaque && !hidesOptions(args) && listeners.every((found) => found.listen.kind !== 'unresolved'),
    settings: {
      keepaliveIdle: defaultFact(0, self),
      ...(limitFact && { requestTimeout: limitFact }),
      ...(count && { workers: count }),
    },
  };
};

/** `8080`, `*:8080`, `h:p`, `/path`, `unix:/path`, `~/path` (unicorn's socket_helper.rb). */
function unicornAddress(value: Mapped, cwd: string | undefined): Listen {
  if (/^\d+$/.test(value.text)) return portListen(value, '0.0.0.0');
  if (value.text.startsWith('unix:')) return unixAt(slice(value, 'unix:'.length), cwd);
  if (/^[/~]/.test(value.text)) return unixAt(value, cwd);
  if (value.text.startsWith('*:')) return portListen(slice(value, 2), '0.0.0.0');
  return tcpListen(value);
}

const thin: ServerReader = (args, env, self, at) =>
  positionals(args)[0]?.text === 'start'
    ? hostPort({
        server: 'thin',
        host: ['-a', '--address'],
        port: ['-p', '--port'],
        unix: ['-S', '--socket'],
        defaultHost: '0.0.0.0',
        defaultPort: 3000,
        open: true,
      })(args, env, self, at)
    : UNKNOWN_PROCESS;

const passenger: ServerReader = (args, env, self, at) =>
  args[0]?.text === 'start'
    ? hostPort({
        server: 'passenger',
        host: ['-a', '--address'],
        port: ['-p', '--port'],
        unix: ['-S', '--socket'],
        portEnv: ['PORT'],
        defaultHost: '0.0.0.0',
        defaultPort: 3000,
        open: true,
      })(args.slice(1), env, self, at)
    : UNKNOWN_PROCESS;

function one(server: string, found: Listener, closed: boolean): ProcessFacts {
  return { server, listeners: [found], closed };
}

/** Ruby servers by program name. */
export const RUBY_SERVERS: Readonly<Record<string, ServerReader>> = {
  puma,
  pumactl: () => UNKNOWN_PROCESS,
  rails,
  unicorn,
  unicorn_rails: unicorn,
  thin,
  passenger,
  rackup: hostPort({
    server: 'rackup',
    host: ['-o', '--host'],
    port: ['-p', '--port'],
    defaultHost: 'localhost',
    defaultPort: 9292,
    open: true,
  }),
};
