// What a person sees: one picture per rule, looked at by a person before it was accepted.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { picture } from './picture.ts';
import { ROOT, rules } from './support.ts';

test('syntax-error', () => {
  expect(picture('syntax-error')).toMatchInlineSnapshot(`
    "
    error[syntax-error]: unexpected end of file, expecting "}"
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
       │         ---------- this block is not closed
     8 │             return 204;
       │                        ^ expected \`}\` after this
       │
       = nginx -t  unexpected end of file, expecting "}" in nginx.conf:15
       = help      add the closing \`}\`
    "
  `);
  expect(picture('syntax-error', 2)).toMatchInlineSnapshot(`
    "
    error[syntax-error]: unexpected "}"
       ┌─ nginx.conf:8:23
       │
     7 │         location / {
     8 │             return 204
       │                       ^ expected \`;\` here
       │
       = nginx -t  unexpected "}" in nginx.conf:9
       = help      end the directive with \`;\`                                        (unsafe fix)
    "
  `);
});

test('unknown-directive', () => {
  expect(picture('unknown-directive')).toMatchInlineSnapshot(`
    "
    error[unknown-directive]: unknown directive "proxy_pas"
       ┌─ nginx.conf:8:13
       │
     7 │         location / {
     8 │             proxy_pas http://127.0.0.1:3000;
       │             ^^^^^^^^^ nginx has no such directive
       │
       = nginx -t  unknown directive "proxy_pas" in nginx.conf:8
       = help      did you mean \`proxy_pass\`?                                        (unsafe fix)
    "
  `);
});

test('directive-context', () => {
  expect(picture('directive-context')).toMatchInlineSnapshot(`
    "
    error[directive-context]: "proxy_pass" directive is not allowed here
       ┌─ nginx.conf:6:9
     6 │         proxy_pass http://127.0.0.1:3000;
       │         ^^^^^^^^^^ this is \`server\`
       = nginx -t  "proxy_pass" directive is not allowed here in nginx.conf:6
       = help      it belongs in \`location\`, an \`if\` of a location, \`limit_except\`, \`server\` of \`stream\`
    "
  `);
});

test('directive-terminator', () => {
  expect(picture('directive-terminator')).toMatchInlineSnapshot(`
    "
    error[directive-terminator]: directive "listen" is not terminated by ";"
       ┌─ nginx.conf:5:20
       │
     4 │     server {
     5 │         listen 8080
       │                    ^ expected \`;\` here
       │
       = nginx -t  directive "listen" is not terminated by ";" in nginx.conf:7
       = help      the directive has no \`;\`, so the next line became part of it      (unsafe fix)
    "
  `);
});

test('directive-arguments', () => {
  expect(picture('directive-arguments')).toMatchInlineSnapshot(`
    "
    error[directive-arguments]: invalid number of arguments in "root" directive
       ┌─ nginx.conf:6:22
     6 │         root /srv/www
       │                      ^ expected \`;\` here
       = nginx -t  invalid number of arguments in "root" directive in nginx.conf:7
       = help      the directive has no \`;\`, so the next line became part of it      (unsafe fix)
    "
  `);
});

test('include-missing', () => {
  expect(picture('include-missing')).toMatchInlineSnapshot(`
    "
    error[include-missing]: open() "/project/conf.d/app.conf" failed (2: No such file or directory)
       ┌─ nginx.conf:4:13
       │
     3 │ http {
     4 │     include conf.d/app.conf;
       │             ^^^^^^^^^^^^^^^ no such file
       │
       = nginx -t  open() "/project/conf.d/app.conf" failed (2: No such file or directory) in nginx.conf:4
       = help      create the file, correct the path, or say where it is with \`--prefix\` or \`--path-map\`
    "
  `);
});

test('include-cycle', () => {
  expect(picture('include-cycle')).toMatchInlineSnapshot(`
    "
    error[include-cycle]: \`/project/snippets/one.conf\` includes itself
       ┌─ snippets/two.conf:1:9
     1 │ include snippets/one.conf;
       │         ^^^^^^^^^^^^^^^^^ includes a file that is already being read
       ┌─ snippets/one.conf:1:1
     1 │ include snippets/two.conf;
       │ ------------------------- included here
       = help      nginx goes round until it runs out of file descriptors (\`24: Too many open files\`): remove one of the includes
    "
  `);
});

test('unreadable-file', () => {
  expect(picture('unreadable-file')).toMatchInlineSnapshot(`
    "
    error[unreadable-file]: open() "/project/conf.d/secret.conf" failed (13: Permission denied)
       ┌─ nginx.conf:4:13
       │
     3 │ http {
     4 │     include conf.d/secret.conf;
       │             ^^^^^^^^^^^^^^^^^^ this file cannot be read
       │
       = nginx -t  open() "/project/conf.d/secret.conf" failed (13: Permission denied) in nginx.conf:4
       = help      give the user who runs nginx-vet the right to read it
    "
  `);
});

test('upstream-keepalive-http-version', () => {
  expect(picture('upstream-keepalive-http-version')).toMatchInlineSnapshot(`
    "
    warning[upstream-keepalive-http-version]: \`keepalive 16\` of upstream \`app\` does nothing for \`location /\`: HTTP/1.0 is spoken there, so every request opens a new connection
       ┌─ nginx.conf:7:9
     7 │         keepalive 16;
       │         ^^^^^^^^^^^^ never used
     ⋮ │
    14 │             proxy_pass http://app;
       │             --------------------- dialled with HTTP/1.0, the default before nginx 1.29.7
       = help      add \`proxy_http_version 1.1;\` and \`proxy_set_header Connection "";\`, and to the upstream a \`keepalive_timeout\` below the idle timeout of the app
    "
  `);
  expect(picture('upstream-keepalive-http-version', 2)).toMatchInlineSnapshot(`
    "
    warning[upstream-keepalive-http-version]: \`keepalive 16\` of upstream \`app\` usually does nothing for \`location /\`: the \`Connection\` header is right, but HTTP/1.0 is spoken there, and apps close such a connection after the answer
       ┌─ nginx.conf:7:9
     7 │         keepalive 16;
       │         ^^^^^^^^^^^^ never used
     ⋮ │
    15 │             proxy_pass http://app;
       │             --------------------- dialled with HTTP/1.0, the default before nginx 1.29.7
       = help      add \`proxy_http_version 1.1;\`                                     (unsafe fix)
    "
  `);
});

test('upstream-keepalive-connection-header', () => {
  expect(picture('upstream-keepalive-connection-header')).toMatchInlineSnapshot(`
    "
    warning[upstream-keepalive-connection-header]: \`Connection: close\` is sent to upstream \`app\` from \`location /\`, so its \`keepalive 16\` is never used there
       ┌─ nginx.conf:7:9
     7 │         keepalive 16;
       │         ^^^^^^^^^^^^ never used
     ⋮ │
    15 │             proxy_pass http://app;
       │             --------------------- \`Connection: close\`, the default before nginx 1.29.7
       = help      add \`proxy_set_header Connection "";\` there
    "
  `);
  expect(picture('upstream-keepalive-connection-header', 2)).toMatchInlineSnapshot(`
    "
    warning[upstream-keepalive-connection-header]: this \`proxy_set_header\` replaces the whole outer list, and with it the line that cleared \`Connection\`: \`Connection: close\` is sent to upstream \`app\`, and its \`keepalive 16\` is never used here
       ┌─ nginx.conf:17:13
       │
     6 │     proxy_set_header Connection "";
       │     ------------------------------ not inherited
     7 │
     8 │     upstream app {
     9 │         server 127.0.0.1:3000;
    10 │         keepalive 16;
       │         ------------ the connections to keep
     ⋮ │
    16 │         location / {
    17 │             proxy_set_header Host $host;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ from here on, the outer list does not hold
       │
       = help      repeat \`proxy_set_header Connection "";\` in this list             (unsafe fix)
    "
  `);
  expect(picture('upstream-keepalive-connection-header', 3)).toMatchInlineSnapshot(`
    "
    warning[upstream-keepalive-connection-header]: \`Connection\` is set to \`close\` here, so \`keepalive 16\` of upstream \`app\` is never used
       ┌─ nginx.conf:14:13
     6 │         keepalive 16;
       │         ------------ the connections to keep
     ⋮ │
    14 │             proxy_set_header Connection close;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ends every connection after one answer
       = help      write \`proxy_set_header Connection "";\`                           (unsafe fix)
    "
  `);
});

test('proxy-pass-localhost', () => {
  expect(picture('proxy-pass-localhost')).toMatchInlineSnapshot(`
    "
    warning[proxy-pass-localhost]: \`localhost\` is two peers wherever the hosts file names it for IPv4 and for IPv6: after one timeout of the app, nginx answers every request with 502 for 10 seconds
       ┌─ nginx.conf:8:31
       │
     7 │         location / {
     8 │             proxy_pass http://localhost:3000;
       │                               ^^^^^^^^^ two peers
       │
       = prevents  502  no live upstreams while connecting to upstream
       = help      dial \`127.0.0.1\` (or \`[::1]\`), the address the app listens on
    "
  `);
});

test('proxy-ssl-server-name-off', () => {
  expect(picture('proxy-ssl-server-name-off')).toMatchInlineSnapshot(`
    "
    warning[proxy-ssl-server-name-off]: TLS to \`api.example.com\` begins without its name (SNI): \`proxy_ssl_server_name\` is off here
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass https://api.example.com;
       │                        ^^^^^^^^^^^^^^^^^^^^^^^ TLS to a name
       │
       = prevents  502  SSL_do_handshake() failed … alert handshake failure … while SSL handshaking to upstream
       = help      add \`proxy_ssl_server_name on;\`                                   (fixable)
    "
  `);
  expect(picture('proxy-ssl-server-name-off', 2)).toMatchInlineSnapshot(`
    "
    warning[proxy-ssl-server-name-off]: TLS to the servers of upstream \`api\` begins without a name (SNI): \`proxy_ssl_server_name\` is off here
       ┌─ nginx.conf:12:24
       │
    11 │         location / {
    12 │             proxy_pass https://api;
       │                        ^^^^^^^^^^^ TLS to a name
       │
       = prevents  502  SSL_do_handshake() failed … alert handshake failure … while SSL handshaking to upstream
       = help      add \`proxy_ssl_server_name on;\` and \`proxy_ssl_name api.example.com;\`: without the second, the name of the group would be sent
    "
  `);
});

test('proxy-ssl-name-upstream-group', () => {
  expect(picture('proxy-ssl-name-upstream-group')).toMatchInlineSnapshot(`
    "
    error[proxy-ssl-name-upstream-group]: TLS to upstream \`backend\` asks for the name \`backend\`, which is only the name of the group
       ┌─ nginx.conf:14:24
     4 │     upstream backend {
       │     ---------------- the group
     ⋮ │
    12 │             proxy_ssl_server_name on;
       │             ------------------------ sent because of this
    13 │             proxy_set_header Host api.example.com;
    14 │             proxy_pass https://backend;
       │                        ^^^^^^^^^^^^^^^ the name of a group
       = prevents  502  SSL_do_handshake() failed … while SSL handshaking to upstream
       = help      add \`proxy_ssl_name api.example.com;\` with the name in the certificate of the app (\`proxy_set_header Host\` does not change it)  (unsafe fix)
    "
  `);
});

test('binding-wrong-port', () => {
  expect(picture('binding-wrong-port')).toMatchInlineSnapshot(`
    "
    error[binding-wrong-port]: \`app:5000\` is dialled, but \`app\` listens on 8000
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://app:5000;
       │                        ^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:8:30
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
     6 │   app:
     7 │     image: registry.example.com/shop/app:1.4
     8 │     command: gunicorn --bind 0.0.0.0:8000 shop.wsgi:application
       │                              ------------ \`app\` listens here
       │
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = help      dial \`app:8000\`
    "
  `);
});

test('binding-published-port', () => {
  expect(picture('binding-published-port')).toMatchInlineSnapshot(`
    "
    error[binding-published-port]: \`app:8001\` is dialled, but 8001 is the port published on the host: inside the network \`app\` listens on 8000
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://app:8001;
       │                        ^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:10:10
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
     ⋮ │
    10 │       - "127.0.0.1:8001:8000"
       │          ------------------- published here
       │
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = help      dial \`app:8000\`
    "
  `);
});

test('binding-loopback-in-container', () => {
  expect(picture('binding-loopback-in-container')).toMatchInlineSnapshot(`
    "
    error[binding-loopback-in-container]: \`127.0.0.1:8000\` is the container of \`web\` itself, where nothing is declared to listen on that port: it is \`app\` that does, elsewhere
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://127.0.0.1:8000;
       │                        ^^^^^^^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:8:30
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
     6 │   app:
     7 │     image: registry.example.com/shop/app:1.4
     8 │     command: gunicorn --bind 0.0.0.0:8000 shop.wsgi:application
       │                              ------------ \`app\` listens here
       │
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = help      dial \`app:8000\`
    "
  `);
});

test('binding-socket-path', () => {
  expect(picture('binding-socket-path')).toMatchInlineSnapshot(`
    "
    warning[binding-socket-path]: nothing declared listens on \`unix:/run/php/php8.1-fpm.sock\`, but \`www\` listens on \`/run/php/php8.2-fpm.sock\`
       ┌─ etc/nginx/nginx.conf:11:26
    11 │             fastcgi_pass unix:/run/php/php8.1-fpm.sock;
       │                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dialled here
       ┌─ etc/php/8.2/fpm/pool.d/www.conf:4:10
     4 │ listen = /run/php/php8.2-fpm.sock
       │          ------------------------ \`www\` listens here
       = prevents  502  connect() to unix:… failed (2: No such file or directory) while connecting to upstream
       = note      medium confidence
       = help      dial \`unix:/run/php/php8.2-fpm.sock\`
    "
  `);
});

test('source-skipped', () => {
  expect(picture('source-skipped')).toMatchInlineSnapshot(`
    "
    info[source-skipped]: what \`compose.yaml\` declares was not taken into account: Missing closing "quote
       ┌─ compose.yaml:5:1
     5 │
       │ ^ not understood
       = help      correct the file, or leave it out with \`bindings.sources.exclude\`
    "
  `);
});

test('every rule has a picture', () => {
  const folder = path.join(ROOT, 'test/rules');
  const files = readdirSync(folder).filter((file) => file.startsWith('frames') && file.endsWith('.test.ts'));
  const pictures = files.map((file) => readFileSync(path.join(folder, file), 'utf8'));
  const pictured = new Set(pictures.flatMap((text) => [...text.matchAll(/picture\('([\w-]+)'/g)].map(([, id]) => id)));
  expect([...pictured].sort()).toEqual(rules.map((r) => r.id).sort());
});
