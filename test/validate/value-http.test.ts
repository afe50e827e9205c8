import { describe, expect, it } from 'vitest';
import { first, inServer, warnings } from './body-helper.ts';

const location = (line: string) => inServer(`location / { ${line} }`);

describe('directives of http with a check of their own', () => {
  it.each([
    ['aio threads;', 'ok'],
    ['aio yes;', '"aio" directive invalid value:3'],
    ['aio threads=none;', 'unknown thread pool "none":3'],
    ['directio 4m;', 'ok'],
    ['directio on;', '"directio" directive invalid value:3'],
    ['disable_symlinks on from=/srv;', 'ok'],
    ['disable_symlinks on off;', 'duplicate parameters "on off":3'],
    ['disable_symlinks off from=/;', '"from=" cannot be used with "off" parameter:3'],
    ['disable_symlinks from=/;', '"disable_symlinks" must have "off", "on" or "if_not_owner" parameter:3'],
    ['open_file_cache max=10 inactive=1m;', 'ok'],
    ['open_file_cache on;', 'invalid "open_file_cache" parameter "on":3'],
    ['open_file_cache inactive=1m;', '"open_file_cache" must have the "max" parameter:3'],
    ['keepalive_timeout 75s 60;', 'ok'],
    ['keepalive_timeout 75s 60ms;', '"keepalive_timeout" directive invalid value:3'],
    ['gzip_disable msie6 "MSIE [1-6]\\.";', 'ok'],
    ['gzip_disable (;', 'pcre2_compile() failed: missing closing parenthesis in "(":3'],
    ['expires modified +1d;', 'ok'],
    ['expires @15h30m;', 'ok'],
    ['expires @25h;', '"expires" directive daily time value must be less than 24 hours:3'],
    ['expires modified @1h;', '"expires" directive daily time cannot be used with "modified" parameter:3'],
    ['expires modified max;', '"expires" directive invalid value:3'],
    ['expires -1;', 'ok'],
    ['add_header A b always;', 'ok'],
    ['add_header A b allways;', 'invalid parameter "allways":3'],
    ['mirror /a; mirror /b;', 'ok'],
    ['mirror /a; mirror off;', '"mirror" directive is duplicate:3'],
    ['mirror off; mirror /a;', '"mirror" directive is duplicate:3'],
    ['real_ip_header A; real_ip_header A;', '"real_ip_header" directive is duplicate:3'],
    ['limit_except get { deny all; }', 'ok'],
    ['limit_except TRACE { deny all; }', 'invalid method "TRACE":3'],
    ['index "";', 'index "" in "index" directive is invalid:3'],
    ['sub_filter "" b;', 'empty search pattern:3'],
    ['userid_expires max;', 'ok'],
    ['userid_expires never;', '"userid_expires" directive invalid value:3'],
    ['userid_mark ab;', '"userid_mark" directive value must be "off" or a single letter, digit or "=":3'],
    ['modern_browser MSIE 5.5;', 'ok'],
    ['modern_browser edge 1;', 'unknown browser name "edge":3'],
    ['modern_browser msie 5x;', 'invalid browser version "5x":3'],
    ['proxy_cookie_path off; proxy_cookie_path / /a;', '"proxy_cookie_path" directive is duplicate:3'],
    ['proxy_cookie_path /;', 'invalid parameter "/":3'],
    [
      'proxy_cookie_domain ~*( a;',
      'pcre2_compile() failed: quantifier does not follow a repeatable item in "*(" at "*(":3',
    ],
    ['proxy_cookie_path ~*( a;', 'pcre2_compile() failed: missing closing parenthesis in "(":3'],
    ['fastcgi_split_path_info ^(.+\\.php)(/.*)$;', 'ok'],
    ['fastcgi_split_path_info ^(.+\\.php)$;', 'pattern "^(.+\\.php)$" must have 2 captures:3'],
    ['image_filter resize 100 -;', 'ok'],
    ['image_filter rotate 45;', 'invalid parameter "45":3'],
  ])('%s', (line, want) => expect(first(location(line))).toBe(want));
});

describe('valid_referers', () => {
  it.each([
    ['none blocked server_names *.a.com ~b;', 'ok'],
    ['a.com a.com/x;', 'conflicting parameter "a.com":3'],
    ['a*b;', 'invalid hostname or wildcard "a*b":3'],
    [
      'none ~a;',
      'the "none" or "blocked" referers are specified in the "valid_referers" directive without any valid referer',
    ],
  ])('%s', (names, want) => expect(first(location(`valid_referers ${names}`))).toBe(want));
});

const http = (...lines: string[]) => `events { }\nhttp {\n${lines.join('\n')}\n}\n`;

describe('secure_link_secret', () => {
  const mixed = '"secure_link_secret" cannot be mixed with "secure_link" and "secure_link_md5"';
  it('cannot stand beside the other way on one level', () => {
    expect(first(location('secure_link_secret a; secure_link_md5 a;'))).toMatch(mixed);
    expect(first(http('secure_link_secret a; secure_link_md5 a;', 'server { }'))).toBe('ok');
    expect(first(http('secure_link_secret a;', 'server { secure_link_md5 a; }'))).toBe('ok');
  });
});

describe('the buffers of an upstream', () => {
  const busy = '"proxy_busy_buffers_size" must be less than the size of all "proxy_buffers" minus one buffer';
  it.each<[readonly string[], string]>([
    [['server { proxy_buffer_size 16k; proxy_buffers 4 16k; }'], 'ok'],
    [['server { proxy_buffer_size 16k; }'], `${busy}:4`],
    [['proxy_buffer_size 16k;'], 'ok'],
    [['proxy_buffer_size 16k;', 'server { }'], `${busy}:5`],
    [['proxy_buffer_size 16k;', 'server { proxy_buffers 8 16k; }'], 'ok'],
    [['server { fastcgi_buffers 1 4k; }'], 'there must be at least 2 "fastcgi_buffers":4'],
    [
      ['server { proxy_busy_buffers_size 2k; }'],
      '"proxy_busy_buffers_size" must be equal to or greater than the maximum of the value of "proxy_buffer_size" and one of the "proxy_buffers":4',
    ],
    [['server { proxy_max_temp_file_size 0; }'], 'ok'],
    [
      ['server { proxy_max_temp_file_size 1k; }'],
      '"proxy_max_temp_file_size" must be equal to zero to disable temporary files usage or must be equal to or greater than the maximum of the value of "proxy_buffer_size" and one of the "proxy_buffers":4',
    ],
    [
      ['connection_pool_size 16k;', 'server { }'],
      'the "large_client_header_buffers" size must be equal to or greater than "connection_pool_size":5',
    ],
  ])('%s', (lines, want) => expect(first(http(...lines))).toBe(want));
});

describe('caches', () => {
  it.each<[readonly string[], string]>([
    [['proxy_cache_path a keys_zone=z:1m;', 'server { proxy_cache z; }'], 'ok'],
    [['server { proxy_cache z; }', 'proxy_cache_path a keys_zone=z:1m;'], 'ok'],
    [['server { proxy_cache z; }'], '"proxy_cache" zone "z" is unknown:4'],
    [['server { proxy_cache $arg_z; }'], 'ok'],
    [['server { proxy_store on; proxy_cache z; }'], '"proxy_cache" directive is incompatible with "proxy_store":3'],
    [['server { proxy_store off; proxy_cache off; }'], 'ok'],
    [['proxy_temp_path a 1;', 'client_body_temp_path a 1;'], 'ok'],
    [['server { proxy_cache_valid 200 1x; }'], 'invalid time value "1x":3'],
    [['server { proxy_cache_valid 99 1m; }'], 'invalid status "99":3'],
  ])('%s', (lines, want) => expect(first(http(...lines))).toBe(want));

  it('one path has one structure', () => {
    const text = http('proxy_temp_path /a 1;', 'client_body_temp_path /a 1 2;');
    expect(first(text)).toMatch(/^the same path name "\/a" in .*:3 has the different levels than:4$/);
    // nginx compares the bytes: a final slash makes another path of an absolute one (tried with 1.22.1 and 1.31.5)
    expect(first(text.replace('/a ', '/a/ '))).toBe('ok');
  });

  it('wants keys, but for proxy', () => {
    const cache = (family: string, more = '') =>
      http(`${family}_cache_path a keys_zone=z:1m;`, `server { ${family}_cache z; ${more} }`);
    expect(warnings(cache('fastcgi'))).toEqual(['no "fastcgi_cache_key" for "fastcgi_cache"']);
    expect(warnings(cache('fastcgi', 'fastcgi_cache_key $uri;'))).toEqual([]);
    expect(warnings(cache('proxy'))).toEqual([]);
  });
});

describe('TLS to upstreams', () => {
  const noCa = 'no proxy_ssl_trusted_certificate for proxy_ssl_verify';
  it.each<[readonly string[], string]>([
    [['proxy_ssl_verify on;', 'server { location / { proxy_pass https://127.0.0.1; } }'], noCa],
    [['proxy_ssl_verify on;', 'server { location / { proxy_pass http://127.0.0.1; } }'], 'ok'],
    [['proxy_ssl_verify on;', 'server { location / { proxy_pass http://$host; } }'], noCa],
    [
      [
        'proxy_ssl_verify on;',
        'server { proxy_ssl_trusted_certificate a; location / { proxy_pass https://127.0.0.1; } }',
      ],
      'ok',
    ],
    [
      ['server { proxy_ssl_certificate a; location / { proxy_pass https://127.0.0.1; } }'],
      'no "proxy_ssl_certificate_key" is defined for certificate "a"',
    ],
  ])('%s', (lines, want) => expect(first(http('resolver 127.0.0.1;', ...lines))).toBe(want));
});

describe('the hash of headers', () => {
  const long = `X-${'a'.repeat(60)}`;
  it('has room for names of 46 bytes', () => {
    const mistake = 'could not build proxy_headers_hash, you should increase proxy_headers_hash_bucket_size: 64';
    expect(first(location(`proxy_set_header ${long} a;`))).toBe(mistake);
    expect(first(location(`proxy_hide_header ${long};`))).toBe(mistake);
    expect(first(http('proxy_headers_hash_bucket_size 128;', `server { proxy_hide_header ${long}; }`))).toBe('ok');
    expect(first(http(`proxy_set_header ${long} a;`, 'server { proxy_set_header A a; }'))).toBe('ok');
  });

  it('warns when it is tight', () => {
    expect(warnings(http('proxy_headers_hash_max_size 10;', 'server { }'))).toEqual([
      'could not build optimal proxy_headers_hash, you should increase either proxy_headers_hash_max_size: 10 or proxy_headers_hash_bucket_size: 64; ignoring proxy_headers_hash_bucket_size',
    ]);
  });
});
