/** The setters and closers of this area. */
import type { Closer, SetterTable } from '../../setter.ts';
import { accessRule, mailResolver, networkOrName, resolver } from './access.ts';
import { cachePath } from './cache-path.ts';
import { initGroups } from './init.ts';
import { limitConn, limitReq, limitZone } from './limits.ts';
import { accessLog, errorLog, logFormat, openLogFileCache } from './logs.ts';
import { groupZone, hash, ipHash, keepalive, leastConn, leastTime, random } from './methods.ts';
import { pass, streamPass } from './pass.ts';
import { proxyRedirect } from './redirect.ts';
import { noServers, upstreamBlock, upstreamServer } from './server.ts';
import { sticky } from './sticky.ts';
import { zeroSizeZones } from './zero-zone.ts';

const plainPass = pass({});

export const upstreamSetters: SetterTable = {
  'ngx_http_upstream_module upstream': upstreamBlock,
  'ngx_http_upstream_module server': upstreamServer(false),
  'ngx_http_upstream_module resolver': resolver,
  'ngx_http_upstream_hash_module hash': hash,
  'ngx_http_upstream_ip_hash_module ip_hash': ipHash,
  'ngx_http_upstream_least_conn_module least_conn': leastConn,
  'ngx_http_upstream_least_time_module least_time': leastTime(['header', 'last_byte']),
  'ngx_http_upstream_random_module random': random,
  'ngx_http_upstream_sticky_module sticky': sticky,
  'ngx_http_upstream_keepalive_module keepalive': keepalive,
  'ngx_http_upstream_zone_module zone': groupZone('ngx_http_upstream_module'),
  'ngx_stream_upstream_module upstream': upstreamBlock,
  'ngx_stream_upstream_module server': upstreamServer(true),
  'ngx_stream_upstream_module resolver': resolver,
  'ngx_stream_upstream_hash_module hash': hash,
  'ngx_stream_upstream_least_conn_module least_conn': leastConn,
  'ngx_stream_upstream_least_time_module least_time': leastTime(['connect', 'first_byte', 'last_byte']),
  'ngx_stream_upstream_random_module random': random,
  'ngx_stream_upstream_zone_module zone': groupZone('ngx_stream_upstream_module'),

  'ngx_http_proxy_module proxy_pass': pass({
    prefixes: [
      ['http://', 80],
      ['https://', 443],
    ],
    isUrl: true,
  }),
  'ngx_http_fastcgi_module fastcgi_pass': plainPass,
  'ngx_http_scgi_module scgi_pass': plainPass,
  'ngx_http_uwsgi_module uwsgi_pass': pass({
    prefixes: [
      ['uwsgi://', 0],
      ['suwsgi://', 0],
    ],
  }),
  'ngx_http_grpc_module grpc_pass': pass({
    prefixes: [
      ['grpc://', 0],
      ['grpcs://', 0],
    ],
  }),
  'ngx_http_memcached_module memcached_pass': pass({ literal: true }),
  'ngx_http_tunnel_module tunnel_pass': plainPass,
  'ngx_stream_proxy_module proxy_pass': plainPass,
  'ngx_stream_pass_module pass': streamPass,
  'ngx_http_proxy_module proxy_redirect': proxyRedirect,

  'ngx_http_limit_req_module limit_req_zone': limitZone('ngx_http_limit_req_module', true),
  'ngx_http_limit_req_module limit_req': limitReq,
  'ngx_http_limit_conn_module limit_conn_zone': limitZone('ngx_http_limit_conn_module', false),
  'ngx_http_limit_conn_module limit_conn': limitConn('ngx_http_limit_conn_module'),
  'ngx_stream_limit_conn_module limit_conn_zone': limitZone('ngx_stream_limit_conn_module', false),
  'ngx_stream_limit_conn_module limit_conn': limitConn('ngx_stream_limit_conn_module'),
  'ngx_http_proxy_module proxy_cache_path': cachePath('ngx_http_proxy_module'),
  'ngx_http_fastcgi_module fastcgi_cache_path': cachePath('ngx_http_fastcgi_module'),
  'ngx_http_scgi_module scgi_cache_path': cachePath('ngx_http_scgi_module'),
  'ngx_http_uwsgi_module uwsgi_cache_path': cachePath('ngx_http_uwsgi_module'),

  'ngx_http_log_module log_format': logFormat,
  'ngx_http_log_module access_log': accessLog,
  'ngx_http_log_module open_log_file_cache': openLogFileCache,
  'ngx_stream_log_module log_format': logFormat,
  'ngx_stream_log_module access_log': accessLog,
  'ngx_stream_log_module open_log_file_cache': openLogFileCache,
  'ngx_errlog_module error_log': errorLog,
  'ngx_http_core_module error_log': errorLog,
  'ngx_stream_core_module error_log': errorLog,
  'ngx_mail_core_module error_log': errorLog,

  'ngx_http_access_module allow': accessRule,
  'ngx_http_access_module deny': accessRule,
  'ngx_stream_access_module allow': accessRule,
  'ngx_stream_access_module deny': accessRule,
  'ngx_http_realip_module set_real_ip_from': networkOrName,
  'ngx_stream_realip_module set_real_ip_from': networkOrName,
  'ngx_mail_realip_module set_real_ip_from': networkOrName,
  'ngx_http_core_module resolver': resolver,
  'ngx_stream_core_module resolver': resolver,
  'ngx_mail_core_module resolver': mailResolver,
};

export const upstreamClosers: readonly Closer[] = [
  noServers('upstream', 'ngx_http_upstream_module'),
  noServers('stream-upstream', 'ngx_stream_upstream_module'),
  initGroups('http', 'ngx_http_upstream_module'),
  initGroups('stream', 'ngx_stream_upstream_module'),
  zeroSizeZones,
];
