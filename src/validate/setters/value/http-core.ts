/** Are the files, connections and methods of http as nginx wants them? (src/http/ngx_http_core_module.c) */

import { decimal, parseOffset, parseSize, parseTime } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { type Closer, type Complaint, type Reading, returned, type Setter, type SetterTable } from '../../setter.ts';
import { checkRegex } from '../body/regex.ts';
import { checkScript } from '../body/script.ts';
import { invalidParameter, wrong } from '../upstream/words.ts';
import { invalidValue, NOTHING, once } from './slots.ts';
import { useThreadPool } from './thread-pool.ts';
import { levelsToMerge } from './touched.ts';

/** ngx_http_core_set_aio. */
const aio: Setter = once((directive, reading) => {
  const value = directive.args[0] ?? '';
  if (value === 'on' || value === 'off') return NOTHING;
  if (value === 'threads') useThreadPool('default', directive, reading);
  else if (value.startsWith('threads=')) {
    const name = value.slice(8);
    if (name.includes('$')) return checkScript(directive, 0, name);
    useThreadPool(name, directive, reading);
  } else return invalidValue(directive, 0, 'it is `on`, `off`, `threads` or `threads=POOL`');
  return NOTHING;
});

const directio: Setter = once((directive) => {
  const value = directive.args[0] ?? '';
  if (value === 'off' || parseOffset(value) >= 0) return NOTHING;
  return invalidValue(directive, 0, 'it is `off` or a size: `4m`');
});

const SYMLINKS = ['off', 'if_not_owner', 'on'];

const disableSymlinks: Setter = once((directive) => {
  const { args } = directive;
  let mode: string | undefined;
  let hasFrom = false;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (SYMLINKS.includes(arg)) mode = arg;
    else if (arg.startsWith('from=')) {
      const script = checkScript(directive, index, arg.slice(5));
      if (script.length > 0) return script;
      hasFrom = true;
    } else return [invalidParameter(directive, index, [...SYMLINKS, 'from='])];
  }
  const say = (message: string): readonly Complaint[] => [{ rule: 'invalid-value', message }];
  if (!mode) return say(`"${directive.name}" must have "off", "on" or "if_not_owner" parameter`);
  if (args.length === 1) return NOTHING;
  if (!hasFrom) return say(`duplicate parameters "${args[0]} ${args[1]}"`);
  return mode === 'off' ? say('"from=" cannot be used with "off" parameter') : NOTHING;
});

const openFileCache: Setter = once((directive) => {
  const { args } = directive;
  let hasMaximum = false;
  let isOff = false;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg.startsWith('max=') && decimal(arg.slice(4)) > 0) hasMaximum = true;
    else if (arg === 'off') isOff = true;
    else if (!arg.startsWith('inactive=') || parseTime(arg.slice(9), true) < 0) {
      const help = 'it is `off`, or `max=N` with or without `inactive=TIME`';
      return [
        wrong(directive, index, `invalid "open_file_cache" parameter "${arg}"`, {
          label: 'nginx cannot read this',
          help,
        }),
      ];
    }
  }
  if (isOff || hasMaximum) return NOTHING;
  return [
    { rule: 'invalid-value', message: '"open_file_cache" must have the "max" parameter', help: 'add `max=1000`' },
  ];
});

const keepaliveTimeout: Setter = once((directive) => {
  const [timeout = '', header] = directive.args;
  if (parseTime(timeout, false) < 0) return invalidValue(directive, 0);
  return header !== undefined && parseTime(header, true) < 0 ? invalidValue(directive, 1) : NOTHING;
});

/** ngx_http_gzip_disable: regular expressions, but for the two words. */
function* gzipDisable(directive: Directive, reading: Reading): Generator<Complaint> {
  for (let index = 0; index < directive.args.length; index++) {
    const pattern = directive.args[index]!;
    if (pattern === 'msie6' || pattern === 'degradation') continue;
    const complaints = checkRegex(directive, index, pattern, reading, { caseless: true });
    if (complaints.length > 0) return yield* complaints;
  }
}

/** ngx_methods_names; names are compared without case. */
const METHODS = 'GET HEAD POST PUT DELETE MKCOL COPY MOVE OPTIONS PROPFIND PROPPATCH LOCK UNLOCK PATCH'.split(' ');

const limitExcept: Setter = once((directive) => {
  const index = directive.args.findIndex((method) => !METHODS.includes(method.toUpperCase()));
  if (index < 0) return NOTHING;
  const message = `invalid method "${directive.args[index]}"`;
  return [
    wrong(directive, index, message, {
      label: 'nginx knows no such method here',
      help: `it takes ${METHODS.join(', ')}`,
    }),
  ];
});

/** ngx_http_parse_expires (src/http/modules/ngx_http_headers_filter_module.c). */
const expires: Setter = once((directive) => {
  const { args } = directive;
  const isModified = args.length === 2;
  if (isModified && args[0] !== 'modified') return invalidValue(directive, 0, 'before a time it takes `modified` only');
  const index = args.length - 1;
  const value = args[index] ?? '';
  if (value.includes('$')) return checkScript(directive, index);
  if (!isModified && (value === 'epoch' || value === 'max' || value === 'off')) return NOTHING;
  const isDaily = value.startsWith('@');
  if (isDaily && isModified) {
    return [
      returned(directive, 'daily time cannot be used with "modified" parameter', { span: directive.argSpan(index) }),
    ];
  }
  const time = parseTime(/^[@+-]/.test(value) ? value.slice(1) : value, true);
  if (time < 0) {
    return invalidValue(
      directive,
      index,
      'it is a time (`30d`, `-1`), a time of day (`@15h30m`), `epoch`, `max` or `off`',
    );
  }
  if (isDaily && time > 24 * 60 * 60) {
    return [returned(directive, 'daily time value must be less than 24 hours', { span: directive.argSpan(index) })];
  }
  return NOTHING;
});

/** ngx_http_headers_add. */
const addHeader: Setter = (directive) => {
  const script = checkScript(directive, 1);
  if (script.length > 0) return script;
  const third = directive.args[2];
  return third === undefined || third === 'always' ? NOTHING : [invalidParameter(directive, 2, ['always'])];
};

/** ngx_http_index_set_index (src/http/modules/ngx_http_index_module.c). */
function* index(directive: Directive): Generator<Complaint> {
  const { args } = directive;
  for (let i = 0; i < args.length; i++) {
    const name = args[i]!;
    if (name.startsWith('/') && i < args.length - 1) {
      yield {
        rule: 'config-warning',
        message: 'only the last index in "index" directive should be absolute',
        level: 'warn',
        span: directive.argSpan(i),
        label: 'nginx never looks further than here',
      };
    }
    if (name === '')
      return yield wrong(directive, i, 'index "" in "index" directive is invalid', { label: 'an empty name' });
    const script = checkScript(directive, i);
    if (script.length > 0) return yield* script;
  }
}

/** ngx_http_mirror: `off` stands alone. */
const mirror: Setter = (directive, { level }) => {
  const earlier = level.read('mirror');
  const isOff = directive.args[0] === 'off';
  const clash = isOff ? earlier[0] : earlier.find((one) => one.args[0] === 'off');
  return clash
    ? [returned(directive, 'is duplicate', { rule: 'duplicate-directive', related: firstHere(clash) })]
    : NOTHING;
};

function firstHere(directive: Directive): NonNullable<Complaint['related']> {
  return [{ span: directive.headSpan, label: 'first set here' }];
}

const given = once(() => NOTHING);
const script = once((directive) => checkScript(directive, 0));

export const httpCoreSetters: SetterTable = {
  'ngx_http_core_module aio': aio,
  'ngx_http_core_module directio': directio,
  'ngx_http_core_module disable_symlinks': disableSymlinks,
  'ngx_http_core_module open_file_cache': openFileCache,
  'ngx_http_core_module keepalive_timeout': keepaliveTimeout,
  'ngx_http_core_module gzip_disable': gzipDisable,
  'ngx_http_core_module limit_except': limitExcept,
  'ngx_http_headers_filter_module expires': expires,
  'ngx_http_headers_filter_module add_header': addHeader,
  'ngx_http_headers_filter_module add_trailer': addHeader,
  'ngx_http_index_module index': index,
  'ngx_http_mirror_module mirror': mirror,
  'ngx_http_realip_module real_ip_header': given,
  'ngx_http_auth_request_module auth_request': given,
  'ngx_http_auth_basic_module auth_basic_user_file': script,
};

const BUFFERS = 'request buffers';
export const REQUEST_DIRECTIVES: readonly string[] = ['connection_pool_size', 'large_client_header_buffers'];
export const REQUEST_GROUP = BUFFERS;

/** ngx_http_core_merge_srv_conf. */
function* requestBuffers({ level: http, isPartial }: Reading): Generator<Complaint> {
  if (isPartial) return;
  for (const level of levelsToMerge(http, BUFFERS)) {
    const pool = level.effective('connection_pool_size');
    const buffers = level.effective('large_client_header_buffers');
    const size = buffers ? parseSize(buffers.args[1] ?? '') : 8192;
    const least = pool ? parseSize(pool.args[0] ?? '') : 512;
    if (size < 0 || size >= least) continue;
    const by = buffers ?? pool!;
    yield {
      rule: 'buffer-sizes',
      message: 'the "large_client_header_buffers" size must be equal to or greater than "connection_pool_size"',
      place: { close: http.block! },
      span: by.headSpan,
      label: `${size} bytes a buffer, ${least} bytes of \`connection_pool_size\``,
    };
  }
}

export const httpCoreClosers: readonly Closer[] = [
  { module: 'ngx_http_core_module', at: 'http', stage: 'init', check: requestBuffers },
];
