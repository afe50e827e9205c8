/** Which variables does a directive use, and which does it define? (`set` functions of nginx's modules, one by one) */
import { type VariableFamily, variantsOf } from '../../../catalog/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { readLogFormat, readScript } from './script.ts';

/** Gets what a directive uses and defines. */
export interface Sink {
  /** A variable is used; `index` is the argument that names it. */
  use(name: string, directive: Directive, index: number): void;
  define(name: string): void;
}

type Reader = (directive: Directive, sink: Sink) => void;

function script(directive: Directive, index: number, sink: Sink, text = directive.args[index] ?? ''): void {
  if (!text.includes('$')) return;
  for (const name of readScript(text).variables) sink.use(name, directive, index);
}

/** `$name` as a whole: what follows the `$` is the name, whatever it is. */
function whole(directive: Directive, index: number, sink: Sink, text = directive.args[index] ?? ''): void {
  if (text.length > 1 && text.startsWith('$')) sink.use(text.slice(1).toLowerCase(), directive, index);
}

function define(text: string | undefined, sink: Sink): void {
  if (text !== undefined && text.length > 1 && text.startsWith('$')) sink.define(text.slice(1).toLowerCase());
}

/** Names of captures (`(?<name>`, `(?P<name>`, `(?'name'`) become variables where ngx_http_regex_compile is used. */
function captures(pattern: string, sink: Sink): void {
  if (!pattern.includes('(?')) return;
  for (const [, name] of pattern.matchAll(/\(\?P?[<']([A-Za-z_]\w*)[>']/g)) sink.define(name!.toLowerCase());
}

function at(...indexes: readonly number[]): Reader {
  return (directive, sink) => {
    for (const index of indexes) script(directive, index, sink);
  };
}

function from(first: number): Reader {
  return (directive, sink) => {
    for (let index = first; index < directive.args.length; index++) script(directive, index, sink);
  };
}

const last: Reader = (directive, sink) => script(directive, directive.args.length - 1, sink);

/** `proxy_redirect`, `proxy_cookie_path` …: a regex or a script, then scripts. */
const patternThenScripts: Reader = (directive, sink) => {
  const pattern = directive.args[0] ?? '';
  if (pattern.startsWith('~')) captures(pattern, sink);
  else script(directive, 0, sink);
  from(1)(directive, sink);
};

const accessLog: Reader = (directive, sink) => {
  const { args } = directive;
  if (!args[0]?.startsWith('syslog:')) script(directive, 0, sink);
  for (let i = 2; i < args.length; i++) if (args[i]!.startsWith('if=')) script(directive, i, sink, args[i]!.slice(3));
};

const logFormat: Reader = (directive, sink) => {
  const { args } = directive;
  for (let i = args[1]?.startsWith('escape=') ? 2 : 1; i < args.length; i++) {
    for (const name of readLogFormat(args[i]!).variables) sink.use(name, directive, i);
  }
};

const set: Reader = (directive, sink) => {
  define(directive.args[0], sink);
  script(directive, 1, sink);
};

const map: Reader = (directive, sink) => {
  script(directive, 0, sink);
  define(directive.args[1], sink);
  for (const entry of directive.children) {
    if (entry.isInTemplate || entry.name === 'include' || entry.args.length !== 1) continue;
    script(entry, 0, sink);
    if (entry.name.startsWith('~')) captures(entry.name, sink);
  }
};

const splitClients: Reader = (directive, sink) => {
  script(directive, 0, sink);
  define(directive.args[1], sink);
};

const geo: Reader = (directive, sink) => {
  if (directive.args.length > 1) whole(directive, 0, sink);
  define(directive.args.at(-1), sink);
};

const wholeFirst: Reader = (directive, sink) => whole(directive, 0, sink);

/** ngx_http_rewrite_if_condition: nothing but `($name`, an operator and a value or a regex, or a file test. */
const condition: Reader = (directive, sink) => {
  const { args } = directive;
  let first = args[0] === '(' ? 1 : 0;
  const words = args.map((arg, i) => {
    const text = i === 0 && arg.startsWith('(') ? arg.slice(1) : arg;
    return i === args.length - 1 && text.endsWith(')') ? text.slice(0, -1) : text;
  });
  if (words[first]?.startsWith('$')) whole(directive, first, sink, words[first++]);
  const operator = words[first];
  const value = words[first + 1];
  if (operator === undefined || value === undefined) return;
  if (/^!?~\*?$/.test(operator)) captures(value, sink);
  else script(directive, first + 1, sink, value);
};

const sticky: Reader = (directive, sink) => {
  const { args } = directive;
  for (let i = 1; i < args.length; i++) {
    const [, parameter, value] = /^(domain|samesite|create|lookup)=([\s\S]*)$/.exec(args[i]!) ?? [];
    if (args[0] === 'route') whole(directive, i, sink);
    else if (parameter === 'create' || parameter === 'lookup') whole(directive, i, sink, value);
    else if (parameter !== undefined) script(directive, i, sink, value);
  }
};

const regexArguments: Reader = (directive, sink) => {
  for (const arg of directive.args) if (arg.includes('(?')) captures(arg, sink);
};

const shared: Readonly<Record<string, Reader>> = {
  access_log: accessLog,
  geo,
  hash: at(0),
  limit_conn_zone: at(0),
  log_format: logFormat,
  map,
  proxy_bind: at(0),
  proxy_pass: at(0),
  server_name: regexArguments,
  set,
  split_clients: splitClients,
};

const readers: Readonly<Record<VariableFamily, ReadonlyMap<string, Reader>>> = {
  http: new Map(
    Object.entries<Reader>({
      ...shared,
      add_header: at(1),
      add_trailer: at(1),
      alias: at(0),
      auth_basic_user_file: at(0),
      auth_request_set: set,
      charset: wholeFirst,
      error_page: last,
      expires: last,
      fastcgi_cache: at(0),
      fastcgi_cache_key: at(0),
      fastcgi_pass: at(0),
      fastcgi_store: at(0),
      grpc_pass: at(0),
      if: condition,
      image_filter: from(1),
      image_filter_interlace: at(0),
      image_filter_jpeg_quality: at(0),
      image_filter_sharpen: at(0),
      image_filter_webp_quality: at(0),
      index: from(0),
      limit_req_zone: at(0),
      location: regexArguments,
      memcached_pass: (directive, sink) => sink.use('memcached_key', directive, 0),
      perl_set: (directive, sink) => define(directive.args[0], sink),
      proxy_cache: at(0),
      proxy_cache_key: at(0),
      proxy_cookie_domain: patternThenScripts,
      proxy_cookie_flags: patternThenScripts,
      proxy_cookie_path: patternThenScripts,
      proxy_redirect: patternThenScripts,
      proxy_store: at(0),
      return: from(0),
      rewrite: (directive, sink) => {
        captures(directive.args[0] ?? '', sink);
        script(directive, 1, sink);
      },
      root: at(0),
      scgi_cache: at(0),
      scgi_cache_key: at(0),
      scgi_pass: at(0),
      scgi_store: at(0),
      source_charset: wholeFirst,
      sticky,
      sub_filter: at(0, 1),
      try_files: from(0),
      tunnel_pass: at(0),
      uwsgi_cache: at(0),
      uwsgi_cache_key: at(0),
      uwsgi_pass: at(0),
      uwsgi_store: at(0),
      xslt_param: at(1),
      xslt_string_param: at(1),
      xslt_stylesheet: from(0),
    }),
  ),
  stream: new Map(Object.entries<Reader>({ ...shared, pass: at(0), return: at(0) })),
};

/**
 * Compiled when levels are merged at the end of http, and only where a server or location has no list of its own: which
 * argument is the script.
 */
export const MERGED: Readonly<Record<VariableFamily, ReadonlyMap<string, number>>> = {
  http: new Map([
    ['proxy_set_header', 1],
    ['proxy_set_body', 0],
    ['fastcgi_param', 1],
    ['uwsgi_param', 1],
    ['scgi_param', 1],
    ['grpc_set_header', 1],
    ['ssl_certificate', 0],
    ['ssl_certificate_key', 0],
  ]),
  stream: new Map([
    ['ssl_certificate', 0],
    ['ssl_certificate_key', 0],
  ]),
};

const TYPES: Readonly<Record<string, Reader>> = {
  complex: at(0),
  complex_size: at(0),
  predicate: from(0),
  bind: at(0),
};

const found: Readonly<Record<VariableFamily, Map<string, Reader | undefined>>> = { http: new Map(), stream: new Map() };

/** What reads a directive's variables; undefined for one that has none. */
export function readerOf(name: string, family: VariableFamily): Reader | undefined {
  const known = found[family];
  if (!known.has(name)) known.set(name, readers[family].get(name) ?? readerByType(name, family));
  return known.get(name);
}

function readerByType(name: string, family: VariableFamily): Reader | undefined {
  const variant = variantsOf(name).find((v) => v.src === 'oss' && v.module.startsWith(`ngx_${family}_`) && v.type);
  return TYPES[variant?.type ?? ''];
}
