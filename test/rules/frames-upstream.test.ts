// What a person sees of the rules about groups of servers.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('upstream-server-default-port', () => {
  expect(picture('upstream-server-default-port')).toMatchInlineSnapshot(`
    "
    error[upstream-server-default-port]: \`192.0.2.10\` in upstream \`api\` means port 80, yet TLS is spoken to it: in a group the scheme of the pass directive does not choose the port
       ┌─ nginx.conf:6:16
       │
     5 │     upstream api {
     6 │         server 192.0.2.10;
       │                ^^^^^^^^^^ port 80
     ⋮ │
    13 │             proxy_pass https://api;
       │             ---------------------- TLS is spoken
       │
       = prevents  502  SSL_do_handshake() failed … wrong version number … while SSL handshaking to upstream
       = help      write the port that the app listens on, mostly \`192.0.2.10:443\`
    "
  `);
  expect(picture('upstream-server-default-port', 2)).toMatchInlineSnapshot(`
    "
    error[upstream-server-default-port]: \`192.0.2.20\` in upstream \`php\` means port 80, the port of HTTP, yet FastCGI is spoken to it
       ┌─ nginx.conf:6:16
       │
     5 │     upstream php {
     6 │         server 192.0.2.20;
       │                ^^^^^^^^^^ port 80
     ⋮ │
    16 │             fastcgi_pass php;
       │             ---------------- FastCGI is spoken
       │
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = help      write the port that the app listens on, \`192.0.2.20:PORT\`
    "
  `);
});

test('upstream-no-live-servers', () => {
  expect(picture('upstream-no-live-servers')).toMatchInlineSnapshot(`
    "
    error[upstream-no-live-servers]: every server of upstream \`app\` is marked \`down\`: each request to \`location /\` is answered with 502
       ┌─ nginx.conf:5:5
       │
     4 │ http {
     5 │     upstream app {
       │     ^^^^^^^^^^^^ no server to dial
     6 │         server 127.0.0.1:3000 down;
       │         -------------------------- \`down\`
     7 │         server 127.0.0.1:3001 down;
       │         -------------------------- \`down\`
     ⋮ │
    14 │             proxy_pass http://app;
       │             --------------------- dialled here
       │
       = prevents  502  no live upstreams while connecting to upstream
       = help      take \`down\` off a server that runs, or send the requests elsewhere
    "
  `);
  expect(picture('upstream-no-live-servers', 2)).toMatchInlineSnapshot(`
    "
    error[upstream-no-live-servers]: every server of upstream \`db\` is marked \`down\`: each connection to \`server\` is closed at once
       ┌─ nginx.conf:4:5
       │
     3 │ stream {
     4 │     upstream db {
       │     ^^^^^^^^^^^ no server to dial
     5 │         server 192.0.2.30:5432 down;
       │         --------------------------- \`down\`
     ⋮ │
    10 │         proxy_pass db;
       │         ------------- dialled here
       │
       = prevents  no live upstreams while connecting to upstream
       = help      take \`down\` off a server that runs, or send the requests elsewhere
    "
  `);
});

test('upstream-max-fails-knockout', () => {
  expect(picture('upstream-max-fails-knockout')).toMatchInlineSnapshot(`
    "
    warning[upstream-max-fails-knockout]: one request to \`location /\` that takes longer than \`proxy_read_timeout 10s\` is tried on every server of upstream \`app\` and takes each out of use: the requests after it are answered with 502 for 10s
       ┌─ nginx.conf:5:5
       │
     4 │ http {
     5 │     upstream app {
       │     ^^^^^^^^^^^^ one failure takes a server out of use
     ⋮ │
    14 │             proxy_pass http://app;
       │             --------------------- dialled here
    15 │             proxy_read_timeout 10s;
       │             ---------------------- longer than this counts as a failure
       │
       = prevents  502  no live upstreams while connecting to upstream
       = help      give the servers \`max_fails=3\`, or leave timeouts out of the retries: \`proxy_next_upstream error;\`
    "
  `);
  expect(picture('upstream-max-fails-knockout', 2)).toMatchInlineSnapshot(`
    "
    warning[upstream-max-fails-knockout]: a page of \`location /\` that always fails with status 500, asked for twice, takes every server of upstream \`app\` out of use: the requests after it are answered with 502 for 10s
       ┌─ nginx.conf:5:5
       │
     4 │ http {
     5 │     upstream app {
       │     ^^^^^^^^^^^^ one failure takes a server out of use
     ⋮ │
    14 │             proxy_pass http://app;
       │             --------------------- dialled here
    15 │             proxy_next_upstream error timeout http_500;
       │             ------------------------------------------ status 500 counts as a failure
       │
       = prevents  502  no live upstreams while connecting to upstream
       = help      give the servers \`max_fails=3\`, or take \`http_500\` out of \`proxy_next_upstream\`
    "
  `);
});

test('proxy-next-upstream-off', () => {
  expect(picture('proxy-next-upstream-off')).toMatchInlineSnapshot(`
    "
    warning[proxy-next-upstream-off]: no second try: while one peer of \`location /\` cannot be reached, requests that meet it are answered with 502 although others could answer
       ┌─ nginx.conf:15:13
     5 │     upstream app {
       │     ------------ the peers
     ⋮ │
    14 │             proxy_pass http://app;
       │             --------------------- dialled here
    15 │             proxy_next_upstream off;
       │             ^^^^^^^^^^^^^^^^^^^^^^^ the first failure is the answer
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = help      take the line out: by default nothing is repeated that the app may have done and must not do twice
    "
  `);
  expect(picture('proxy-next-upstream-off', 2)).toMatchInlineSnapshot(`
    "
    warning[proxy-next-upstream-off]: no second try: when the app has just closed the kept connection that a request to \`location /\` is sent on, even a GET is answered with 502
       ┌─ nginx.conf:18:13
     5 │     upstream app {
       │     ------------ its connections are kept
     ⋮ │
    15 │             proxy_pass http://app;
       │             --------------------- dialled here
    16 │             proxy_http_version 1.1;
    17 │             proxy_set_header Connection "";
    18 │             proxy_next_upstream off;
       │             ^^^^^^^^^^^^^^^^^^^^^^^ the first failure is the answer
       = prevents  502  upstream prematurely closed connection while reading response header from upstream
       = help      take the line out: requests other than POST, LOCK and PATCH are then repeated on a fresh connection
    "
  `);
  expect(picture('proxy-next-upstream-off', 3)).toMatchInlineSnapshot(`
    "
    info[proxy-next-upstream-off]: \`non_idempotent\`: a POST to \`location /\` that one server has failed on, perhaps halfway, is sent to the next one
       ┌─ nginx.conf:15:13
     5 │     upstream app {
       │     ------------ the peers
     ⋮ │
    14 │             proxy_pass http://app;
       │             --------------------- dialled here
    15 │             proxy_next_upstream error timeout non_idempotent;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ repeats what must happen once
       = help      leave \`non_idempotent\` out unless the app recognises a request that comes twice
    "
  `);
  expect(picture('proxy-next-upstream-off', 4)).toMatchInlineSnapshot(`
    "
    warning[proxy-next-upstream-off]: \`proxy_next_upstream http_503\` leaves \`error\` out: while one peer of \`location /\` cannot be reached, requests that meet it are answered with 502 although others could answer
       ┌─ nginx.conf:15:13
     5 │     upstream app {
       │     ------------ the peers
     ⋮ │
    14 │             proxy_pass http://app;
       │             --------------------- dialled here
    15 │             proxy_next_upstream http_503;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the first failure is the answer
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = help      add \`error\` to the line: a request that could not be sent can safely go to another server
    "
  `);
});

test('upstream-keepalive-order', () => {
  expect(picture('upstream-keepalive-order')).toMatchInlineSnapshot(`
    "
    warning[upstream-keepalive-order]: \`keepalive 16\` of upstream \`app\` is lost: the method \`least_conn\` that comes after it takes its place
       ┌─ nginx.conf:8:9
     8 │         keepalive 16;
       │         ^^^^^^^^^^^^ no connection is kept
     9 │         keepalive_timeout 4s;
    10 │         least_conn;
       │         ---------- takes the place of \`keepalive\`
       = help      write \`keepalive\` after \`least_conn\`                              (fixable)
    "
  `);
});

test('websocket-map-defeats-keepalive', () => {
  expect(picture('websocket-map-defeats-keepalive')).toMatchInlineSnapshot(`
    "
    info[websocket-map-defeats-keepalive]: requests to \`location /\` that ask for no WebSocket carry \`Connection: close\` because of this line: connections to upstream \`app\` are not kept
       ┌─ nginx.conf:7:9
     7 │         '' close;
       │         ^^^^^^^^ ends every ordinary connection
     ⋮ │
    12 │         keepalive 16;
       │         ------------ the connections to keep
     ⋮ │
    20 │             proxy_pass http://app;
       │             --------------------- dialled here
    21 │             proxy_http_version 1.1;
    22 │             proxy_set_header Upgrade $http_upgrade;
    23 │             proxy_set_header Connection $connection_upgrade;
       │             ----------------------------------------------- sent from here
       = help      write \`''\` instead of \`close\`: nothing is sent then, and HTTP/1.1 keeps the connection
    "
  `);
});

test('fastcgi-keep-conn-missing', () => {
  expect(picture('fastcgi-keep-conn-missing')).toMatchInlineSnapshot(`
    "
    info[fastcgi-keep-conn-missing]: \`keepalive 8\` of upstream \`php\` does nothing for \`location /\`: \`fastcgi_keep_conn\` is off there, so the app is told to close the connection after each answer
       ┌─ nginx.conf:7:9
     7 │         keepalive 8;
       │         ^^^^^^^^^^^ never used
     ⋮ │
    16 │             fastcgi_pass php;
       │             ---------------- dialled here
       = help      take \`keepalive\` out; or set \`fastcgi_keep_conn on;\` where the app has a process to spare for every idle connection (php-fpm: \`pm.max_children\`)
    "
  `);
  expect(picture('fastcgi-keep-conn-missing', 2)).toMatchInlineSnapshot(`
    "
    info[fastcgi-keep-conn-missing]: \`keepalive 8\` of upstream \`app\` does nothing for \`location /\`: nginx closes a connection of uwsgi after each answer
       ┌─ nginx.conf:7:9
     7 │         keepalive 8;
       │         ^^^^^^^^^^^ never used
     ⋮ │
    15 │             uwsgi_pass app;
       │             -------------- dialled here
       = help      take \`keepalive\` out
    "
  `);
});

test('upstream-keepalive-timeout-mismatch', () => {
  expect(picture('upstream-keepalive-timeout-mismatch')).toMatchInlineSnapshot(`
    "
    info[upstream-keepalive-timeout-mismatch]: idle connections to upstream \`app\` are kept for 60s, the default: with an app that closes them earlier a POST now and then meets a closed one and is answered with 502
       ┌─ nginx.conf:7:9
     7 │         keepalive 16;
       │         ^^^^^^^^^^^^ kept for 60s
     ⋮ │
    14 │             proxy_pass http://app;
       │             --------------------- connections are kept here
       = prevents  502  upstream prematurely closed connection while reading response header from upstream
       = help      set \`keepalive_timeout\` in the group to less than the idle timeout of the app (node before 26: 5s, uvicorn: 5s, gunicorn: 2s)
    "
  `);
});

test('upstream-unused', () => {
  expect(picture('upstream-unused')).toMatchInlineSnapshot(`
    "
    info[upstream-unused]: no request is sent to upstream \`app\`: nothing in the configuration names it
       ┌─ nginx.conf:5:5
       │
     4 │ http {
     5 │     upstream app {
       │     ^^^^^^^^^^^^ nothing names it
       │
       = help      name it in a pass directive, or take it out
    "
  `);
});

test('upstream-duplicate-server', () => {
  expect(picture('upstream-duplicate-server')).toMatchInlineSnapshot(`
    "
    info[upstream-duplicate-server]: \`192.0.2.10:3000\` is in upstream \`app\` 2 times: it gets a share of the requests for each line, and a second try may go to it again
       ┌─ nginx.conf:7:9
     6 │         server 192.0.2.10:3000;
       │         ---------------------- here, too
     7 │         server 192.0.2.10:3000;
       │         ^^^^^^^^^^^^^^^^^^^^^^ the same server again
       = help      keep one of the lines; a server gets a larger share with \`weight=2\`
    "
  `);
});

test('upstream-zone-missing', () => {
  expect(picture('upstream-zone-missing')).toMatchInlineSnapshot(`
    "
    info[upstream-zone-missing]: each worker of \`worker_processes 4\` counts the failures of upstream \`app\` for itself: a server that one has taken out of use is still dialled by the others
       ┌─ nginx.conf:7:5
       │
     2 │ worker_processes 4;
       │ ------------------ the workers
     3 │
     4 │ events {}
     5 │
     6 │ http {
     7 │     upstream app {
       │     ^^^^^^^^^^^^ counted by each worker alone
       │
       = help      add \`zone app 64k;\` to the group: its counters then lie in memory that all workers share
    "
  `);
  expect(picture('upstream-zone-missing', 2)).toMatchInlineSnapshot(`
    "
    info[upstream-zone-missing]: \`max_conns=10\` holds for each worker of \`worker_processes 4\` by itself: together they open as many connections to the server as there are workers times that
       ┌─ nginx.conf:8:9
       │
     2 │ worker_processes 4;
       │ ------------------ the workers
     ⋮ │
     7 │     upstream app {
     8 │         server 192.0.2.10:3000 max_conns=10;
       │         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ counted by each worker alone
       │
       = help      add \`zone app 64k;\` to the group: its counters then lie in memory that all workers share
    "
  `);
});

test('upstream-single-server-max-fails', () => {
  expect(picture('upstream-single-server-max-fails')).toMatchInlineSnapshot(`
    "
    info[upstream-single-server-max-fails]: \`max_fails=3\` does nothing: \`192.0.2.10:3000\` is the only peer of upstream \`app\`, and nginx never takes the only one out of use
       ┌─ nginx.conf:6:32
       │
     5 │     upstream app {
     6 │         server 192.0.2.10:3000 max_fails=3 fail_timeout=30s;
       │                                ^^^^^^^^^^^ without effect
       │
       = help      take it out, or add a second server
    "
  `);
});

test('ephemeral-port-exhaustion', () => {
  expect(picture('ephemeral-port-exhaustion')).toMatchInlineSnapshot(`
    "
    info[ephemeral-port-exhaustion]: nginx may have 40960 connections, but not so many to \`192.0.2.10:3000\`: each request of \`location /\` opens one, and Linux has 28232 local ports for one address
       ┌─ nginx.conf:10:16
       │
     5 │     worker_connections 10240;
       │     ------------------------ so many for each worker
     6 │ }
     7 │
     8 │ http {
     9 │     upstream app {
    10 │         server 192.0.2.10:3000;
       │                ^^^^^^^^^^ one address, a connection for each request
     ⋮ │
    17 │             proxy_pass http://app;
       │             --------------------- dialled here
       │
       = prevents  502  connect() to … failed (99: Cannot assign requested address) while connecting to upstream
       = help      keep connections: a group with \`keepalive\`, and HTTP/1.1 without \`Connection: close\`
    "
  `);
});

test('upstream-keepalive-implicit', () => {
  expect(picture('upstream-keepalive-implicit')).toMatchInlineSnapshot(`
    "
    info[upstream-keepalive-implicit]: nginx keeps idle connections to upstream \`shop\` for 60s without being asked to, but \`app\` closes them after 5s: a POST now and then meets a closed one and is answered with 502
       ┌─ nginx.conf:5:5
       │
     4 │ http {
     5 │     upstream shop {
       │     ^^^^^^^^^^^^^ 32 connections of each location are kept, since nginx 1.29.7
     ⋮ │
    13 │             proxy_pass http://shop;
       │             ---------------------- connections are kept here
       │
       ┌─ compose.yaml:8:71
     8 │     command: gunicorn --worker-class gthread --threads 4 --keep-alive 5 --bind 0.0.0.0:8000 shop.wsgi
       │                                                                       -        ------------ \`app\` listens here
       │                                                                       │
       │                                                                       the app closes after this time
       │
       = prevents  502  upstream prematurely closed connection while reading response header from upstream
       = note      medium confidence
       = help      set \`keepalive_timeout 4s;\` in the group, or \`keepalive 0;\` to have none kept (which nginx before 1.29.7 rejects)
    "
  `);
});
