// The pictures of the rules about apps: dial and declaration in one frame.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('binding-loopback-bind', () => {
  expect(picture('binding-loopback-bind')).toMatchInlineSnapshot(`
    "
    error[binding-loopback-bind]: \`app:8000\` is dialled, but \`app\` listens on \`127.0.0.1:8000\`, which answers nobody outside of its own container
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://app:8000;
       │                        ^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:8:30
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
     6 │   app:
     7 │     image: registry.example.com/shop/app:1.4
     8 │     command: gunicorn --bind 127.0.0.1:8000 shop.wsgi:application
       │                              -------------- \`app\` listens here
       │
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = help      let \`app\` listen on \`0.0.0.0:8000\`
    "
  `);
});

test('binding-bind-address', () => {
  expect(picture('binding-bind-address')).toMatchInlineSnapshot(`
    "
    warning[binding-bind-address]: \`127.0.0.1:9000\` is dialled, but \`www\` listens on \`10.0.0.5:9000\` only
       ┌─ etc/nginx/nginx.conf:9:26
     9 │             fastcgi_pass 127.0.0.1:9000;
       │                          ^^^^^^^^^^^^^^ dialled here
       ┌─ etc/php/8.2/fpm/pool.d/www.conf:4:10
     4 │ listen = 10.0.0.5:9000
       │          ------------- \`www\` listens here
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = note      medium confidence
       = help      dial \`10.0.0.5:9000\`
    "
  `);
});

test('binding-not-published', () => {
  expect(picture('binding-not-published')).toMatchInlineSnapshot(`
    "
    warning[binding-not-published]: \`127.0.0.1:8000\` is dialled on the host, but \`app\` listens on 8000 in its container only: the port is not published
       ┌─ nginx.conf:5:16
       │
     4 │     upstream app {
     5 │         server 127.0.0.1:8000;
       │                ^^^^^^^^^^^^^^ dialled here
     ⋮ │
    12 │             proxy_pass http://app;
       │             --------------------- through this group
       │
       ┌─ compose.yaml:4:30
     4 │     command: gunicorn --bind 0.0.0.0:8000 shop.wsgi:application
       │                              ------------ \`app\` listens here
       │
       ┌─ .nginx-vet.json:2:26
     2 │   "bindings": { "place": "host" }
       │                          ------ nginx runs here
       │
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = note      medium confidence
       = help      publish the port (\`ports: ["127.0.0.1:8000:8000"]\`), or run nginx in the network of \`app\`
    "
  `);
});

test('binding-unknown-host', () => {
  expect(picture('binding-unknown-host')).toMatchInlineSnapshot(`
    "
    error[binding-unknown-host]: no service is called \`bakend\`, but there is one called \`backend\`
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://bakend:8000;
       │                        ^^^^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:6:3
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
     6 │   backend:
       │   ------- \`backend\` is a service
       │
       = prevents  host not found in upstream
       = help      dial \`backend:8000\`
    "
  `);
});

test('binding-unreachable-network', () => {
  expect(picture('binding-unreachable-network')).toMatchInlineSnapshot(`
    "
    error[binding-unreachable-network]: \`app:8000\` is dialled, but \`web\` and \`app\` have no network in common: front there, back here
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://app:8000;
       │                        ^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:8:3
     2 │   web:
       │   --- \`web\` is in the network \`front\`
     3 │     image: nginx:1.28
     4 │     volumes:
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
     6 │     networks:
     7 │       - front
     8 │   app:
       │   --- \`app\` is in the network \`back\`
       │
       = prevents  host not found in upstream
       = help      attach \`app\` and \`web\` to one network
    "
  `);
});

test('binding-protocol', () => {
  expect(picture('binding-protocol')).toMatchInlineSnapshot(`
    "
    error[binding-protocol]: \`app:8000\` is dialled with HTTP, but \`app\` speaks the uwsgi protocol there
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://app:8000;
       │                        ^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:8:29
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
     6 │   app:
     7 │     image: registry.example.com/shop/app:1.4
     8 │     command: uwsgi --socket 0.0.0.0:8000 --wsgi-file shop.py
       │                             ------------ \`app\` listens here
       │
       = prevents  502
       = help      dial it with \`uwsgi_pass\`, or let \`app\` speak HTTP
    "
  `);
});

test('binding-transport', () => {
  expect(picture('binding-transport')).toMatchInlineSnapshot(`
    "
    warning[binding-transport]: \`127.0.0.1:9000\` is dialled, but \`www\` listens on the socket \`/run/php/php8.2-fpm.sock\` and on no port
       ┌─ etc/nginx/nginx.conf:9:26
     9 │             fastcgi_pass 127.0.0.1:9000;
       │                          ^^^^^^^^^^^^^^ dialled here
       ┌─ etc/php/8.2/fpm/pool.d/www.conf:4:10
     4 │ listen = /run/php/php8.2-fpm.sock
       │          ------------------------ \`www\` listens here
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = note      medium confidence
       = help      dial \`unix:/run/php/php8.2-fpm.sock\`
    "
  `);
});
