// What a person sees of the mistakes that `nginx -t` finds in values: one picture per rule.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('invalid-value', () => {
  expect(picture('invalid-value')).toMatchInlineSnapshot(`
    "
    error[invalid-value]: "proxy_read_timeout" directive invalid value
       ┌─ nginx.conf:8:32
       │
     7 │         location / {
     8 │             proxy_read_timeout 60sec;
       │                                ^^^^^ nginx cannot read this
       │
       = nginx -t  "proxy_read_timeout" directive invalid value in nginx.conf:8
       = help      a time is a whole number with \`ms\`, \`s\`, \`m\`, \`h\`, \`d\` or \`w\`, several ones in falling order: \`30s\`, \`1h30m\`
    "
  `);
});

test('duplicate-directive', () => {
  expect(picture('duplicate-directive')).toMatchInlineSnapshot(`
    "
    error[duplicate-directive]: "root" directive is duplicate
       ┌─ nginx.conf:7:9
     6 │         root /srv/www;
       │         ------------- first set here
     7 │         root /srv/shop;
       │         ^^^^^^^^^^^^^^ set a second time on this level
       = nginx -t  "root" directive is duplicate in nginx.conf:7
       = help      keep one of the two
    "
  `);
});

test('duplicate-location', () => {
  expect(picture('duplicate-location')).toMatchInlineSnapshot(`
    "
    error[duplicate-location]: duplicate location "/api/"
       ┌─ nginx.conf:11:9
     7 │         location /api/ {
       │         -------------- first here
     8 │             proxy_pass http://127.0.0.1:3000;
     9 │         }
    10 │
    11 │         location ^~ /api/ {
       │         ^^^^^^^^^^^^^^^^^ the same location once more
       = nginx -t  duplicate location "/api/" in nginx.conf:11
       = help      keep one of the two, or merge them
    "
  `);
});

test('duplicate-listen', () => {
  expect(picture('duplicate-listen')).toMatchInlineSnapshot(`
    "
    error[duplicate-listen]: a duplicate default server for 127.0.0.1:8080
       ┌─ nginx.conf:10:9
       │
     5 │         listen 127.0.0.1:8080 default_server;
       │         ------------------------------------ first here
     6 │         return 204;
     7 │     }
     8 │
     9 │     server {
    10 │         listen 127.0.0.1:8080 default_server;
       │         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a second default server
       │
       = nginx -t  a duplicate default server for 127.0.0.1:8080 in nginx.conf:10
       = help      an address has one default server: remove \`default_server\` from one of the two
    "
  `);
});

test('unknown-variable', () => {
  expect(picture('unknown-variable')).toMatchInlineSnapshot(`
    "
    error[unknown-variable]: unknown "remote_adr" variable
       ┌─ nginx.conf:8:40
       │
     7 │         location / {
     8 │             proxy_set_header X-Real-IP $remote_adr;
       │                                        ^^^^^^^^^^^ nothing defines \`$remote_adr\`
       │
       = nginx -t  unknown "remote_adr" variable
       = help      did you mean \`$remote_addr\`?                                      (unsafe fix)
    "
  `);
});

test('invalid-regex', () => {
  expect(picture('invalid-regex')).toMatchInlineSnapshot(`
    "
    error[invalid-regex]: pcre2_compile() failed: missing closing parenthesis in "^/(api"
       ┌─ nginx.conf:7:20
     7 │         location ~ ^/(api {
       │                    ^^^^^^ missing closing parenthesis
       = nginx -t  pcre2_compile() failed: missing closing parenthesis in "^/(api" in nginx.conf:7
       = help      PCRE cannot compile this regular expression: correct it, and put it in quotes if it has \`{\`, \`}\` or \`;\` in it
    "
  `);
});

test('upstream-reference', () => {
  expect(picture('upstream-reference')).toMatchInlineSnapshot(`
    "
    error[upstream-reference]: no servers are inside upstream
       ┌─ nginx.conf:4:5
       │
     3 │ http {
     4 │     upstream app {
       │     ^^^^^^^^^^^^ a group without a \`server\`
       │
       = nginx -t  no servers are inside upstream in nginx.conf:6
    "
  `);
});

test('zone-reference', () => {
  expect(picture('zone-reference')).toMatchInlineSnapshot(`
    "
    error[zone-reference]: zero size shared memory zone "per_ip"
       ┌─ nginx.conf:8:23
       │
     7 │         location / {
     8 │             limit_req zone=per_ip;
       │                       ^^^^^^^^^^^ no directive declares this zone
       │
       = nginx -t  zero size shared memory zone "per_ip"
       = help      declare it with its size
    "
  `);
});

test('log-format-reference', () => {
  expect(picture('log-format-reference')).toMatchInlineSnapshot(`
    "
    error[log-format-reference]: unknown log format "timed"
       ┌─ nginx.conf:4:42
       │
     3 │ http {
     4 │     access_log /var/log/nginx/access.log timed;
       │                                          ^^^^^ not defined yet
     5 │     log_format timed '$request $request_time';
       │     ----------------------------------------- defined here
       │
       = nginx -t  unknown log format "timed" in nginx.conf:4
       = help      define the format before it is used
    "
  `);
});

test('missing-section', () => {
  expect(picture('missing-section')).toMatchInlineSnapshot(`
    "
    error[missing-section]: no "events" section in configuration
       ┌─ nginx.conf:1:1
     1 │ http {
       │ ^^^^ a configuration needs an \`events\` block
       = nginx -t  no "events" section in configuration
       = help      add \`events {}\`                                                   (unsafe fix)
    "
  `);
});

test('config-error', () => {
  expect(picture('config-error')).toMatchInlineSnapshot(`
    "
    error[config-error]: location "/v2/" is outside location "/api/"
       ┌─ nginx.conf:10:22
     7 │         location /api/ {
       │         -------------- the location around it
     8 │             proxy_pass http://127.0.0.1:3000;
     9 │
    10 │             location /v2/ {
       │                      ^^^^ does not begin with \`/api/\`
       = nginx -t  location "/v2/" is outside location "/api/" in nginx.conf:10
       = help      a location is chosen by the whole path: write it with that of the location around it, or move it out
    "
  `);
});

test('config-warning', () => {
  expect(picture('config-warning')).toMatchInlineSnapshot(`
    "
    warning[config-warning]: conflicting server name "shop.example.com" on 127.0.0.1:8080, ignored
       ┌─ nginx.conf:12:21
     6 │         server_name shop.example.com;
       │                     ---------------- first here
     ⋮ │
    12 │         server_name shop.example.com;
       │                     ^^^^^^^^^^^^^^^^ another server of this address has the name
       = nginx -t  conflicting server name "shop.example.com" on 127.0.0.1:8080, ignored
       = help      nginx asks the first server with the name: this one never gets its requests
    "
  `);
});

test('deprecated-directive', () => {
  expect(picture('deprecated-directive')).toMatchInlineSnapshot(`
    "
    warning[deprecated-directive]: the "listen ... http2" directive is deprecated, use the "http2" directive instead
       ┌─ nginx.conf:6:21
       │
     5 │     server {
     6 │         listen 8080 http2;
       │                     ^^^^^ deprecated since 1.25.1
       │
       = nginx -t  the "listen ... http2" directive is deprecated, use the "http2" directive instead in nginx.conf:6
       = help      write \`http2 on;\` in the server                                   (unsafe fix)
    "
  `);
});

test('buffer-sizes', () => {
  expect(picture('buffer-sizes')).toMatchInlineSnapshot(`
    "
    error[buffer-sizes]: "proxy_busy_buffers_size" must be less than the size of all "proxy_buffers" minus one buffer
       ┌─ nginx.conf:8:31
       │
     7 │         location / {
     8 │             proxy_buffer_size 16k;
       │                               ^^^ does not fit
       │
       = nginx -t  "proxy_busy_buffers_size" must be less than the size of all "proxy_buffers" minus one buffer in nginx.conf:12
       = help      \`proxy_buffers\` are 8 of 4k by default, \`proxy_buffer_size\` is 16k, \`proxy_busy_buffers_size\` 32k by default: all buffers but one are 28k; set more or larger \`proxy_buffers\`  (unsafe fix)
    "
  `);
});

test('proxy-pass-uri-context', () => {
  expect(picture('proxy-pass-uri-context')).toMatchInlineSnapshot(`
    "
    error[proxy-pass-uri-context]: "proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block
       ┌─ nginx.conf:8:45
       │
     7 │         location ~ ^/api/ {
     8 │             proxy_pass http://127.0.0.1:3000/v1/;
       │                                             ^^^^ no prefix that this could replace
       │
       = nginx -t  "proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block in nginx.conf:8
       = help      leave the URI out, and change the request URI with \`rewrite & break\`, or build the whole URL with variables
    "
  `);
});

test('upstream-resolve-needs-zone', () => {
  expect(picture('upstream-resolve-needs-zone')).toMatchInlineSnapshot(`
    "
    error[upstream-resolve-needs-zone]: resolving names at run time requires upstream "app" in nginx.conf:7 to be in shared memory
       ┌─ nginx.conf:8:37
       │
     7 │     upstream app {
       │     ------------ the group
     8 │         server app.example.com:8080 resolve;
       │                                     ^^^^^^^ needs a \`zone\`
       │
       = nginx -t  resolving names at run time requires upstream "app" in nginx.conf:7 to be in shared memory in nginx.conf:7
       = help      add \`zone NAME 64k;\` to the group                                 (unsafe fix)
    "
  `);
});

test('proxy-ssl-verify-no-ca', () => {
  expect(picture('proxy-ssl-verify-no-ca')).toMatchInlineSnapshot(`
    "
    error[proxy-ssl-verify-no-ca]: no proxy_ssl_trusted_certificate for proxy_ssl_verify
       ┌─ nginx.conf:9:13
     9 │             proxy_ssl_verify on;
       │             ^^^^^^^^^^^^^^^^^^^ nothing to verify certificates with
    10 │             proxy_pass https://127.0.0.1:8443;
       │             --------------------------------- connects with TLS
       = nginx -t  no proxy_ssl_trusted_certificate for proxy_ssl_verify
       = help      add \`proxy_ssl_trusted_certificate\` with the certificates of the authorities, for example /etc/ssl/certs/ca-certificates.crt
    "
  `);
});
