// What a person sees: the terminal picture of the rules about addresses, each made by its bad example.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('upstream-socket-path', () => {
  expect(picture('upstream-socket-path')).toMatchInlineSnapshot(`
    "
    error[upstream-socket-path]: \`/app/\` belongs to the path of the socket here, so \`/run/app.sock\` is taken for a directory
       ┌─ nginx.conf:8:36
       │
     7 │         location /app/ {
     8 │             proxy_pass http://unix:/run/app.sock/app/;
       │                                    ^^^^^^^^^^^^^^^^^^ all of this is the path
       │
       = prevents  502  connect() to unix:/run/app.sock/app/ failed (20: Not a directory) while connecting to upstream
       = help      write a colon between the socket and the URI: \`unix:/run/app.sock:/app/\`  (fixable)
    "
  `);
  expect(picture('upstream-socket-path', 2)).toMatchInlineSnapshot(`
    "
    error[upstream-socket-path]: \`:/app/\` belongs to the path of the socket here: a socket that is called \`/run/app.sock:/app/\` is looked for
       ┌─ nginx.conf:5:21
       │
     4 │     upstream app {
     5 │         server unix:/run/app.sock:/app/;
       │                     ^^^^^^^^^^^^^^^^^^^ all of this is the path
     ⋮ │
    12 │             proxy_pass http://app;
       │             --------------------- dialled from here
       │
       = prevents  502  connect() to unix:/run/app.sock:/app/ failed (2: No such file or directory) while connecting to upstream
       = help      end the address with \`/run/app.sock\`
    "
  `);
});

test('proxy-pass-unix-uri-double-slash', () => {
  expect(picture('proxy-pass-unix-uri-double-slash')).toMatchInlineSnapshot(`
    "
    info[proxy-pass-unix-uri-double-slash]: the app is asked for \`/pre//…\` when a client asks for \`/files/…\`: the URI ends with a slash and \`/files\` does not
       ┌─ nginx.conf:8:50
       │
     7 │         location /files {
       │         --------------- the prefix that is replaced
     8 │             proxy_pass http://unix:/run/app.sock:/pre/;
       │                                                  ^^^^^ replaces \`/files\`
       │
       = help      write \`location /files/\`, or \`/pre\` here
    "
  `);
});

test('proxy-pass-self-loop', () => {
  expect(picture('proxy-pass-self-loop')).toMatchInlineSnapshot(`
    "
    error[proxy-pass-self-loop]: requests for \`location /\` come back to it: nginx itself listens on \`127.0.0.1:8080\`, and they are answered there by the same server in the same way
       ┌─ nginx.conf:8:24
       │
     5 │         listen 8080;
       │         ----------- nginx listens here
     6 │
     7 │         location / {
     8 │             proxy_pass http://127.0.0.1:8080;
       │                        ^^^^^^^^^^^^^^^^^^^^^ dials nginx itself
       │
       = prevents  502  worker_connections are not enough
       = help      dial the address of the app
    "
  `);
  expect(picture('proxy-pass-self-loop', 2)).toMatchInlineSnapshot(`
    "
    error[proxy-pass-self-loop]: connections come back to this server: it is the one that listens on \`127.0.0.1:5432\`
       ┌─ nginx.conf:6:20
     5 │         listen 5432;
       │         ----------- nginx listens here
     6 │         proxy_pass 127.0.0.1:5432;
       │                    ^^^^^^^^^^^^^^ dials nginx itself
       = prevents  worker_connections are not enough
       = help      dial the address of the app
    "
  `);
});

test('protocol-mismatch', () => {
  expect(picture('protocol-mismatch')).toMatchInlineSnapshot(`
    "
    error[protocol-mismatch]: \`grpc_pass\` speaks HTTP/2 to \`127.0.0.1:8081\`, where nginx itself listens for HTTP/1 only
       ┌─ nginx.conf:13:30
       │
     5 │         listen 127.0.0.1:8081;
       │         --------------------- nginx listens here
     ⋮ │
    12 │         location / {
    13 │             grpc_pass grpc://127.0.0.1:8081;
       │                              ^^^^^^^^^^^^^^ dials nginx itself
       │
       = prevents  502  upstream sent too large http2 frame: 4740180 while reading response header from upstream
       = help      let that \`listen\` have HTTP/2 (\`http2 on;\`, before nginx 1.25.1 \`listen … http2\`)
    "
  `);
  expect(picture('protocol-mismatch', 2)).toMatchInlineSnapshot(`
    "
    error[protocol-mismatch]: \`proxy_pass\` speaks HTTP to \`unix:/run/php/php8.2-fpm.sock\`, which by its name is php-fpm, and php-fpm speaks FastCGI
       ┌─ nginx.conf:8:36
       │
     7 │         location / {
     8 │             proxy_pass http://unix:/run/php/php8.2-fpm.sock;
       │                                    ^^^^^^^^^^^^^^^^^^^^^^^^ FastCGI
       │
       = prevents  502  recv() failed (104: Connection reset by peer) while reading response header
       = note      medium confidence
       = help      dial php-fpm with \`fastcgi_pass\`
    "
  `);
});

test('scheme-port-mismatch', () => {
  expect(picture('scheme-port-mismatch')).toMatchInlineSnapshot(`
    "
    warning[scheme-port-mismatch]: \`http\` without TLS goes to port 443 of \`api.example.com\`, the port of HTTPS
       ┌─ nginx.conf:8:31
       │
     7 │         location / {
     8 │             proxy_pass http://api.example.com:443;
       │                               ^^^^^^^^^^^^^^^^^^^ HTTPS
       │
       = prevents  502  upstream prematurely closed connection while reading response header from upstream
       = help      write the scheme with an \`s\`, or dial port 80
    "
  `);
  expect(picture('scheme-port-mismatch', 2)).toMatchInlineSnapshot(`
    "
    error[scheme-port-mismatch]: TLS is spoken to \`127.0.0.1:8081\`, where nginx itself listens without \`ssl\`
       ┌─ nginx.conf:13:32
       │
     5 │         listen 127.0.0.1:8081;
       │         --------------------- nginx listens here
     ⋮ │
    12 │         location / {
    13 │             proxy_pass https://127.0.0.1:8081;
       │                                ^^^^^^^^^^^^^^ dials nginx itself
       │
       = prevents  502  SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream
       = help      write \`http\` (for gRPC \`grpc\`), or dial a port with TLS
    "
  `);
});

test('proxy-protocol-mismatch', () => {
  expect(picture('proxy-protocol-mismatch')).toMatchInlineSnapshot(`
    "
    error[proxy-protocol-mismatch]: \`127.0.0.1:8081\` is a \`listen\` of this nginx with \`proxy_protocol\`, and \`proxy_pass\` cannot send that header
       ┌─ nginx.conf:13:31
       │
     5 │         listen 127.0.0.1:8081 proxy_protocol;
       │         ------------------------------------ nginx listens here
     ⋮ │
    12 │         location / {
    13 │             proxy_pass http://127.0.0.1:8081;
       │                               ^^^^^^^^^^^^^^ dials nginx itself
       │
       = prevents  502  upstream prematurely closed connection while reading response header from upstream
       = help      dial a \`listen\` without \`proxy_protocol\`, one of its own for nginx itself
    "
  `);
  expect(picture('proxy-protocol-mismatch', 2)).toMatchInlineSnapshot(`
    "
    error[proxy-protocol-mismatch]: the PROXY protocol header is sent to \`127.0.0.1:8080\`, a \`listen\` of this nginx without \`proxy_protocol\`
       ┌─ nginx.conf:6:20
     6 │         proxy_pass 127.0.0.1:8080;
       │                    ^^^^^^^^^^^^^^ dials nginx itself
     7 │         proxy_protocol on;
       │         ----------------- sent because of this
     ⋮ │
    13 │         listen 127.0.0.1:8080;
       │         --------------------- nginx listens here
       = prevents  400
       = help      add \`proxy_protocol\` to that \`listen\`, or take \`proxy_protocol on;\` away here
    "
  `);
});

test('stream-proxy', () => {
  expect(picture('stream-proxy')).toMatchInlineSnapshot(`
    "
    error[stream-proxy]: \`$app\` is chosen by \`$ssl_preread_server_name\`, which is always empty here: \`ssl_preread\` is off, so every connection is treated alike
       ┌─ nginx.conf:11:20
     4 │     map $ssl_preread_server_name $app {
       │     --------------------------------- the variable is used here
     ⋮ │
    11 │         proxy_pass $app;
       │                    ^^^^ always the value for an empty name
       = help      add \`ssl_preread on;\` to this server
    "
  `);
  expect(picture('stream-proxy', 2)).toMatchInlineSnapshot(`
    "
    error[stream-proxy]: \`$app\` can be \`https://127.0.0.1:8443\`, but a stream dials an address with a port, without scheme and path
       ┌─ nginx.conf:11:20
     5 │         default https://127.0.0.1:8443;
       │         ------------------------------ the value comes from here
     ⋮ │
    11 │         proxy_pass $app;
       │                    ^^^^ no address
       = prevents  invalid host in upstream "https://127.0.0.1:8443"
       = help      write \`host:port\`, \`unix:/path\` or the name of an upstream group of the stream block
    "
  `);
});

test('multiple-handlers', () => {
  expect(picture('multiple-handlers')).toMatchInlineSnapshot(`
    "
    warning[multiple-handlers]: \`proxy_pass\` does nothing here: \`uwsgi_pass\` further down answers every request
       ┌─ nginx.conf:8:13
       │
     7 │         location / {
     8 │             proxy_pass http://127.0.0.1:3000;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ never used
     9 │             uwsgi_pass unix:/run/app.sock;
       │             ----------------------------- the last one counts
       │
       = help      remove one of the two, or give each a location of its own
    "
  `);
});

test('grpc-without-http2', () => {
  expect(picture('grpc-without-http2')).toMatchInlineSnapshot(`
    "
    warning[grpc-without-http2]: gRPC clients cannot get to \`location /\`: they speak HTTP/2, which no \`listen\` of this server has
       ┌─ nginx.conf:8:13
       │
     5 │         listen 50051;
       │         ------------ HTTP/1 only
     6 │
     7 │         location / {
     8 │             grpc_pass grpc://127.0.0.1:9090;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no gRPC client gets here
       │
       = help      add \`http2 on;\` to the server (before nginx 1.25.1: \`http2\` to its \`listen\`)
    "
  `);
});
