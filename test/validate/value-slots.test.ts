import { describe, expect, it } from 'vitest';
import { diagnose, first, inServer, warnings } from './body-helper.ts';

/** What NginxVersion.parse does not know. */
const ANY = 'any';

const twice = (line: string) => `${line} ${line}`;

describe('a flag', () => {
  it.each([
    ['sendfile on;', 'ok'],
    ['sendfile OFF;', 'ok'],
    ['sendfile yes;', 'invalid value "yes" in "sendfile" directive, it must be "on" or "off":3'],
    ['sendfile "";', 'invalid value "" in "sendfile" directive, it must be "on" or "off":3'],
    [twice('sendfile on;'), '"sendfile" directive is duplicate:3'],
    ['sendfile on; location / { sendfile on; }', 'ok'],
  ])('%s', (line, want) => expect(first(inServer(line))).toBe(want));
});

describe('a number', () => {
  it.each([
    ['keepalive_requests 0;', 'ok'],
    ['keepalive_requests 9223372036854775807;', 'ok'],
    ['keepalive_requests 9223372036854775808;', '"keepalive_requests" directive invalid number:3'],
    ['keepalive_requests -1;', '"keepalive_requests" directive invalid number:3'],
    ['keepalive_requests 1k;', '"keepalive_requests" directive invalid number:3'],
    ['gzip_comp_level 9;', 'ok'],
    ['gzip_comp_level 0;', 'value must be between 1 and 9:3'],
    ['limit_req_status 399;', 'value must be between 400 and 599:3'],
    ['uwsgi_modifier1 256;', 'value must be between 0 and 255:3'],
    ['http2_streams_index_size 32;', 'ok'],
    ['http2_streams_index_size 0;', '"http2_streams_index_size" directive must be a power of two:3'],
  ])('%s', (line, want) => expect(first(inServer(line))).toBe(want));
});

describe('a size', () => {
  it.each([
    ['client_header_buffer_size 1K;', 'ok'],
    ['client_header_buffer_size 1g;', '"client_header_buffer_size" directive invalid value:3'],
    ['client_header_buffer_size 1.5m;', '"client_header_buffer_size" directive invalid value:3'],
    ['client_header_buffer_size 8kb;', '"client_header_buffer_size" directive invalid value:3'],
    ['client_max_body_size 1G;', 'ok'],
    ['client_max_body_size 1t;', '"client_max_body_size" directive invalid value:3'],
    ['connection_pool_size 112;', 'ok'],
    ['connection_pool_size 96;', 'the pool size must be no less than 112:3'],
    ['connection_pool_size 120;', 'the pool size must be a multiple of 16:3'],
    ['gzip_window 3k;', '"gzip_window" directive must be 512, 1k, 2k, 4k, 8k, 16k, or 32k:3'],
    ['output_buffers 0 8k;', '"output_buffers" directive invalid value:3'],
    ['output_buffers 1 0;', '"output_buffers" directive invalid value:3'],
    ['limit_rate $arg_rate;', 'ok'],
    ['limit_rate 1g;', '"limit_rate" directive invalid value:3'],
  ])('%s', (line, want) => expect(first(inServer(line))).toBe(want));

  it('takes variables since 1.27.0 only, where it limits an upstream', () => {
    const line = inServer('proxy_limit_rate $arg_rate;');
    expect(first(line, '1.26.0')).toBe('"proxy_limit_rate" directive invalid value:3');
    expect(first(line, '1.27.0')).toBe('ok');
    expect(first(line, ANY)).toBe('ok');
  });

  it('is judged by the version', () => {
    const text = 'events { }\nhttp { http2_recv_buffer_size 32; }\n';
    expect(first(text, '1.25.2')).toBe('"http2_recv_buffer_size" directive value is too small:2');
    expect(first(text, '1.25.3')).toBe('ok');
  });
});

describe('a time', () => {
  it.each([
    ['send_timeout 1h30m;', 'ok'],
    ['send_timeout "1h 30m";', 'ok'],
    ['send_timeout 500ms;', 'ok'],
    ['send_timeout 30m1h;', '"send_timeout" directive invalid value:3'],
    ['send_timeout 1M;', '"send_timeout" directive invalid value:3'],
    ['send_timeout -1;', '"send_timeout" directive invalid value:3'],
    ['open_file_cache_valid 1M;', 'ok'],
    ['open_file_cache_valid 500ms;', '"open_file_cache_valid" directive invalid value:3'],
  ])('%s', (line, want) => expect(first(inServer(line))).toBe(want));
});

describe('words', () => {
  it.each([
    ['satisfy ANY;', 'ok'],
    ['satisfy both;', 'invalid value "both":3'],
    ['proxy_next_upstream error timeout;', 'ok'],
    ['proxy_next_upstream error,timeout;', 'invalid value "error,timeout":3'],
    ['gzip_proxied any; gzip_proxied expired;', 'ok'],
    ['dav_access user:rw all:r;', 'ok'],
    ['location / { dav_access user:w; }', 'invalid value "user:w":3'],
    ['proxy_temp_path a 1 2;', 'ok'],
    ['proxy_temp_path a 0;', '"proxy_temp_path" directive invalid value:3'],
    ['proxy_bind 127.0.0.1 transparent;', 'ok'],
    ['proxy_bind a;', 'invalid address "a":3'],
    ['proxy_bind 127.0.0.1 x;', 'invalid parameter "x":3'],
    ['fastcgi_param A b if_empty;', 'invalid parameter "if_empty":3'],
    ['proxy_no_cache $arg_a $;', 'invalid variable name:3'],
  ])('%s', (line, want) => expect(first(inServer(line))).toBe(want));

  it.each([
    ['gzip_types text/html;', ['duplicate MIME type "text/html"']],
    ['gzip_types a A; gzip_types a;', ['duplicate MIME type "a"', 'duplicate MIME type "a"']],
    ['gzip_types * a a;', []],
    ['proxy_next_upstream error error;', ['duplicate value "error"']],
    ['gzip_proxied any; gzip_proxied ANY;', ['duplicate value "ANY"']],
    ['userid_flags samesite=lax samesite=strict;', ['duplicate value "samesite=strict"']],
    [
      'http2_max_requests x;',
      ['the "http2_max_requests" directive is obsolete, use the "keepalive_requests" directive instead'],
    ],
    ['send_lowat 1k;', ['"send_lowat" is not supported, ignored']],
    ['index /a b;', ['only the last index in "index" directive should be absolute']],
  ])('warns: %s', (line, want) => expect(warnings(inServer(line))).toEqual(want));

  it('knows when directives became obsolete', () => {
    const push = inServer('http2_push off; http2_push off;');
    expect(first(push, '1.24.0')).toBe('"http2_push" directive is duplicate:3');
    expect(first(push, '1.25.1')).toBe('ok');
    expect(diagnose(push, '1.25.1')).toHaveLength(2);
    expect(diagnose(push, ANY)).toEqual([]);
  });

  it('knows the words of proxy_protocol', () => {
    const text = (value: string) => `events { }\nstream { server { listen 1; return a; proxy_protocol ${value}; } }\n`;
    expect(first(text('v2'), '1.31.3')).toBe(
      'invalid value "v2" in "proxy_protocol" directive, it must be "on" or "off":2',
    );
    expect(first(text('v2'), '1.31.4')).toBe('ok');
    expect(first(text('x'), '1.31.4')).toBe('invalid value "x":2');
    expect(first(text('x'), ANY)).toBe('ok');
  });

  it('knows that three names of stream mean one buffer', () => {
    const text =
      'events { }\nstream { server { listen 1; return a; proxy_buffer_size 1k; proxy_upstream_buffer 1k; } }\n';
    expect(first(text)).toBe('"proxy_upstream_buffer" directive is duplicate:2');
  });
});
