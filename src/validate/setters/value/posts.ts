/** What does nginx ask of a number, size or time beyond its form? The post handlers of ngx_command_t (`cmd->post`). */
import type { NginxVersion } from '../../../catalog/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { instead } from '../../proposal.ts';
import { type Complaint, returned } from '../../setter.ts';
import { wrong } from '../upstream/words.ts';

type Post = (directive: Directive, value: number, version: NginxVersion) => string | Complaint | undefined;

/** ngx_conf_check_num_bounds (src/core/ngx_conf_file.c). */
function between(low: number, high: number): Post {
  return (_, value) => (value >= low && value <= high ? undefined : `value must be between ${low} and ${high}`);
}

/** ngx_http_core_pool_size; NGX_MIN_POOL_SIZE on a 64-bit machine. */
const pool: Post = (_, value) => {
  if (value < 112) return 'the pool size must be no less than 112';
  return value % 16 ? 'the pool size must be a multiple of 16' : undefined;
};

/** One of the powers of two up to a highest one; what the module's function returns. */
function power(highest: number, text: string): Post {
  return (directive, value) => {
    for (let step = 512; step <= highest; step *= 2) if (step === value) return undefined;
    return returned(directive, `must be ${text}`, { span: directive.argSpan(0), label: 'not one of these sizes' });
  };
}

/** By directive; no two modules have different ones of one name. */
const posts = new Map<string, Post>([
  ['connection_pool_size', pool],
  ['request_pool_size', pool],
  ['http2_pool_size', pool],
  // src/http/modules/ngx_http_gzip_filter_module.c
  ['gzip_comp_level', between(1, 9)],
  ['gzip_window', power(32 * 1024, '512, 1k, 2k, 4k, 8k, 16k, or 32k')],
  ['gzip_hash', power(128 * 1024, '512, 1k, 2k, 4k, 8k, 16k, 32k, 64k, or 128k')],
  // ngx_http_limit_conn_module.c, ngx_http_limit_req_module.c, ngx_http_uwsgi_module.c
  ['limit_conn_status', between(400, 599)],
  ['limit_req_status', between(400, 599)],
  ['uwsgi_modifier1', between(0, 255)],
  ['uwsgi_modifier2', between(0, 255)],
  // src/http/v2/ngx_http_v2_module.c
  // more than NGX_HTTP_V2_STATE_BUFFER_SIZE; before 1.25.3 more than twice that
  [
    'http2_recv_buffer_size',
    (d, value, version) =>
      value <= (version.before('1.25.3') === 'yes' ? 32 : 16) ? returned(d, 'value is too small') : undefined,
  ],
  [
    'http2_body_preread_size',
    (_, value) => (value > 2 ** 31 - 1 ? `the maximum body preread buffer size is ${2 ** 31 - 1}` : undefined),
  ],
  [
    'http2_streams_index_size',
    (d, value) => (Number.isInteger(Math.log2(value)) ? undefined : returned(d, 'must be a power of two')),
  ],
  ['http2_chunk_size', (_, value) => (value === 0 ? 'the http2 chunk size cannot be zero' : undefined)],
  ['send_lowat', unsupported],
  ['proxy_send_lowat', unsupported],
  ['fastcgi_send_lowat', unsupported],
  ['tunnel_send_lowat', unsupported],
  ['proxy_downstream_buffer', deprecated('proxy_buffer_size')],
  ['proxy_upstream_buffer', deprecated('proxy_buffer_size')],
]);

/** ngx_http_core_lowat_check and its twins, as on Linux. */
function unsupported(directive: Directive): Complaint {
  return {
    rule: 'config-warning',
    message: `"${directive.name}" is not supported, ignored`,
    span: directive.nameSpan,
    label: 'has no effect on Linux',
    help: 'only systems with kqueue, such as FreeBSD, know it: remove the line',
    level: 'warn',
  };
}

/** ngx_conf_deprecated. */
function deprecated(better: string): Post {
  return (directive) => ({
    rule: 'deprecated-directive',
    message: `the "${directive.name}" directive is deprecated, use the "${better}" directive instead`,
    span: directive.nameSpan,
    label: 'an old name',
    help: `write \`${better}\``,
    proposal: instead(directive.nameSpan, better),
    level: 'warn',
  });
}

/** What the post handler of a directive says about its value; undefined when nothing. */
export function numberPost(
  directive: Directive,
  value: number,
  version: NginxVersion,
): readonly Complaint[] | undefined {
  const result = posts.get(directive.name)?.(directive, value, version);
  if (result === undefined) return undefined;
  return [typeof result === 'string' ? wrong(directive, 0, result) : result];
}
