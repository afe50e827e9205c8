/** Which variables does nginx have without a directive that defines them? */
import data from './data/variables.json' with { type: 'json' };
import { type Answer, type NginxVersion, not } from './version.ts';

/** http and stream have variables of their own. */
export type VariableFamily = 'http' | 'stream';

export interface BuiltInVariable {
  /** In lower case, as nginx compares it; of a prefix the part before the free one (`arg_`). */
  readonly name: string;
  readonly isPrefix: boolean;
  /** May `set`, `map` … define it once more (NGX_HTTP_VAR_CHANGEABLE)? */
  readonly isChangeable: boolean;
  /** The first release that has it; undefined for what every supported release has. */
  readonly since: string | undefined;
  /** Of a module that is not built by default: whether nginx has it is not known from the text. */
  readonly isOptional: boolean;
}

/** First releases (arrays of ngx_http_variable_t and ngx_stream_variable_t at the release tags); the data has none. */
const SINCE: Readonly<Record<string, string>> = {
  'http connection_time': '1.19.10',
  'http http3': '1.25.0',
  'http is_request_port': '1.29.3',
  'http proxy_protocol_tlv_': '1.23.2',
  'http request_port': '1.29.3',
  'http ssl_alpn_protocol': '1.21.4',
  'http ssl_client_sigalg': '1.29.3',
  'http ssl_curve': '1.21.5',
  'http ssl_ech_outer_server_name': '1.29.4',
  'http ssl_ech_status': '1.29.4',
  'http ssl_sigalg': '1.29.3',
  'http ssl_sigalgs': '1.31.2',
  'stream proxy_protocol_tlv_': '1.23.2',
  'stream server_name': '1.25.5',
  'stream ssl_alpn_protocol': '1.21.4',
  'stream ssl_client_sigalg': '1.29.3',
  'stream ssl_curve': '1.21.5',
  'stream ssl_ech_outer_server_name': '1.29.4',
  'stream ssl_ech_status': '1.29.4',
  'stream ssl_sigalg': '1.29.3',
  'stream ssl_sigalgs': '1.31.2',
};

/** Added with flags that the data does not have (ngx_http_referer_module.c, ngx_http_userid_filter_module.c). */
const CHANGEABLE = new Set(['invalid_referer', 'uid_reset']);

/** Documented, but nginx itself has no variable of the name: `set` must define it (ngx_http_memcached_module.c). */
const NOT_BUILT_IN = new Set(['memcached_key']);

/** Variables of other modules that are there without any directive of the module. */
const OTHERS: Names = {
  exact: new Set([
    'acme_certificate',
    'acme_certificate_key',
    'brotli_ratio',
    'cache_purge_response',
    'gzip_static_ratio',
    'otel_parent_id',
    'otel_parent_sampled',
    'otel_span_id',
    'otel_trace_id',
    'zstd_bytes_in',
    'zstd_bytes_out',
    'zstd_ratio',
  ]),
  prefixes: ['geoip2_', 'modsec', 'sysguard_', 'vts_'],
};

interface Table {
  readonly exact: ReadonlyMap<string, BuiltInVariable>;
  readonly prefixes: readonly BuiltInVariable[];
  /** Names and prefixes of Plus. */
  readonly plus: Names;
}

interface Names {
  readonly exact: ReadonlySet<string>;
  readonly prefixes: readonly string[];
}

const tables = new Map<VariableFamily, Table>();

function tableOf(family: VariableFamily): Table {
  let table = tables.get(family);
  if (!table) {
    table = makeTable(family);
    tables.set(family, table);
  }
  return table;
}

function makeTable(family: VariableFamily): Table {
  const exact = new Map<string, BuiltInVariable>();
  const prefixes: BuiltInVariable[] = [];
  for (const { name, fam, file, flags, ...rest } of data.vars) {
    // `#if 0` in ngx_http_proxy_module.c
    if (fam !== family || ('cond' in rest && rest.cond?.[0] === '0')) continue;
    const variable: BuiltInVariable = {
      name,
      isPrefix: flags.includes('prefix'),
      isChangeable: flags.includes('changeable') || CHANGEABLE.has(name),
      since: SINCE[`${family} ${name}`],
      isOptional: file.includes('geoip'),
    };
    if (variable.isPrefix) prefixes.push(variable);
    else exact.set(name, variable);
  }
  const plus = new Set<string>();
  const plusPrefixes: string[] = [];
  for (const { name, fam } of data.docs) {
    const lower = name.toLowerCase();
    if (fam !== family || exact.has(lower) || NOT_BUILT_IN.has(lower) || isAmong(lower, OTHERS)) continue;
    if (!lower.endsWith('_')) plus.add(lower);
    else if (lower !== 'tcpinfo_') plusPrefixes.push(lower);
  }
  return { exact, prefixes, plus: { exact: plus, prefixes: plusPrefixes } };
}

function isAmong(name: string, { exact, prefixes }: Names): boolean {
  return exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

/** The variable of nginx itself with this very name (lower case); prefixes are not looked at. */
export function builtInVariable(name: string, family: VariableFamily): BuiltInVariable | undefined {
  return tableOf(family).exact.get(name);
}

/** Has nginx the variable (lower case) when no directive defines it? */
export function hasVariable(name: string, family: VariableFamily, version: NginxVersion): Answer {
  const { exact, prefixes, plus } = tableOf(family);
  const found = exact.get(name) ?? prefixes.find((prefix) => name.startsWith(prefix.name));
  if (found) {
    const answer = found.since === undefined ? 'yes' : not(version.before(found.since));
    if (answer !== 'yes' || !found.isOptional) return answer;
    return 'unknown';
  }
  return isAmong(name, OTHERS) || isAmong(name, plus) ? 'unknown' : 'no';
}

/** Is it a variable that only NGINX Plus has? */
export function isPlusVariable(name: string, family: VariableFamily): boolean {
  return isAmong(name, tableOf(family).plus);
}

/** The names of nginx's own variables, without prefixes. */
export function variableNames(family: VariableFamily): Iterable<string> {
  return tableOf(family).exact.keys();
}
