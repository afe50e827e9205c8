import { describe, expect, it } from 'vitest';
import { diagnose, first, inHttp, warnings } from './body-helper.ts';

describe('zones', () => {
  it.each([
    ['limit_req_zone $uri zone=a:1m rate=10r/s; limit_req zone=a burst=5 nodelay;', 'ok'],
    ['limit_req_zone $uri zone=a:1m rate=1; limit_req_zone $uri zone=b:32k rate=30r/m;', 'ok'],
    ['limit_req_zone $uri zone=a rate=1r/s;', 'invalid zone size "zone=a":3'],
    ['limit_req_zone $uri zone=a:31k rate=1r/s;', 'zone "zone=a:31k" is too small:3'],
    ['limit_req_zone $uri zone=a:1m rate=0r/s;', 'invalid rate "rate=0r/s":3'],
    ['limit_req_zone $uri zone=a:1m rate=1r/h;', 'invalid rate "rate=1r/h":3'],
    ['limit_req zone=b;', 'zero size shared memory zone "b"'],
    ['limit_req burst=1;', '"limit_req" must have "zone" parameter:3'],
    ['limit_req zone=a; limit_req zone=a;', '"limit_req" directive is duplicate:3'],
    ['limit_conn_zone $uri zone=a:1m; limit_conn a 65536;', 'connection limit must be less 65536:3'],
    ['limit_conn a 0;', 'invalid number of connections "0":3'],
    [
      'limit_conn_zone $uri zone=a:1m; limit_conn_zone $host zone=a:1m;',
      'limit_conn_zone "a" is already bound to key "$uri":3',
    ],
    [
      'limit_conn_zone $uri zone=a:1m; limit_req_zone $uri zone=a:1m rate=1r/s;',
      'the shared memory zone "a" is already declared for a different use:3',
    ],
    [
      'limit_conn_zone $uri zone=a:1m; limit_conn_zone $uri zone=a:2m;',
      'the size 2097152 of shared memory zone "a" conflicts with already declared size 1048576:3',
    ],
    ['limit_req zone=a; limit_req_zone $uri zone=a:1m rate=1r/s;', 'ok'],
    ['proxy_cache_path /c levels=1:2 keys_zone=k:8k max_size=1g inactive=1y;', 'ok'],
    ['proxy_cache_path /c levels=1:3 keys_zone=k:8k;', 'invalid "levels" "levels=1:3":3'],
    ['proxy_cache_path /c keys_zone=k:7k;', 'keys zone "keys_zone=k:7k" is too small:3'],
    ['proxy_cache_path /c max_size=1x keys_zone=k:1m;', 'invalid max_size value "max_size=1x":3'],
    ['proxy_cache_path /c levels=1;', '"proxy_cache_path" must have "keys_zone" parameter:3'],
    ['proxy_cache_path /c keys_zone=k:1m; proxy_cache_path /d keys_zone=k:1m;', 'duplicate zone "k":3'],
    ['proxy_cache_path /c keys_zone=k:1m; proxy_cache_path /c/ keys_zone=l:1m;', 'ok'],
    ['proxy_cache_path /c/ keys_zone=k:1m; proxy_cache_path /c// keys_zone=l:1m;', 'ok'],
    [
      'proxy_cache_path c keys_zone=k:1m; proxy_cache_path c/ keys_zone=l:1m;',
      'the same path name "/p/c" used in nginx.conf:3 and:3',
    ],
    [
      'proxy_cache_path /c/ keys_zone=k:1m; proxy_cache_path /c/ keys_zone=l:1m;',
      'the same path name "/c" used in nginx.conf:3 and:3',
    ],
    [
      'proxy_cache_path /c keys_zone=k:1m; fastcgi_cache_path /c keys_zone=l:1m;',
      'the same path name "/c" used in nginx.conf:3 and:3',
    ],
  ])('%s', (body, want) => expect(first(inHttp(body))).toBe(want));

  it('suggests a zone that exists', () => {
    const [said] = diagnose(inHttp('limit_conn_zone $uri zone=addresses:1m; limit_conn addreses 1;'));
    expect(said?.help).toBe('did you mean `addresses`?');
  });
});

describe('logs', () => {
  it.each([
    ['log_format a "$uri"; access_log /l a buffer=32k flush=1m if=$uri;', 'ok'],
    ['log_format A "$uri"; access_log /l a;', 'ok'],
    ['access_log /l a; log_format a "$uri";', 'unknown log format "a":3'],
    ['log_format combined "$uri";', 'duplicate "log_format" name "combined":3'],
    ['log_format a escape=html "$uri";', 'unknown log format escaping "html":3'],
    ['log_format a "$uri $";', 'invalid parameter "$":3'],
    ['access_log off combined;', 'invalid parameter "combined":3'],
    ['access_log /l combined buffer=0;', 'invalid buffer size "0":3'],
    ['access_log /l combined gzip=10;', 'invalid compression level "10":3'],
    ['access_log /l combined flush=1s;', 'no buffer is defined for access_log "/l":3'],
    ['access_log /$host combined gzip;', 'buffered logs cannot have variables in name:3'],
    ['access_log syslog:server=127.0.0.1 combined buffer=1k;', 'logs to syslog cannot be buffered:3'],
    [
      'access_log /l combined buffer=1k; access_log /l combined buffer=2k;',
      'access_log "/l" already defined with conflicting parameters:3',
    ],
    ['access_log syslog:server=127.0.0.1:5144,facility=local0,tag=a_1,nohostname;', 'ok'],
    ['access_log syslog:tag=a;', 'no syslog server specified:3'],
    [
      'access_log syslog:server=127.0.0.1,tag=a-b;',
      'syslog "tag" only allows alphanumeric characters and underscore:3',
    ],
    ['access_log syslog:server=127.0.0.1:x;', 'invalid port in syslog server "127.0.0.1:x":3'],
    ['error_log /e warn;', 'ok'],
    ['error_log /e debug_http debug_event;', 'ok'],
    ['error_log /e warning;', 'invalid log level "warning":3'],
    ['error_log /e info debug;', 'duplicate log level "debug":3'],
    ['error_log /e info debug_http;', 'invalid log level "debug_http":3'],
    ['open_log_file_cache off;', 'ok'],
    ['open_log_file_cache inactive=1s;', '"open_log_file_cache" must have "max" parameter:3'],
  ])('%s', (body, want) => expect(first(inHttp(body))).toBe(want));
});

describe('networks and resolvers', () => {
  it.each([
    ['allow 10.0.0.0/8; allow ::1; allow unix:; deny all;', 'ok'],
    ['allow 10.0.0.0/33;', 'invalid parameter "10.0.0.0/33":3'],
    ['allow 255.255.255.255;', 'invalid parameter "255.255.255.255":3'],
    ['deny example.com;', 'invalid parameter "example.com":3'],
    ['set_real_ip_from example.com;', 'ok'],
    ['set_real_ip_from 10.0.0.0/x;', 'host not found in set_real_ip_from "10.0.0.0/x":3'],
    ['resolver 127.0.0.1 [::1]:5353 valid=30s ipv6=off;', 'ok'],
    ['resolver 127.0.0.1 valid=x;', 'invalid parameter: valid=x:3'],
    ['resolver 127.0.0.1 ipv4=off ipv6=off;', '"ipv4" and "ipv6" cannot both be "off":3'],
    ['resolver ::1;', 'invalid port in resolver "::1":3'],
    ['resolver ipv6=off;', 'no name servers defined:3'],
  ])('%s', (body, want) => expect(first(inHttp(body))).toBe(want));

  it('warns about bits behind the mask', () => {
    expect(warnings(inHttp('allow 10.0.0.1/8; deny ::1/64; allow 10.0.0.0/8;'))).toEqual([
      'low address bits of 10.0.0.1/8 are meaningless',
      'low address bits of ::1/64 are meaningless',
    ]);
  });
});
