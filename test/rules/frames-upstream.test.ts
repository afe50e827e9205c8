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
