/**
 * Do the headers that are set and hidden for proxied servers fit nginx's hash tables? (ngx_http_proxy_init_headers in
 * src/http/modules/ngx_http_proxy_module.c, ngx_http_upstream_hide_headers_hash in src/http/ngx_http_upstream.c)
 */
import type { NginxVersion } from '../../../catalog/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Closer, Complaint, Level, Reading } from '../../setter.ts';
import { alignedBucket, bucketMistake, type HashSize, numberOf, sizeWarning } from '../body/hash.ts';
import { touchedLevels } from './touched.ts';

const TABLE = 'proxy_headers_hash';
export const HEADER_SIZES: readonly string[] = [`${TABLE}_max_size`, `${TABLE}_bucket_size`];
export const HEADER_LISTS: readonly string[] = ['proxy_set_header', 'proxy_hide_header', 'proxy_pass_header'];
export const HEADER_GROUP = 'proxy headers';

/** ngx_http_proxy_headers, ngx_http_proxy_hide_headers. */
const SET = ['host', 'connection', 'content-length', 'transfer-encoding', 'te', 'keep-alive', 'expect', 'upgrade'];
const SET_SINCE_1_31 = [...SET.slice(0, 2), 'proxy-connection', ...SET.slice(2)];
const HIDDEN = [
  'date',
  'server',
  'x-pad',
  'x-accel-expires',
  'x-accel-redirect',
  'x-accel-limit-rate',
  'x-accel-buffering',
  'x-accel-charset',
];

/** The directives of a list in effect: those of the nearest level that has any. */
function effectiveList(level: Level, name: string): readonly Directive[] {
  for (let at: Level | null = level; at; at = at.parent) {
    const own = at.read(name);
    if (own.length > 0) return own;
  }
  return [];
}

function namesOf(list: readonly Directive[]): string[] {
  return list.map((directive) => (directive.args[0] ?? '').toLowerCase());
}

/** Proxy-Connection is among the built-in ones since 1.31.0; with an unknown version both lists are possible. */
function setNames(level: Level, version: NginxVersion): readonly (readonly string[])[] {
  const given = namesOf(effectiveList(level, 'proxy_set_header'));
  const older = version.before('1.31.0');
  const all = (builtIn: readonly string[]) => [...given, ...builtIn.filter((name) => !given.includes(name))];
  if (older === 'unknown') return [all(SET), all(SET_SINCE_1_31)];
  return [all(older === 'yes' ? SET : SET_SINCE_1_31)];
}

function hiddenNames(level: Level): readonly (readonly string[])[] {
  const passed = namesOf(effectiveList(level, 'proxy_pass_header'));
  const all = new Set([...HIDDEN, ...namesOf(effectiveList(level, 'proxy_hide_header'))]);
  return [[...all].filter((name) => !passed.includes(name))];
}

function sizeOf(level: Level): HashSize {
  const [most, bucket] = HEADER_SIZES.map((name) => level.effective(name));
  return { maxSize: numberOf(most, 512), bucketSize: alignedBucket(numberOf(bucket, 64)) };
}

interface Table {
  /** The directives that make a level build the table anew. */
  readonly lists: readonly string[];
  /** The names in the table, for each version that the target may be. */
  names(level: Level, version: NginxVersion): readonly (readonly string[])[];
}

const TABLES: readonly Table[] = [
  { lists: ['proxy_hide_header', 'proxy_pass_header'], names: hiddenNames },
  { lists: ['proxy_set_header'], names: setNames },
];

/** Where the table is built: each level with a list of its own, and for http's the first server that has none. */
function builtAt(http: Level, lists: readonly string[]): readonly Level[] {
  const hasOwn = (level: Level) => lists.some((name) => level.read(name).length > 0);
  const own = touchedLevels(http, HEADER_GROUP).filter((level) => level !== http && hasOwn(level));
  const servers = own.filter((level) => level.kind === 'server').length;
  if (http.read('server').length === servers) return own;
  return [http.children.find((level) => level.kind === 'server' && !hasOwn(level)) ?? http, ...own];
}

/** What is said of every possible table: the words do not depend on the names. */
function sameFor(tables: readonly (readonly string[])[], judge: (names: readonly string[]) => string | undefined) {
  const messages = tables.map(judge);
  return messages.every((message) => message === messages[0]) ? messages[0] : undefined;
}

function* check(
  tables: readonly (readonly string[])[],
  size: HashSize,
  by: Directive | undefined,
): Generator<Complaint> {
  const more = { place: 'none', ...(by && { span: by.headSpan }) } as const;
  const mistake = sameFor(tables, (names) => bucketMistake(TABLE, names, size));
  if (mistake !== undefined) {
    const help = `set \`${TABLE}_bucket_size\` to 128 or more`;
    return yield {
      rule: 'config-error',
      message: mistake,
      ...more,
      label: 'a table of these headers cannot be built',
      help,
    };
  }
  const message = sameFor(tables, (names) => sizeWarning(TABLE, names, size));
  if (message === undefined) return;
  const help = `set \`${TABLE}_max_size\` to 1024 and \`${TABLE}_bucket_size\` to 128`;
  yield { rule: 'config-warning', message, level: 'warn', ...more, label: 'the table of these headers is tight', help };
}

function* mergeHeaders({ level: http, isPartial, version }: Reading): Generator<Complaint> {
  if (isPartial || touchedLevels(http, HEADER_GROUP).length === 0) return;
  const seen = new Set<string>();
  for (const { lists, names } of TABLES) {
    for (const level of builtAt(http, lists)) {
      const size = sizeOf(level);
      // the same headers are set in thousands of servers
      let key = `${size.maxSize} ${size.bucketSize}`;
      for (const name of lists) {
        for (const directive of effectiveList(level, name)) key += ` ${directive.args[0]}`;
        key += ';';
      }
      if (seen.has(key)) continue;
      seen.add(key);
      const by = lists.flatMap((name) => effectiveList(level, name))[0] ?? sizeBy(level);
      yield* check(names(level, version), size, by);
    }
  }
}

/** The statement that gives the table its size. */
function sizeBy(level: Level): Directive | undefined {
  return level.effective(HEADER_SIZES[0]!) ?? level.effective(HEADER_SIZES[1]!);
}

export const headerHashClosers: readonly Closer[] = [
  { module: 'ngx_http_proxy_module', at: 'http', stage: 'init', check: mergeHeaders },
];
