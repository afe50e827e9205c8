// The pictures of the rules about what apps do with connections, slow requests and restarts.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('binding-keepalive-idle', () => {
  expect(picture('binding-keepalive-idle')).toMatchInlineSnapshot(`
    "
    warning[binding-keepalive-idle]: idle connections to upstream \`shop\` are kept for 60s, the default, but \`app\` closes them after 5s: a POST now and then meets a closed one and is answered with 502
       ┌─ nginx.conf:7:9
     7 │         keepalive 16;
       │         ^^^^^^^^^^^^ kept for longer than the app allows
     ⋮ │
    14 │             proxy_pass http://shop;
       │             ---------------------- connections are kept here
       ┌─ compose.yaml:8:71
     8 │     command: gunicorn --worker-class gthread --threads 4 --keep-alive 5 --bind 0.0.0.0:8000 shop.wsgi
       │                                                                       -        ------------ \`app\` listens here
       │                                                                       │
       │                                                                       the app closes after this time
       = prevents  502  upstream prematurely closed connection while reading response header from upstream
       = note      medium confidence
       = help      set \`keepalive_timeout 4s;\` in the group, or let \`app\` keep idle connections for longer than nginx does
    "
  `);
});

test('binding-request-timeout, the app ends the request', () => {
  expect(picture('binding-request-timeout')).toMatchInlineSnapshot(`
    "
    warning[binding-request-timeout]: \`proxy_read_timeout\` lets nginx wait 300s for \`app\`, which ends a request after 60s: the client gets a 502 then, however long nginx would wait
       ┌─ nginx.conf:9:13
     8 │             proxy_pass http://app:8000;
       │             -------------------------- dialled here
     9 │             proxy_read_timeout 300s;
       │             ^^^^^^^^^^^^^^^^^^^^^^^ nginx would wait for this long
       ┌─ compose.yaml:8:65
     8 │     command: gunicorn --worker-class sync --threads 1 --timeout 60 --bind 0.0.0.0:8000 shop.wsgi
       │                                                                 -- the limit of the app
       = prevents  502  upstream prematurely closed connection while reading response header from upstream
       = note      medium confidence
       = help      let \`app\` work for longer than 300s, or write \`proxy_read_timeout\` shorter than 60s: then nginx gives up first and answers 504
    "
  `);
});

test('binding-request-timeout, nginx gives up', () => {
  expect(picture('binding-request-timeout', 2)).toMatchInlineSnapshot(`
    "
    info[binding-request-timeout]: \`app\` may work on a request for 120s, but nginx answers 504 after 60s without a piece of the answer, the default of \`proxy_read_timeout\`
       ┌─ nginx.conf:8:13
       │
     7 │         location / {
     8 │             proxy_pass http://app:8000;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^ nginx waits for 60s
       │
       ┌─ compose.yaml:8:65
     8 │     command: gunicorn --worker-class sync --threads 1 --timeout 120 --bind 0.0.0.0:8000 shop.wsgi
       │                                                                 --- the limit of the app
       │
       = prevents  504  upstream timed out (110: Connection timed out) while reading response header from upstream
       = note      medium confidence
       = help      write \`proxy_read_timeout\` for \`location /\`, longer than 120s if answers may take that long
    "
  `);
});

test('binding-worker-pool', () => {
  expect(picture('binding-worker-pool')).toMatchInlineSnapshot(`
    "
    warning[binding-worker-pool]: nginx keeps up to 16 idle connections to \`www\`, and each holds one of its 5 processes: when all are held, a request on another connection waits until it is answered with 504
       ┌─ etc/nginx/nginx.conf:6:9
     6 │         keepalive 16;
       │         ^^^^^^^^^^^^ 16 for each worker process
     ⋮ │
    15 │             fastcgi_keep_conn on;
       │             -------------------- asks php-fpm to keep connections
       ┌─ etc/php/8.2/fpm/pool.d/www.conf:6:19
     6 │ pm.max_children = 5
       │                   - so many processes
       = prevents  504  upstream timed out (110: Connection timed out) while reading response header from upstream
       = note      medium confidence
       = help      take \`fastcgi_keep_conn\` out, or keep fewer connections than the pool has processes
    "
  `);
});
