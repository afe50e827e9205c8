// The pictures of the rules about how apps are started.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('binding-no-restart, first example', () => {
  expect(picture('binding-no-restart', 1)).toMatchInlineSnapshot(`
    "
    info[binding-no-restart]: nothing starts \`app\` again when it has crashed: nginx answers 502 until somebody does
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://app:8000;
       │                        ^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:9:3
     9 │   app:
       │   --- says nothing about restarts
       │
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = note      medium confidence
       = help      write \`restart: unless-stopped\`
    "
  `);
});

test('binding-no-restart, second example', () => {
  expect(picture('binding-no-restart', 2)).toMatchInlineSnapshot(`
    "
    info[binding-no-restart]: nothing starts \`shop\` when the machine starts: nginx answers 502 until somebody does
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://127.0.0.1:8000;
       │                        ^^^^^^^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ shop.service:5:11
     5 │ ExecStart=/usr/bin/gunicorn --bind 127.0.0.1:8000 shop.wsgi
       │           ----------------- nothing wants this unit
       │
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = note      medium confidence
       = help      write \`WantedBy=multi-user.target\` in \`[Install]\`, and enable the unit
    "
  `);
});

test('binding-startup-order, first example', () => {
  expect(picture('binding-startup-order', 1)).toMatchInlineSnapshot(`
    "
    info[binding-startup-order]: \`web\` does not wait for \`app\`: where it is started first, nginx finds no host \`app\` and exits
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://app:8000;
       │                        ^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:2:3
     2 │   web:
       │   --- starts nginx
     ⋮ │
     7 │   app:
       │   --- starts the app
       │
       = prevents  host not found in upstream "app"
       = note      medium confidence
       = help      write \`depends_on: { app: { condition: service_healthy } }\`, and a \`healthcheck\` for \`app\`
    "
  `);
});

test('binding-startup-order, second example', () => {
  expect(picture('binding-startup-order', 2)).toMatchInlineSnapshot(`
    "
    info[binding-startup-order]: \`web\` does not wait until \`app\` listens: requests that come before are answered with 502
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://app:8000;
       │                        ^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:2:3
     2 │   web:
       │   --- starts nginx
     ⋮ │
     9 │   app:
       │   --- starts the app
       │
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = note      medium confidence
       = help      write \`depends_on: { app: { condition: service_healthy } }\`, and a \`healthcheck\` for \`app\`
    "
  `);
});

test('worker-connections, a limit of the container', () => {
  expect(picture('worker-connections', 3)).toMatchInlineSnapshot(`
    "
    warning[worker-connections]: a worker may open 2048 files, so its 4096 connections are never reached: requests fail with 500 before
       ┌─ nginx.conf:2:5
       │
     1 │ events {
     2 │     worker_connections 4096;
       │     ^^^^^^^^^^^^^^^^^^^^^^^ more than files
       │
       ┌─ compose.yaml:5:15
     5 │       nofile: 2048
       │               ---- the limit of open files
       │
       = prevents  500  socket() failed (24: Too many open files) while connecting to upstream
       = help      write \`worker_rlimit_nofile\` as twice \`worker_connections\`
    "
  `);
});

test('worker-rlimit-nofile, a container that forbids it', () => {
  expect(picture('worker-rlimit-nofile', 2)).toMatchInlineSnapshot(`
    "
    warning[worker-rlimit-nofile]: nginx is not allowed to have 8192 open files, since its container has 4096 at most: a worker goes on with 4096
       ┌─ nginx.conf:1:1
     1 │ worker_rlimit_nofile 8192;
       │ ^^^^^^^^^^^^^^^^^^^^^^^^^ refused when a worker starts
     2 │
     3 │ events {
     4 │     worker_connections 4096;
       │     ----------------------- the connections of a worker
       ┌─ compose.yaml:5:15
     5 │       nofile: 4096
       │               ---- the container allows no more
       = prevents  setrlimit(RLIMIT_NOFILE, 8192) failed (1: Operation not permitted)
       = help      raise \`ulimits: nofile\` of the container
    "
  `);
});
