/** Which names does a server have, and do the servers of an address share any? (ngx_http_core_server_name, ngx_http_server_names) */
import { compilePattern } from '../../../pcre/index.ts';
import { type Directive, PLACEHOLDER } from '../../../tree/index.ts';
import type { Closer, Complaint, Level, Reading, Setter } from '../../setter.ts';
import { alignedBucket, bucketMistake, type HashSize, numberOf, sizeWarning } from '../body/hash.ts';
import { KeyTable } from '../body/keys.ts';
import { checkRegex } from '../body/regex.ts';
import { type ListenedAddress, type Listener, portsOf } from './ports.ts';

interface Name {
  /** In lower case, as nginx keeps it; of a regex what is behind the `~`. */
  readonly text: string;
  readonly isRegex: boolean;
  readonly directive: Directive;
  readonly index: number;
}

/** A server's names (cscf->server_names). */
function namesOf(server: Level): Name[] {
  return server.fact<Name[]>('server names', () => []);
}

/** `server_name` of http and, since 1.25.5, of stream. */
export const serverName: Setter = function* (directive, reading): Generator<Complaint> {
  if (directive.isInTemplate) return;
  const { level } = reading;
  const names = namesOf(level);
  const family = level.kind === 'stream-server' ? 'stream' : 'http';
  const { args } = directive;
  for (let index = 0; index < args.length; index++) {
    const text = args[index]!;
    if (text.includes(PLACEHOLDER)) continue;
    if (isInvalid(text)) {
      yield {
        rule: 'invalid-value',
        message: `server name "${text}" is invalid`,
        span: directive.argSpan(index),
        label: 'no server name',
        help:
          text === '*'
            ? 'write `_` for a name that no request has, and `default_server` on `listen` for the rest'
            : undefined,
      };
      return;
    }
    if (text.includes('/')) yield suspicious(directive, index);
    if (!text.startsWith('~')) {
      // the machine's name is not known
      if (text.toLowerCase() !== '$hostname') names.push({ text: lower(text), isRegex: false, directive, index });
      continue;
    }
    const pattern = text.slice(1);
    if (pattern === '') {
      const message = `empty regex in server name "${text}"`;
      yield { rule: 'invalid-regex', message, span: directive.argSpan(index), label: 'no regex' };
      return;
    }
    const [complaint] = checkRegex(directive, index, pattern, reading, {
      caseless: isCaseless(pattern),
      from: 1,
      family,
    });
    if (complaint) {
      yield complaint;
      return;
    }
    names.push({ text: pattern, isRegex: true, directive, index });
  }
};

/** Upper-case letters in a pattern make it caseless. */
function isCaseless(pattern: string): boolean {
  return /[A-Z]/.test(pattern);
}

function lower(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

function isInvalid(text: string): boolean {
  return (text.startsWith('*') && (text.length < 3 || text[1] !== '.')) || (text.startsWith('.') && text.length < 2);
}

function suspicious(directive: Directive, index: number): Complaint {
  return {
    rule: 'config-warning',
    level: 'warn',
    message: `server name "${directive.args[index]!}" has suspicious symbols`,
    span: directive.argSpan(index),
    label: 'no host name has a `/`',
    help: 'a server name is the host of a URL, without scheme and path',
  };
}

/** What nginx does with the names of an address: only where more than one server is there, or captures are needed. */
function* nameMistakes(reading: Reading, isMine: (version: Reading['version']) => boolean): Generator<Complaint> {
  const { level, version } = reading;
  if (!isMine(version)) return;
  const [bucket] = level.read('server_names_hash_bucket_size');
  const [most] = level.read('server_names_hash_max_size');
  const size = { bucketSize: alignedBucket(numberOf(bucket, 64)), maxSize: numberOf(most, 512) };
  let last: Judged | undefined;
  for (const address of portsOf(level).sorted()) {
    if (address.servers.length < 2 && !hasCaptures(address)) continue;
    // the same servers on 80, 443 and their IPv6 twins have the same names
    if (last && isSame(last.servers, address.servers)) {
      yield* last.mistakes;
      continue;
    }
    const keys = new KeyTable<Name | Level>();
    let isClean = true;
    for (const complaint of addNames(address, keys, reading.isPartial)) {
      yield complaint;
      isClean = false;
      // nginx stops there
      if (complaint.level === undefined) return;
    }
    const mistakes = reading.isPartial ? [] : [...hashMistakes(keys, size, level.block)];
    yield* mistakes;
    last = isClean ? { servers: address.servers, mistakes } : undefined;
  }
}

/** An address without conflicts, and what is wrong with its table. */
interface Judged {
  readonly servers: readonly Listener[];
  readonly mistakes: readonly Complaint[];
}

function isSame(one: readonly Listener[], other: readonly Listener[]): boolean {
  return one.length === other.length && one.every(({ server }, index) => server === other[index]!.server);
}

function* addNames(address: ListenedAddress, keys: KeyTable<Name | Level>, isPartial: boolean): Generator<Complaint> {
  for (const { server } of address.servers) {
    const names = namesOf(server);
    // without any name the server has the empty one; what a template or an unreadable file gives it is not known
    if (names.length === 0 && !isPartial && server.read('server_name').length === 0) {
      yield* addName('', server, keys, address);
    }
    for (const name of names) if (!name.isRegex) yield* addName(name.text, name, keys, address);
  }
}

/** The last regex of the default server decides (cscf->captures). */
function hasCaptures({ defaultServer }: ListenedAddress): boolean {
  const last = namesOf(defaultServer.server).findLast(({ isRegex }) => isRegex);
  if (!last) return false;
  const result = compilePattern(last.text, { caseless: isCaseless(last.text) });
  return result.ok && result.captures > 0;
}

function addName(
  text: string,
  name: Name | Level,
  keys: KeyTable<Name | Level>,
  address: ListenedAddress,
): readonly Complaint[] {
  const refusal = keys.add(text, true, name);
  if (!refusal) return NONE;
  const span = spanOf(name);
  if (refusal === 'invalid') {
    const message = `invalid server name or wildcard "${text}" on ${address.text}`;
    const help = 'an asterisk stands at the beginning (`*.name`) or at the end (`name.*`) only, beside a dot';
    return [{ rule: 'invalid-value', message, place: 'none', ...(span && { span }), label: 'no server name', help }];
  }
  const first = refusal.first && spanOf(refusal.first);
  return [
    {
      rule: 'config-warning',
      level: 'warn',
      message: `conflicting server name "${refusal.printed}" on ${address.text}, ignored`,
      place: 'none',
      ...(span && { span }),
      label:
        text === '' ? 'another server without a name is there already' : 'another server of this address has the name',
      ...(first && { related: [{ span: first, label: 'first here' }] }),
      help: 'nginx asks the first server with the name: this one never gets its requests',
    },
  ];
}

const NONE: readonly Complaint[] = [];

function spanOf(name: Name | Level): Complaint['span'] {
  return 'directive' in name ? name.directive.argSpan(name.index) : name.block?.nameSpan;
}

/** Sizes that are tried one after the other: with more of them the warning would cost more than it is worth. */
const MOST_SIZES = 50_000;

function* hashMistakes(keys: KeyTable<unknown>, size: HashSize, block: Directive | null): Generator<Complaint> {
  const span = block ? { span: block.nameSpan } : {};
  const place = 'none' as const;
  const { exact, labels } = keys;
  const mistake =
    (exact.length > 0 && bucketMistake('server_names_hash', exact, size)) ||
    (labels.size > 0 && bucketMistake('server_names_hash', labels, size));
  if (mistake) {
    const isBucket = mistake.includes('increase server_names_hash_bucket_size');
    const help = isBucket ? `set \`server_names_hash_bucket_size ${size.bucketSize * 2};\` in http` : undefined;
    yield { rule: 'config-error', message: mistake, place, ...span, label: 'server names do not fit', help };
    return;
  }
  if (exact.length === 0 || size.maxSize > MOST_SIZES) return;
  const warning = sizeWarning('server_names_hash', exact, size);
  if (warning !== undefined) {
    const help = 'raise `server_names_hash_max_size` to about the number of names, or the bucket size';
    yield { rule: 'config-warning', level: 'warn', message: warning, place, ...span, label: 'many server names', help };
  }
}

export const serverNameClosers: readonly Closer[] = [
  {
    module: 'ngx_http_core_module',
    at: 'http',
    stage: 'servers',
    check: (reading) => nameMistakes(reading, () => true),
  },
  {
    module: 'ngx_stream_core_module',
    at: 'stream',
    stage: 'servers',
    check: (reading) => nameMistakes(reading, (version) => version.before('1.25.5') === 'no'),
  },
];
