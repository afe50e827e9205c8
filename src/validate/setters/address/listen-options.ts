/** Which parameters does a `listen` have, and does nginx take them? (ngx_http_core_listen and its stream and mail twins) */
import type { Answer, NginxVersion } from '../../../catalog/index.ts';
import { decimal, parseSize, parseTime } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { didYouMean } from '../../proposal.ts';
import type { Complaint } from '../../setter.ts';
import { http2Line } from './new-words.ts';

export type Family = 'http' | 'stream' | 'mail';

/** What nginx keeps of a `listen` (ngx_http_listen_opt_t). */
export interface ListenOptions {
  defaultServer: boolean;
  /** A socket option was given: only one `listen` of an address may have any. */
  set: boolean;
  ssl: boolean;
  http2: boolean;
  quic: boolean;
  proxyProtocol: boolean;
  /** Datagrams: `udp`, `quic`. */
  datagram: boolean;
}

interface Word {
  /** A prefix that ends with `=`, or a whole word. */
  readonly word: string;
  readonly families: Readonly<Partial<Record<Family, string>>>;
  readonly isOption?: true;
}

const ALWAYS = '0.1.0';
const ALL = { http: ALWAYS, stream: ALWAYS, mail: ALWAYS };
/** stream got most of http's parameters with its virtual servers. */
const STREAM = { http: ALWAYS, stream: '1.25.5' };

/** The parameters by family, with the first version that has them there; `isOption` sets the socket (`lsopt.set`). */
const WORDS: readonly Word[] = [
  { word: 'default_server', families: STREAM },
  { word: 'default', families: { http: ALWAYS } },
  { word: 'udp', families: { stream: ALWAYS } },
  { word: 'bind', families: ALL, isOption: true },
  { word: 'setfib=', families: STREAM, isOption: true },
  { word: 'fastopen=', families: { http: ALWAYS, stream: '1.21.0' }, isOption: true },
  { word: 'backlog=', families: ALL, isOption: true },
  { word: 'rcvbuf=', families: ALL, isOption: true },
  { word: 'sndbuf=', families: ALL, isOption: true },
  { word: 'accept_filter=', families: STREAM, isOption: true },
  { word: 'deferred', families: STREAM, isOption: true },
  { word: 'ipv6only=o', families: ALL, isOption: true },
  { word: 'reuseport', families: { http: ALWAYS, stream: ALWAYS }, isOption: true },
  { word: 'multipath', families: { http: '1.29.7', stream: '1.29.7', mail: '1.29.7' }, isOption: true },
  { word: 'ssl', families: ALL },
  { word: 'http2', families: { http: ALWAYS } },
  { word: 'quic', families: { http: '1.25.0' } },
  { word: 'so_keepalive=', families: ALL, isOption: true },
  { word: 'proxy_protocol', families: { http: ALWAYS, stream: ALWAYS, mail: '1.19.8' } },
];

/** Parameters with a value that is a number, a size, … by what they begin with. */
const byFirst = new Map<string, readonly Word[]>();
for (const entry of WORDS) byFirst.set(entry.word[0]!, [...(byFirst.get(entry.word[0]!) ?? []), entry]);

function wordOf(text: string): Word | undefined {
  return byFirst.get(text[0] ?? '')?.find(({ word }) => {
    const isPrefix = word.endsWith('=') || word === 'ipv6only=o';
    return isPrefix ? text.startsWith(word) : text === word;
  });
}

/** What may not stand beside `quic` (since 1.25.0, the first four since 1.25.3) and `udp`, in nginx's order. */
const DATAGRAM = {
  http: [
    'fastopen',
    'backlog',
    'accept_filter',
    'deferred',
    'multipath',
    'ssl',
    'http2',
    'so_keepalive',
    'proxy_protocol',
  ],
  stream: ['fastopen', 'backlog', 'accept_filter', 'deferred', 'multipath', 'ssl', 'so_keepalive', 'proxy_protocol'],
} as const;
const OLD_UDP = ['backlog', 'ssl', 'so_keepalive', 'proxy_protocol', 'fastopen'];
const SINCE_1_25_3 = new Set(['fastopen', 'backlog', 'accept_filter', 'deferred']);

/** Reads the parameters; complaints that nginx stops at end with `undefined`. */
export function* listenOptions(
  directive: Directive,
  family: Family,
  version: NginxVersion,
): Generator<Complaint, ListenOptions | undefined> {
  const options: ListenOptions = {
    defaultServer: false,
    set: false,
    ssl: false,
    http2: false,
    quic: false,
    proxyProtocol: false,
    datagram: false,
  };
  const { args } = directive;
  if (args.length === 1) return options;
  const given = new Map<string, number>();
  const kept: Keepalive = [0, 0, 0];
  for (let index = 1; index < args.length; index++) {
    const text = args[index]!;
    const entry = wordOf(text);
    const known = entry ? has(entry, family, version) : 'no';
    if (!entry || known === 'no') {
      // `spdy` was understood up to 1.19.7
      if (text === 'spdy' && family === 'http' && version.before('1.19.7') !== 'no') continue;
      yield unknownParameter(directive, index, family, version);
      return undefined;
    }
    const name = entry.word.split('=')[0]!;
    const mistake = known === 'yes' ? valueMistake(name, text, kept) : undefined;
    if (mistake) {
      yield { rule: 'invalid-value', message: mistake, span: directive.argSpan(index), label: 'no such value' };
      return undefined;
    }
    given.set(name, index);
    if (entry.isOption) options.set = true;
    if (name === 'default_server' || name === 'default') options.defaultServer = true;
    else if (name === 'ssl') options.ssl = true;
    else if (name === 'proxy_protocol') options.proxyProtocol = true;
    else if (name === 'udp') options.datagram = true;
    else if (name === 'quic') options.quic = options.datagram = true;
    else if (name === 'http2') {
      options.http2 = true;
      if (version.before('1.25.1') === 'no') yield http2Deprecated(directive, index);
    }
  }
  if (options.datagram && family !== 'mail') {
    const mode = options.quic ? 'quic' : 'udp';
    const clash = clashOf(given, family, version);
    if (clash) {
      const message = `"listen" directive "${clash}" parameter is incompatible with "${mode}"`;
      yield {
        rule: 'config-error',
        message,
        span: directive.argSpan(given.get(clash)!),
        label: `not with \`${mode}\``,
      };
      return undefined;
    }
  }
  return options;
}

function has(entry: Word, family: Family, version: NginxVersion): Answer {
  const since = entry.families[family];
  if (since === undefined) return 'no';
  if (since === ALWAYS) return 'yes';
  const before = version.before(since);
  return before === 'unknown' ? 'unknown' : before === 'yes' ? 'no' : 'yes';
}

function clashOf(
  given: ReadonlyMap<string, number>,
  family: 'http' | 'stream',
  version: NginxVersion,
): string | undefined {
  const names = family === 'stream' && version.before('1.25.5') === 'yes' ? OLD_UDP : DATAGRAM[family];
  for (const name of names) {
    if (!given.has(name)) continue;
    if (family === 'http' && SINCE_1_25_3.has(name) && version.before('1.25.3') !== 'no') continue;
    return name;
  }
  return undefined;
}

function unknownParameter(directive: Directive, index: number, family: Family, version: NginxVersion): Complaint {
  const text = directive.args[index]!;
  const isOld = family !== 'http' && version.before('1.25.5') === 'yes';
  const message = isOld ? `the invalid "${text}" parameter` : `invalid parameter "${text}"`;
  const words = WORDS.filter((entry) => has(entry, family, version) !== 'no').map(({ word }) =>
    word.replace(/=o$/, '='),
  );
  return {
    rule: 'invalid-value',
    message,
    span: directive.argSpan(index),
    label: 'no parameter of `listen`',
    ...didYouMean(text, words, directive.argSpan(index)),
  };
}

function http2Deprecated(directive: Directive, index: number): Complaint {
  return {
    rule: 'deprecated-directive',
    level: 'warn',
    message: 'the "listen ... http2" directive is deprecated, use the "http2" directive instead',
    span: directive.argSpan(index),
    label: 'deprecated since 1.25.1',
    help: 'write `http2 on;` in the server',
    proposal: http2Line(directive, index),
  };
}

/** nginx's words about a parameter's value; undefined when it is fine. */
function valueMistake(name: string, text: string, kept: Keepalive): string | undefined {
  const value = text.slice(text.indexOf('=') + 1);
  switch (name) {
    // FreeBSD only: elsewhere the parameter does not exist
    case 'setfib':
      return decimal(value) < 0 ? `invalid parameter "${text}"` : undefined;
    case 'fastopen':
      return decimal(value) < 0 ? `invalid fastopen "${text}"` : undefined;
    case 'backlog':
      return decimal(value) <= 0 ? `invalid backlog "${text}"` : undefined;
    case 'rcvbuf':
    case 'sndbuf':
      return parseSize(value) < 0 ? `invalid ${name} "${text}"` : undefined;
    case 'ipv6only':
      return value === 'on' || value === 'off' ? undefined : `invalid ipv6only flags "${value}"`;
    case 'so_keepalive':
      return isKeepalive(value, kept) ? undefined : `invalid so_keepalive value: "${value}"`;
    default:
      return undefined;
  }
}

/** Seconds and a count that `so_keepalive=[keepidle]:[keepintvl]:[keepcnt]` has set; a part that is left out keeps its value. */
type Keepalive = [idle: number, interval: number, count: number];

function isKeepalive(value: string, kept: Keepalive): boolean {
  if (value === 'on' || value === 'off') return true;
  const [idle = '', interval = '', ...rest] = value.split(':');
  const count = rest.join(':');
  if (idle !== '') kept[0] = parseTime(idle, true);
  if (interval !== '') kept[1] = parseTime(interval, true);
  if (count !== '') kept[2] = decimal(count);
  return kept.every((number) => number >= 0) && kept.some((number) => number > 0);
}
