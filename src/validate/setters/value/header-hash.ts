/**
 * Do the headers that are set and hidden for proxied servers fit nginx's hash tables? (ngx_http_proxy_init_headers in
 * src/http/modules/ngx_http_proxy_module.c, ngx_http_upstream_hide_headers_hash in src/http/ngx_http_upstream.c)
 */
import type { NginxVersion } from '../../../catalog/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Closer, Complaint, Level, Reading } from '../../setter.ts';
import { alignedBucket, bucketMistake, type HashSize, sizeWarning } from '../body/hash.ts';
import { decimal } from '../upstream/numbers.ts';
import { levelsToMerge } from './touched.ts';

const TABLE = 'proxy_headers_hash';
export const HEADER_SIZES: readonly string[] = [`${TABLE}_max_size`, `${TABLE}_bucket_size`];
export const HEADER_LISTS: readonly string[] = ['proxy_set_header', 'proxy_hide_header', 'proxy_pass_header'];
export const HEADER_GROUP = 'proxy headers';

/** ngx_http_proxy_headers, ngx_http_proxy_hide_headers. */
const SET = ['host', 'connection', 'content-length', 'transfer-encoding', 'te', 'keep-alive', 'expect', 'upgrade'];
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

function setNames(level: Level, version: NginxVersion): readonly string[] {
  const given = namesOf(effectiveList(level, 'proxy_set_header'));
  const builtIn = version.before('1.31.0') === 'yes' ? SET : [...SET, 'proxy-connection'];
  return [...given, ...builtIn.filter((name) => !given.includes(name))];
}

function hiddenNames(level: Level): readonly string[] {
  const passed = namesOf(effectiveList(level, 'proxy_pass_header'));
  const all = new Set([...HIDDEN, ...namesOf(effectiveList(level, 'proxy_hide_header'))]);
  return [...all].filter((name) => !passed.includes(name));
}

function sizeOf(level: Level): HashSize {
  const number = (name: string, otherwise: number) => {
    const given = level.effective(name)?.args[0];
    return given === undefined ? otherwise : decimal(given);
  };
  return {
    maxSize: number(`${TABLE}_max_size`, 512),
    bucketSize: alignedBucket(number(`${TABLE}_bucket_size`, 64)),
  };
}

/** The level whose sizes count for the lists of http: the first server that has none of its own. */
function builtAt(level: Level, http: Level, lists: readonly string[]): Level {
  if (level !== http) return level;
  const takes = (one: Level) => one.kind === 'server' && !lists.some((name) => one.read(name).length > 0);
  return http.children.find(takes) ?? http;
}

function* check(names: readonly string[], size: HashSize, by: Directive | undefined): Generator<Complaint> {
  const more = { place: 'none', ...(by && { span: by.headSpan }) } as const;
  const mistake = bucketMistake(TABLE, names, size);
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
  const message = sizeWarning(TABLE, names, size);
  if (message === undefined) return;
  const help = `set \`${TABLE}_max_size\` to 1024 and \`${TABLE}_bucket_size\` to 128`;
  yield { rule: 'config-warning', message, level: 'warn', ...more, label: 'the table of these headers is tight', help };
}

function* mergeHeaders({ level: http, isPartial, version }: Reading): Generator<Complaint> {
  if (isPartial) return;
  const seen = new Set<string>();
  for (const level of levelsToMerge(http, HEADER_GROUP)) {
    const tables: readonly (readonly [lists: readonly string[], names: (at: Level) => readonly string[]])[] = [
      [HEADER_LISTS.slice(1), hiddenNames],
      [HEADER_LISTS.slice(0, 1), (at) => setNames(at, version)],
    ];
    for (const [lists, names] of tables) {
      // a table is built where a list stands, and for http
      const own = lists.flatMap((name) => level.read(name));
      const isFirst =
        level.kind === 'server' && level.parent === http && HEADER_SIZES.some((name) => level.read(name).length > 0);
      if (own.length === 0 && level !== http && !isFirst) continue;
      const size = sizeOf(builtAt(level, http, lists));
      const all = names(level);
      const key = `${size.maxSize} ${size.bucketSize} ${all.join(' ')}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const by = own[0] ?? HEADER_SIZES.map((name) => level.effective(name)).find((one) => one !== undefined);
      yield* check(all, size, by);
    }
  }
}

export const headerHashClosers: readonly Closer[] = [
  { module: 'ngx_http_proxy_module', at: 'http', stage: 'init', check: mergeHeaders },
];
