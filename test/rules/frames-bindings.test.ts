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
       = help      dial it with \`uwsgi_pass app:8000\`, or let \`app\` speak HTTP
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

test('binding-socket-not-shared', () => {
  expect(picture('binding-socket-not-shared')).toMatchInlineSnapshot(`
    "
    error[binding-socket-not-shared]: \`unix:/run/shop/app.sock\` is dialled, but that socket exists in the container of \`app\` only, and no mount brings it into the container of \`web\`
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://unix:/run/shop/app.sock;
       │                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:8:30
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
     6 │   app:
     7 │     image: registry.example.com/shop/app:1.4
     8 │     command: gunicorn --bind unix:/run/shop/app.sock shop.wsgi:application
       │                              ----------------------- \`app\` listens here
       │
       = prevents  502  connect() to unix:… failed (2: No such file or directory) while connecting to upstream
       = help      mount one volume at \`/run/shop\` in both, or let \`app\` listen on a port
    "
  `);
});

test('binding-socket-mount-path', () => {
  expect(picture('binding-socket-mount-path')).toMatchInlineSnapshot(`
    "
    error[binding-socket-mount-path]: \`unix:/run/shop/app.sock\` is the path in the container of \`app\`: nginx sees that socket as \`/sockets/app.sock\`
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://unix:/run/shop/app.sock;
       │                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:9:30
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
     6 │       - run:/sockets
     7 │   app:
     8 │     image: registry.example.com/shop/app:1.4
     9 │     command: gunicorn --bind unix:/run/shop/app.sock shop.wsgi:application
       │                              ----------------------- \`app\` listens here
       │
       = prevents  502  connect() to unix:… failed (2: No such file or directory) while connecting to upstream
       = help      dial \`unix:/sockets/app.sock\`
    "
  `);
});

test('binding-private-tmp', () => {
  expect(picture('binding-private-tmp')).toMatchInlineSnapshot(`
    "
    warning[binding-private-tmp]: \`unix:/tmp/shop.sock\` is dialled, but \`shop\` has a /tmp of its own: \`shop\` and nginx do not see the same files there
       ┌─ etc/nginx/nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://unix:/tmp/shop.sock;
       │                        ^^^^^^^^^^^^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ etc/systemd/system/shop.service:7:12
     7 │ PrivateTmp=true
       │            ---- \`shop\` has a /tmp of its own
     8 │ WorkingDirectory=/srv/shop
     9 │ ExecStart=/srv/shop/venv/bin/gunicorn --bind unix:/tmp/shop.sock shop.wsgi:application
       │                                              ------------------- \`shop\` listens here
       │
       = prevents  502  connect() to unix:… failed (2: No such file or directory) while connecting to upstream
       = note      medium confidence
       = help      let \`shop\` listen on \`/run/shop/shop.sock\` (\`RuntimeDirectory=\` makes the directory), and dial it there
    "
  `);
});

test('binding-socket-permission', () => {
  expect(picture('binding-socket-permission')).toMatchInlineSnapshot(`
    "
    warning[binding-socket-permission]: the workers of nginx run as \`www-data\` and may not connect to the socket of \`www\` (shop:shop 0660)
       ┌─ etc/nginx/nginx.conf:10:26
     1 │ user www-data;
       │ ------------- workers run as \`www-data\`
     ⋮ │
    10 │             fastcgi_pass unix:/run/php/www.sock;
       │                          ^^^^^^^^^^^^^^^^^^^^^^ dialled here
       ┌─ etc/php/8.2/fpm/pool.d/www.conf:4:10
     4 │ listen = /run/php/www.sock
       │          ----------------- the socket
     5 │ listen.owner = shop
       │                ---- says who may
     6 │ listen.group = shop
       │                ---- says who may
     7 │ listen.mode = 0660
       │               ---- says who may
       = prevents  502  connect() to unix:… failed (13: Permission denied) while connecting to upstream
       = note      medium confidence
       = help      give the socket a group that \`www-data\` is in, with the permission to write (0660)
    "
  `);
});

test('binding-service-name-on-host', () => {
  expect(picture('binding-service-name-on-host')).toMatchInlineSnapshot(`
    "
    error[binding-service-name-on-host]: \`app\` is a service of compose, and nginx runs on the host, where that is no name: it is published there on 8001
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://app:8000;
       │                        ^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:11:10
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
     ⋮ │
    11 │       - "127.0.0.1:8001:8000"
       │          ------------------- \`app\` is published here
       │
       = prevents  host not found in upstream
       = help      dial \`127.0.0.1:8001\`
    "
  `);
});

test('binding-container-ip', () => {
  expect(picture('binding-container-ip')).toMatchInlineSnapshot(`
    "
    warning[binding-container-ip]: \`172.18.0.3:8000\` is an address that docker gave a container: after a restart it may be another one, or another container's
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://172.18.0.3:8000;
       │                        ^^^^^^^^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:5:9
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
       │
       = prevents  502  connect() failed (113: No route to host) while connecting to upstream
       = note      medium confidence
       = help      dial \`app:8000\`
    "
  `);
});

test('binding-allowed-clients', () => {
  expect(picture('binding-allowed-clients')).toMatchInlineSnapshot(`
    "
    warning[binding-allowed-clients]: \`www\` closes the connections of clients that are not on its list (\`10.0.0.5\`), and \`127.0.0.1\` is not on it
       ┌─ etc/nginx/nginx.conf:9:26
     9 │             fastcgi_pass 127.0.0.1:9000;
       │                          ^^^^^^^^^^^^^^ dialled here
       ┌─ etc/php/8.2/fpm/pool.d/www.conf:5:26
     4 │ listen = 127.0.0.1:9000
       │          -------------- \`www\` listens here
     5 │ listen.allowed_clients = 10.0.0.5
       │                          -------- accepts only these
       = prevents  502  recv() failed (104: Connection reset by peer) while reading response header from upstream
       = note      medium confidence
       = help      add the address of nginx to \`listen.allowed_clients\`, without a space after the comma
    "
  `);
});

test('binding-unix-prefix', () => {
  expect(picture('binding-unix-prefix')).toMatchInlineSnapshot(`
    "
    error[binding-unix-prefix]: \`unix:/run/shop/app.sock\` is dialled, but \`app\` listens on a random TCP port: uWSGI knows no \`unix:\` prefix (\`unix:/run/shop/app.sock\`)
       ┌─ nginx.conf:9:24
     9 │             uwsgi_pass unix:/run/shop/app.sock;
       │                        ^^^^^^^^^^^^^^^^^^^^^^^ dialled here
       ┌─ compose.yaml:9:29
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
     6 │       - run:/run/shop
     7 │   app:
     8 │     image: registry.example.com/shop/app:1.4
     9 │     command: uwsgi --socket unix:/run/shop/app.sock --wsgi-file shop.py
       │                             ----------------------- \`app\` listens here
       = prevents  502  connect() to unix:… failed (2: No such file or directory) while connecting to upstream
       = help      write \`/run/shop/app.sock\` there, without \`unix:\`
    "
  `);
});

test('binding-image-default-port', () => {
  expect(picture('binding-image-default-port')).toMatchInlineSnapshot(`
    "
    warning[binding-image-default-port]: \`app:80\` is dialled, but the image of \`app\` listens on 8080 unless something tells it otherwise
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://app:80;
       │                        ^^^^^^^^^^^^^ dialled here
       │
       ┌─ app/Dockerfile:1:6
     1 │ FROM mcr.microsoft.com/dotnet/aspnet:8.0
       │      ----------------------------------- \`app\`'s image
       │
       ┌─ compose.yaml:5:9
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
       │
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = note      medium confidence
       = help      dial \`app:8080\`
    "
  `);
});

test('binding-host-gateway', () => {
  expect(picture('binding-host-gateway')).toMatchInlineSnapshot(`
    "
    info[binding-host-gateway]: \`host.docker.internal\` is known in the container of \`web\` only where Docker Desktop runs it: it has no \`extra_hosts\` for that name
       ┌─ nginx.conf:9:24
       │
     8 │         location / {
     9 │             proxy_pass http://host.docker.internal:3000;
       │                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:2:3
     2 │   web:
       │   --- has no \`extra_hosts\` for it
     3 │     image: nginx:1.28
     4 │     volumes:
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
       │
       = prevents  host not found in upstream
       = note      low confidence
       = help      give \`web\` the name on Linux, too: \`extra_hosts: ["host.docker.internal:host-gateway"]\`
    "
  `);
});

test('binding-self-dial', () => {
  expect(picture('binding-self-dial')).toMatchInlineSnapshot(`
    "
    error[binding-self-dial]: \`web:80\` is nginx itself: what it sends there comes to the same place again, until there is no connection left
       ┌─ nginx.conf:8:24
       │
     5 │         listen 80;
       │         --------- nginx listens here
     6 │
     7 │         location / {
     8 │             proxy_pass http://web:80;
       │                        ^^^^^^^^^^^^^ dialled here
       │
       ┌─ compose.yaml:5:9
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
       │
       = prevents  502  worker_connections are not enough
       = help      dial the address of the app
    "
  `);
});

test('binding-service-port', () => {
  expect(picture('binding-service-port')).toMatchInlineSnapshot(`
    "
    error[binding-service-port]: \`app:8000\` is dialled, but the port of the Service \`app\` is 8080: 8000 is the port of the containers behind it
       ┌─ shop.yaml:10:22
       │
     9 │       location / {
    10 │           proxy_pass http://app:8000;
       │                      ^^^^^^^^^^^^^^^ dialled here
     ⋮ │
    32 │               mountPath: /etc/nginx/conf.d
       │                          ----------------- nginx runs in \`web\`
     ⋮ │
    66 │     - port: 8080
       │             ---- the Service \`app\` has this port
       │
       = prevents  504  upstream timed out (110: Connection timed out) while connecting to upstream
       = help      dial \`app:8080\`
    "
  `);
});

test('binding-selinux', () => {
  expect(picture('binding-selinux')).toMatchInlineSnapshot(`
    "
    warning[binding-selinux]: \`127.0.0.1:3000\` is denied by SELinux: \`httpd_can_network_connect\` is off, and nothing else opens port 3000
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_pass http://127.0.0.1:3000;
       │                        ^^^^^^^^^^^^^^^^^^^^^ dialled here
       │
       ┌─ booleans.txt:1:1
     1 │ httpd_can_network_connect --> off
       │ --------------------------------- nginx may not connect to ports
       │
       ┌─ .nginx-vet.json:3:14
     3 │     "place": "host",
       │              ------ nginx runs here
       │
       = prevents  502  connect() to 127.0.0.1:3000 failed (13: Permission denied) while connecting to upstream
       = note      medium confidence
       = help      \`setsebool -P httpd_can_network_connect 1\`, or for this port only \`semanage port -a -t http_port_t -p tcp 3000\`
    "
  `);
});
