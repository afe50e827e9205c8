/** Where does uWSGI listen, going by its arguments, its variables and its configuration files? (bindings.md §7) */
import path from 'node:path/posix';
import { hasHole, type Mapped, slice, split } from '../../yaml/index.ts';
import {
  type Environment,
  factOf,
  hidesOptions,
  type Listener,
  listener,
  type ProcessFacts,
  type ServerReader,
  type Surroundings,
} from '../commands/process.ts';
import { tcpListen, unixAt } from '../listen.ts';
import type { Fact, Listen, Protocol, SocketFile } from '../types.ts';
import { type UwsgiOption, uwsgiOptions, withPlaceholders } from './options.ts';

/** Options that listen, and what is spoken there; `plain` follows `protocol`. */
const SOCKETS: Readonly<Record<string, Protocol | 'plain'>> = {
  socket: 'plain',
  s: 'plain',
  'uwsgi-socket': 'uwsgi',
  'suwsgi-socket': 'unknown',
  'http-socket': 'http',
  'http11-socket': 'http',
  'https-socket': 'https',
  'fastcgi-socket': 'fastcgi',
  'fastcgi-nph-socket': 'fastcgi',
  'scgi-socket': 'scgi',
  'scgi-nph-socket': 'scgi',
  'raw-socket': 'unknown',
  http: 'http',
  'http-router': 'http',
  https: 'https',
  https2: 'https',
  fastrouter: 'uwsgi',
};

const FILES = /\.(ini|ya?ml|xml|json|js)(:[\w.-]*)?$/;
const NAMES_FILE = new Set(['ini', 'yaml', 'yml', 'y', 'xml', 'x', 'json', 'j', 'include', 'inherit', 'config']);
/** Files that include files deeper than this are left alone. */
const MAX_FILES = 20;

export const uwsgi: ServerReader = (args, env, self, at) => {
  const given = [...variables(env), ...commandLine(args)];
  const { options, opaque, cwd } = withFiles(given, at, at.cwd);
  const facts = uwsgiFacts(withPlaceholders(options, env), cwd);
  const named = given.find((option) => NAMES_FILE.has(option.key) || option.key === 'emperor');
  if (opaque && facts.listeners.length === 0) {
    const place = named?.value ?? self;
    return {
      server: 'uwsgi',
      listeners: [listener({ kind: 'unresolved', text: place.text }, 'unknown', place)],
      closed: false,
    };
  }
  return { ...facts, closed: facts.closed && !opaque && !hidesOptions(args) };
};

/** `UWSGI_HTTP_SOCKET=…` is `--http-socket …`. */
function variables(env: Environment): UwsgiOption[] {
  return [...env].flatMap(([name, value]) =>
    name.startsWith('UWSGI_')
      ? [{ key: name.slice('UWSGI_'.length).toLowerCase().replaceAll('_', '-'), value, maybe: false }]
      : [],
  );
}

/** `--key value`, `--key=value`, `-s value`, and bare names of files. A flag is an option with an empty value. */
function commandLine(args: readonly Mapped[]): UwsgiOption[] {
  const options: UwsgiOption[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const long = /^--([A-Za-z][\w-]*)(=)?/.exec(arg.text);
    const short = /^-([a-zA-Z])(.*)$/.exec(arg.text);
    const next = args[i + 1];
    const value = next && !next.text.startsWith('-') ? next : undefined;
    const add = (key: string, text: Mapped) => options.push({ key, value: text, maybe: false });
    if (long?.[2]) add(long[1]!, slice(arg, long[0].length));
    else if (long) {
      add(long[1]!, value ?? slice(arg, arg.text.length));
      if (value && !FLAGS.has(long[1]!)) i++;
    } else if (short?.[1] === 's' || short?.[1] === 'x' || short?.[1] === 'y' || short?.[1] === 'p') {
      add(short[1], short[2] ? slice(arg, 2) : (value ?? slice(arg, arg.text.length)));
      if (!short[2]) i++;
    } else if (FILES.test(arg.text)) add('config', arg);
  }
  return options;
}

/** Frequent options without a value: what follows them is not theirs. */
const FLAGS = new Set([
  'master',
  'die-on-term',
  'vacuum',
  'enable-threads',
  'need-app',
  'lazy-apps',
  'single-interpreter',
  'http-keepalive',
]);

interface Gathered {
  readonly options: readonly UwsgiOption[];
  /** Files exist that could not be read. */
  readonly opaque: boolean;
  readonly cwd: string | undefined;
}

/** The options with those of the files they name, each in place of its option. */
function withFiles(given: readonly UwsgiOption[], at: Surroundings, cwd: string | undefined): Gathered {
  const options: UwsgiOption[] = [];
  let opaque = false;
  let files = 0;
  let queue = [...given];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { key, value } = next;
    if (key === 'emperor' || key === 'zerg' || key === 'zerg-pool') opaque = true;
    if (!NAMES_FILE.has(key) || value.text === '') {
      options.push(next);
      continue;
    }
    const [name, section] = value.text.split(':', 2);
    const source = hasHole(value) || ++files > MAX_FILES ? 'unknown' : at.file(name!);
    if (typeof source !== 'object') {
      opaque = true;
      continue;
    }
    const opened = path.isAbsolute(name!) ? name : cwd === undefined ? undefined : path.join(cwd, name!);
    queue = [...uwsgiOptions({ source, path: opened, section: section || 'uwsgi' }), ...queue];
  }
  return { options, opaque, cwd };
}

/** What options mean together. `cwd` is the directory in which uWSGI was started: `chdir` acts later. */
export function uwsgiFacts(options: readonly UwsgiOption[], cwd: string | undefined): ProcessFacts {
  const sure = options.filter((option) => !option.maybe);
  const last = (...keys: readonly string[]) => sure.findLast((option) => keys.includes(option.key))?.value;
  const plain = plainProtocol(last('protocol', 'socket-protocol')?.text);
  const shared = sure
    .filter((option) => /^(undeferred-)?shared-socket$/.test(option.key))
    .map((option) => option.value);
  const socket = socketFile(last);
  const listeners = options.flatMap(({ key, value, maybe }): Listener[] => {
    const speaks = Object.hasOwn(SOCKETS, key) ? SOCKETS[key]! : undefined;
    if (speaks === undefined) return [];
    const protocol = speaks === 'plain' ? plain : speaks;
    const address = split(value, ',')[0] ?? value; // `https = address,certificate,key`
    const reference = /^=(\d+)$/.exec(address.text);
    const meant = reference ? shared[Number(reference[1])] : address;
    if (!meant || maybe) return [listener({ kind: 'unresolved', text: address.text }, protocol, address)];
    const found = listener(uwsgiAddress(meant, cwd), protocol, meant);
    return [found.listen.kind === 'unix' ? { ...found, socket } : found];
  });
  const harakiri = last('harakiri', 't');
  const workers = last('processes', 'workers', 'p');
  const threads = last('threads');
  const user = last('uid');
  const group = last('gid');
  const count = (m: Mapped | undefined) => (m && /^\d{1,5}$/.test(m.text) ? Number(m.text) : undefined);
  // one that stands in a condition may hold instead
  const limit = options.some(({ key, maybe }) => maybe && key === 'harakiri') ? undefined : count(harakiri);
  const many = count(workers);
  return {
    server: 'uwsgi',
    listeners,
    closed: listeners.length > 0 && !options.some((option) => /^(emperor|zerg|zerg-pool)$/.test(option.key)),
    settings: {
      ...(limit !== undefined && { requestTimeout: factOf(limit, harakiri!) }),
      ...(many !== undefined && { workers: factOf(many * (count(threads) ?? 1), workers!) }),
    },
    ...(user && !hasHole(user) && { user: factOf(user.text, user) }),
    ...(group && !hasHole(group) && { group: factOf(group.text, group) }),
  };
}

function plainProtocol(text: string | undefined): Protocol {
  return text === 'http' || text === 'fastcgi' || text === 'scgi' || text === 'https' ? text : 'uwsgi';
}

/** With a colon TCP, without one a file, even `3031`. There is no prefix `unix:`: with it uWSGI takes a random port. */
function uwsgiAddress(address: Mapped, cwd: string | undefined): Listen {
  const text = address.text;
  if (/\{\{|<%|@\w+@/.test(text)) return { kind: 'unresolved', text };
  if (text.startsWith('unix:')) return { kind: 'invalid', problem: 'uWSGI knows no `unix:` prefix' };
  // `*` is no wildcard: uWSGI looks for an interface whose address matches
  if (text.startsWith('fd://') || text.startsWith('*')) return { kind: 'unresolved', text };
  return text.includes(':') ? tcpListen(address) : unixAt(address, cwd);
}

/** uWSGI becomes its user before it binds; the permissions are what the umask leaves, or `chmod-socket`. */
function socketFile(last: (...keys: readonly string[]) => Mapped | undefined): SocketFile {
  const chmod = last('chmod-socket', 'C');
  const [owner, group] = (() => {
    const chown = last('chown-socket');
    const parts = chown && !hasHole(chown) ? split(chown, ':') : [];
    return [parts[0] ?? last('uid'), parts[1] ?? last('gid')];
  })();
  const name = (m: Mapped | undefined): Fact<string> | undefined =>
    m && !hasHole(m) && m.text !== '' ? factOf(m.text, m) : undefined;
  const mask = last('umask');
  const given = chmod?.text === '' ? '666' : chmod?.text;
  const mode = chmod && /^[0-7]{3,4}$/.test(given!) ? factOf(Number.parseInt(given!, 8), chmod) : undefined;
  const masked =
    !chmod && mask && /^[0-7]{1,4}$/.test(mask.text) ? factOf(0o777 & ~Number.parseInt(mask.text, 8), mask) : undefined;
  const found = mode ?? masked;
  const [ownerFact, groupFact] = [name(owner), name(group)];
  return {
    ...(found ? { mode: found } : !chmod && !mask ? { byUmask: true } : {}),
    ...(ownerFact && { owner: ownerFact }),
    ...(groupFact && { group: groupFact }),
  };
}
