/** Where does gunicorn listen, going by its arguments, its variables and its configuration file? (bindings.md §7) */
import path from 'node:path/posix';
import { type Mapped, slice, spanOf } from '../../yaml/index.ts';
import { portListen, tcpListen, unixAt } from '../listen.ts';
import type { PyValue } from '../python/evaluate.ts';
import { type PyModule, readModule } from '../python/module.ts';
import type { Fact, Listen, Protocol, ServerSettings } from '../types.ts';
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
  type ServerReader,
  type Surroundings,
} from './process.ts';
import { splitWords } from './shell-words.ts';

/** The configuration file that counts: named, or `./gunicorn.conf.py`; `opaque` = there may be one that nobody can read. */
interface ConfigFile {
  readonly module: PyModule | undefined;
  readonly opaque: boolean;
  readonly named: Mapped | undefined;
}

/** Settings of all levels: command line > GUNICORN_CMD_ARGS > file > built in (gunicorn's app/base.py, load_config). */
interface Levels {
  readonly args: readonly Mapped[];
  readonly fromEnv: readonly Mapped[];
  readonly file: ConfigFile;
}

export const gunicorn: ServerReader = (args, env, self, at) => {
  const extra = env.get('GUNICORN_CMD_ARGS');
  const fromEnv = extra ? splitWords(extra) : [];
  const levels: Levels = { args, fromEnv, file: configFile(args, fromEnv, env, at) };
  const cwd = workingDirectory(levels, at);
  const certificate = setting(levels, 'certfile', '--certfile');
  const speaks = setting(levels, 'protocol', '--protocol');
  const protocol: Protocol =
    speaks?.text === 'uwsgi' ? 'uwsgi' : certificate && certificate.text !== 'None' ? 'https' : 'http';
  const user = setting(levels, 'user', '-u', '--user');
  const group = setting(levels, 'group', '-g', '--group');
  const binds = readBinds(levels, protocol, cwd, self, env);
  const mode = socketMode(levels, self);
  const socket = {
    ...(mode && { mode }),
    ...(user && { owner: factOf(user.text, user) }),
    ...(group && { group: factOf(group.text, group) }),
  };
  return {
    server: 'gunicorn',
    listeners: binds.listeners.map((one) => (one.listen.kind === 'unix' ? { ...one, socket } : one)),
    closed: binds.closed && !hidesOptions(args) && !hidesOptions(fromEnv),
    settings: settingsOf(levels, self, env),
    ...(user && { user: factOf(user.text, user) }),
    ...(group && { group: factOf(group.text, group) }),
  };
};

function configFile(
  args: readonly Mapped[],
  fromEnv: readonly Mapped[],
  env: Environment,
  at: Surroundings,
): ConfigFile {
  const named = lastOption(args, '-c', '--config') ?? lastOption(fromEnv, '-c', '--config');
  if (!named) {
    const source = at.file('gunicorn.conf.py');
    if (typeof source === 'object') return { module: readModule(source, env), opaque: false, named };
    // which of the two directories counts depends on the version
    const moved = lastOption(args, '--chdir');
    const there = moved ? at.file(path.join(moved.text, 'gunicorn.conf.py')) : 'none';
    return { module: undefined, opaque: source === 'unknown' || typeof there === 'object', named };
  }
  const file =
    /^python:(.+)$/.exec(named.text)?.[1]?.replaceAll('.', '/').concat('.py') ?? named.text.replace(/^file:/, '');
  const source = at.file(file);
  return {
    module: typeof source === 'object' ? readModule(source, env) : undefined,
    opaque: typeof source !== 'object',
    named,
  };
}

/** `--chdir` moves gunicorn before it binds: relative sockets lie there. */
function workingDirectory(levels: Levels, at: Surroundings): string | undefined {
  const moved = setting(levels, 'chdir', '--chdir');
  if (!moved) return at.cwd;
  if (moved.text.startsWith('/')) return moved.text;
  return at.cwd === undefined ? undefined : path.join(at.cwd, moved.text);
}

interface Binds {
  readonly listeners: readonly Listener[];
  readonly closed: boolean;
}

/** The binds of the highest level that has any; it replaces those below. */
function readBinds(levels: Levels, protocol: Protocol, cwd: string | undefined, self: Mapped, env: Environment): Binds {
  const { args, fromEnv, file } = levels;
  const read = (bind: Mapped): Listener => listener(gunicornAddress(bind, cwd), protocol, bind);
  for (const level of [args, fromEnv]) {
    const binds = optionValues(level, '-b', '--bind');
    if (binds.length > 0) return { listeners: binds.map(read), closed: true };
  }
  const unknown: Binds = {
    listeners: [listener({ kind: 'unresolved', text: self.text }, protocol, file.named ?? self)],
    closed: false,
  };
  const given = file.module?.names.get('bind');
  if (given) {
    const via = [spanOf(file.named ?? self)];
    const options = given.kind === 'either' ? given.options : [given];
    const listeners = options.map((option) => textsOf(option)?.map((bind): Listener => ({ ...read(bind), via })));
    if (listeners.some((one) => one === undefined)) return unknown;
    const several = options.length > 1 ? { alternative: 'a condition in its configuration file' } : {};
    return {
      listeners: listeners.flatMap((one) => one!.map((l) => ({ ...l, ...several }))),
      closed: options.length === 1,
    };
  }
  if (file.module?.open || (file.named && file.opaque)) return unknown;
  const port = env.get('PORT');
  const found = port
    ? listener(portListen(port, '0.0.0.0'), protocol, port, 'env-port')
    : listener({ kind: 'tcp', host: '127.0.0.1', port: 8000 }, protocol, self, 'default');
  return { listeners: [found], closed: !file.opaque };
}

/** `unix:P`, `unix://P`, `fd://N`, `tcp://h:p`, `host:port`, `host` (gunicorn's util.parse_address). */
export function gunicornAddress(bind: Mapped, cwd: string | undefined): Listen {
  const text = bind.text;
  if (text.startsWith('fd://')) return { kind: 'unresolved', text };
  const unix = /^unix:(\/\/)?/.exec(text);
  if (unix) return unixAt(slice(bind, unix[0].length), cwd);
  const address = text.startsWith('tcp://') ? slice(bind, 'tcp://'.length) : bind;
  // a number alone is taken for a host name
  if (/^\d+$/.test(address.text)) return { kind: 'unresolved', text };
  return tcpListen(address, { host: '0.0.0.0', port: 8000 });
}

/** The texts of a value; undefined when one of them is not known. */
export function textsOf(value: PyValue): Mapped[] | undefined {
  if (value.kind === 'text') return [value.text];
  if (value.kind !== 'list') return undefined;
  const texts = value.items.map((item) => (item.kind === 'text' ? item.text : undefined));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** A setting that is one text or number, of the highest level; undefined where it is not given or not known. */
function setting(levels: Levels, name: string, ...options: readonly string[]): Mapped | undefined {
  const given = lastOption(levels.args, ...options) ?? lastOption(levels.fromEnv, ...options);
  if (given) return given;
  const value = levels.file.module?.names.get(name);
  return value && 'text' in value && value.kind !== 'bool' ? value.text : undefined;
}

/** Whether a setting may be given in a way that nobody can read. */
function isHidden(levels: Levels, name: string): boolean {
  const value = levels.file.module?.names.get(name);
  return (
    levels.file.opaque ||
    hidesOptions(levels.args) ||
    hidesOptions(levels.fromEnv) ||
    levels.file.module?.open === true ||
    (value !== undefined && !('text' in value) && value.kind !== 'none')
  );
}

function seconds(
  levels: Levels,
  self: Mapped,
  byDefault: number,
  name: string,
  ...options: readonly string[]
): Fact<number> | undefined {
  const given = setting(levels, name, ...options);
  if (given) return /^\d+$/.test(given.text) ? factOf(Number(given.text), given) : undefined;
  return isHidden(levels, name) ? undefined : defaultFact(byDefault, self);
}

/** Workers that close an idle connection after `--keep-alive`; that of tornado does not look at it. */
const KEEPS = /^(egg:gunicorn#)?(gevent|eventlet)$|^(uvicorn|uvicorn_worker|aiohttp)\b/;

/** Only the sync worker limits a request by --timeout, and it keeps no connection; the others keep theirs 2 s. */
function settingsOf(levels: Levels, self: Mapped, env: Environment): ServerSettings {
  const kind = setting(levels, 'worker_class', '-k', '--worker-class');
  const threads = seconds(levels, self, 1, 'threads', '--threads');
  const concurrency = env.get('WEB_CONCURRENCY');
  const perEnv =
    concurrency && /^\d+$/.test(concurrency.text) ? factOf(Number(concurrency.text), concurrency) : undefined;
  const given = setting(levels, 'workers', '-w', '--workers');
  const workers =
    given || !perEnv
      ? seconds(levels, self, 1, 'workers', '-w', '--workers')
      : isHidden(levels, 'workers')
        ? undefined
        : perEnv;
  if (!kind && (isHidden(levels, 'worker_class') || !threads)) return {};
  const many = threads === undefined ? undefined : threads.value > 1;
  if ((!kind || kind.text === 'sync') && many === undefined) return {};
  const sync = (!kind || kind.text === 'sync') && !many;
  const threaded = kind?.text === 'gthread' || ((!kind || kind.text === 'sync') && many === true);
  if (!sync) {
    if (!threaded && !KEEPS.test(kind?.text ?? '')) return {};
    const keepaliveIdle = seconds(levels, self, 2, 'keepalive', '--keep-alive');
    const atOnce = threaded && workers && threads ? { ...threads, value: workers.value * threads.value } : undefined;
    return { ...(keepaliveIdle && { keepaliveIdle }), ...(atOnce && { workers: atOnce }) };
  }
  const requestTimeout = seconds(levels, self, 30, 'timeout', '-t', '--timeout');
  return {
    keepaliveIdle: kind ? factOf(0, kind) : defaultFact(0, self),
    ...(requestTimeout && { requestTimeout }),
    ...(workers && { workers }),
  };
}

/** Sockets are made with the umask setting, 0 without one: everybody may write. */
function socketMode(levels: Levels, self: Mapped): Fact<number> | undefined {
  const given = setting(levels, 'umask', '-m', '--umask');
  if (!given) return isHidden(levels, 'umask') ? undefined : defaultFact(0o777, self);
  // `-m 007` is octal, a number of the file is a number already
  const octal = /^0\d/.test(given.text) && hasOption(levels.args, '-m', '--umask');
  const mask = octal ? Number.parseInt(given.text, 8) : Number(given.text);
  return Number.isInteger(mask) ? factOf(0o777 & ~mask, given) : undefined;
}
