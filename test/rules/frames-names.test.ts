// Golden pictures of the rules about names: DNS, request headers, TLS names.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('proxy-pass-variable-without-resolver', () => {
  expect(picture('proxy-pass-variable-without-resolver')).toMatchInlineSnapshot(`
    "
    error[proxy-pass-variable-without-resolver]: \`http://$app:3000\` is the name \`app.internal\`, and no \`resolver\` is there to look it up when a request comes
       ┌─ nginx.conf:10:24
     9 │             set $app app.internal;
       │             --------------------- the value comes from here
    10 │             proxy_pass http://$app:3000;
       │                        ^^^^^^^^^^^^^^^^ looked up for each request
       = prevents  502  no resolver defined to resolve app.internal
       = help      add \`resolver ADDRESS;\`: 127.0.0.11 in a network of Docker, elsewhere the \`nameserver\` of /etc/resolv.conf
    "
  `);
  expect(picture('proxy-pass-variable-without-resolver', 2)).toMatchInlineSnapshot(`
    "
    error[proxy-pass-variable-without-resolver]: \`http://$to:80\` is \`app\` with a port: that is not the upstream \`app\` but a host of this name, and no \`resolver\` is there to look it up
       ┌─ nginx.conf:14:24
     5 │     upstream app {
       │     ------------ the group
     ⋮ │
    13 │             set $to app;
       │             ----------- the value comes from here
    14 │             proxy_pass http://$to:80;
       │                        ^^^^^^^^^^^^^ not the group
       = prevents  502  no resolver defined to resolve app
       = help      leave the port out: the servers of the group have theirs
    "
  `);
});

test('proxy-set-header-inheritance', () => {
  expect(picture('proxy-set-header-inheritance')).toMatchInlineSnapshot(`
    "
    warning[proxy-set-header-inheritance]: this \`proxy_set_header\` replaces the whole outer list, so the outer \`Host\` and \`X-Forwarded-For\` do not hold here
       ┌─ nginx.conf:16:13
       │
     5 │     proxy_set_header Host $host;
       │     --------------------------- does not hold
     6 │     proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
       │     ----------------------------------------------------------- does not hold
     ⋮ │
    15 │         location /api {
    16 │             proxy_set_header X-Request-Id $request_id;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ from here on, the outer list does not hold
    17 │             proxy_pass http://127.0.0.1:3000;
       │             -------------------------------- dialled without it
       │
       = help      repeat the lines in this list, or move the lines of this list outwards
    "
  `);
});

test('proxy-websocket-headers', () => {
  expect(picture('proxy-websocket-headers')).toMatchInlineSnapshot(`
    "
    warning[proxy-websocket-headers]: \`Upgrade\` is sent to the app without \`Connection: upgrade\`: no WebSocket begins like that
       ┌─ nginx.conf:10:13
    10 │             proxy_set_header Upgrade $http_upgrade;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ half of it
    11 │             proxy_pass http://127.0.0.1:3000;
       │             -------------------------------- dialled here
       = prevents  426
       = help      add \`proxy_set_header Connection "upgrade";\` beside it            (unsafe fix)
    "
  `);
  expect(picture('proxy-websocket-headers', 2)).toMatchInlineSnapshot(`
    "
    warning[proxy-websocket-headers]: the headers of a WebSocket are sent to the app with HTTP/1.0, where no WebSocket can begin
       ┌─ nginx.conf:9:13
       │
     8 │         location /chat {
     9 │             proxy_set_header Upgrade $http_upgrade;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ needs HTTP/1.1
    10 │             proxy_set_header Connection "upgrade";
    11 │             proxy_pass http://127.0.0.1:3000;
       │             -------------------------------- dialled here
       │
       = prevents  400
       = help      add \`proxy_http_version 1.1;\`                                     (unsafe fix)
    "
  `);
});

test('proxy-host-header', () => {
  expect(picture('proxy-host-header')).toMatchInlineSnapshot(`
    "
    warning[proxy-host-header]: the app is asked for the host \`app_server\`: that is only the name of the upstream group, and with its \`_\` no valid host name
       ┌─ nginx.conf:13:24
       │
     5 │     upstream app_server {
       │     ------------------- the group
     ⋮ │
    12 │         location / {
    13 │             proxy_pass http://app_server;
       │                        ^^^^^^^^^^^^^^^^^ sent as \`Host\`
       │
       = help      add \`proxy_set_header Host $host;\`
    "
  `);
});

test('proxy-ssl-protocols', () => {
  expect(picture('proxy-ssl-protocols')).toMatchInlineSnapshot(`
    "
    warning[proxy-ssl-protocols]: \`proxy_ssl_protocols\` allows TLSv1 and TLSv1.1 only, which apps no longer speak
       ┌─ nginx.conf:9:13
       │
     8 │         location / {
     9 │             proxy_ssl_protocols TLSv1 TLSv1.1;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ too old
    10 │             proxy_pass https://127.0.0.1:3443;
       │             --------------------------------- dialled with it
       │
       = prevents  502  SSL_do_handshake() failed … tlsv1 alert protocol version:SSL alert number 70 while SSL handshaking to upstream
       = help      write \`proxy_ssl_protocols TLSv1.2 TLSv1.3;\`                      (unsafe fix)
    "
  `);
});

test('proxy-ssl-verify-depth', () => {
  expect(picture('proxy-ssl-verify-depth')).toMatchInlineSnapshot(`
    "
    warning[proxy-ssl-verify-depth]: \`proxy_ssl_verify_depth 0\` allows no intermediate certificate, and public certificates always have one
       ┌─ nginx.conf:10:13
     9 │             proxy_ssl_verify on;
       │             ------------------- checked because of this
    10 │             proxy_ssl_verify_depth 0;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^ too few
    11 │             proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
    12 │             proxy_pass https://127.0.0.1:3443;
       │             --------------------------------- dialled with it
       = prevents  502  upstream SSL certificate verify error: (20:unable to get local issuer certificate) while SSL handshaking to upstream
       = help      write \`proxy_ssl_verify_depth 3;\`                                 (fixable)
    "
  `);
});

test('upstream-static-dns', () => {
  expect(picture('upstream-static-dns')).toMatchInlineSnapshot(`
    "
    info[upstream-static-dns]: \`api.example.com\` is looked up once, when nginx starts: with another address, requests go to the old one until nginx is reloaded
       ┌─ nginx.conf:9:31
       │
     8 │         location / {
     9 │             proxy_pass http://api.example.com;
       │                               ^^^^^^^^^^^^^^^ looked up at start only
       │
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = help      where that matters, dial a variable that holds the name, with a \`resolver\`: it is then looked up again
    "
  `);
});

test('limit-status-503', () => {
  expect(picture('limit-status-503')).toMatchInlineSnapshot(`
    "
    info[limit-status-503]: what \`limit_req\` refuses is answered with 503, as if the app were down: \`limit_req_status\` is the default here
       ┌─ nginx.conf:11:13
       │
    10 │         location / {
    11 │             limit_req zone=site burst=20 nodelay;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ refuses with 503
       │
       = prevents  503  limiting requests
       = help      add \`limit_req_status 429;\`
    "
  `);
  expect(picture('limit-status-503', 2)).toMatchInlineSnapshot(`
    "
    warning[limit-status-503]: \`limit_req\` limits nothing here: the key of zone \`site\` is \`$server_name\`, which is empty in a server without a name
       ┌─ nginx.conf:12:13
       │
     5 │     limit_req_zone $server_name zone=site:10m rate=5r/s;
       │     --------------------------------------------------- the key
     6 │     limit_req_status 429;
     7 │
     8 │     server {
       │     ------ no \`server_name\`
     9 │         listen 8080;
    10 │
    11 │         location / {
    12 │             limit_req zone=site burst=20 nodelay;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no limit
       │
       = help      add a \`server_name\`, or choose another key, such as \`$binary_remote_addr\`
    "
  `);
});

test('client-max-body-size', () => {
  expect(picture('client-max-body-size')).toMatchInlineSnapshot(`
    "
    info[client-max-body-size]: \`location /upload\` looks like that of uploads, and bodies of more than 1 MB are refused with 413: that is the default of \`client_max_body_size\`
       ┌─ nginx.conf:9:13
       │
     8 │         location /upload {
       │         ---------------- the location
     9 │             proxy_pass http://127.0.0.1:3000;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ with bodies of at most 1 MB
       │
       = prevents  413  client intended to send too large body
       = help      add \`client_max_body_size 50m;\`, as much as the app takes
    "
  `);
});
