// What a person sees of the rules about parameters, timeouts, buffers and worker limits.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('fastcgi-script-filename', () => {
  expect(picture('fastcgi-script-filename')).toMatchInlineSnapshot(`
    "
    error[fastcgi-script-filename]: there is no \`SCRIPT_FILENAME\` among the \`fastcgi_param\` lines in effect here: PHP is not told which script to run
       ┌─ nginx.conf:10:26
     9 │             include fastcgi_params;
       │             ---------------------- the lines in effect
    10 │             fastcgi_pass unix:/run/php/php8.2-fpm.sock;
       │                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ PHP is asked here
       = prevents  404  FastCGI sent in stderr: "Primary script unknown" while reading response header from upstream
       = note      medium confidence
       = help      add \`fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;\`  (fixable)
    "
  `);
  expect(picture('fastcgi-script-filename', 2)).toMatchInlineSnapshot(`
    "
    error[fastcgi-script-filename]: there is no \`REQUEST_METHOD\` among the \`fastcgi_param\` lines in effect here: PHP takes it for no request and answers with an empty page
       ┌─ nginx.conf:10:26
     9 │             fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
       │             ---------------------------------------------------------------- the lines in effect
    10 │             fastcgi_pass unix:/run/php/php8.2-fpm.sock;
       │                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ PHP is asked here
       = help      add \`include fastcgi_params;\`
    "
  `);
});

test('fastcgi-param-inheritance', () => {
  expect(picture('fastcgi-param-inheritance')).toMatchInlineSnapshot(`
    "
    error[fastcgi-param-inheritance]: this \`fastcgi_param\` replaces the whole outer list: PHP gets no \`SCRIPT_FILENAME\`, \`REQUEST_METHOD\`, \`SCRIPT_NAME\` and 18 more and answers with an empty page
       ┌─ nginx.conf:10:13
       │
     7 │         include fastcgi.conf;
       │         -------------------- not inherited
     8 │
     9 │         location ~ \\.php$ {
    10 │             fastcgi_param APP_ENV production;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ from here on, the outer list does not hold
    11 │             fastcgi_pass unix:/run/php/php8.2-fpm.sock;
       │             ------------------------------------------ dialled without them
       │
       = help      repeat the outer lines beside this one
    "
  `);
});

test('uwsgi-params-missing', () => {
  expect(picture('uwsgi-params-missing')).toMatchInlineSnapshot(`
    "
    warning[uwsgi-params-missing]: no \`uwsgi_param\` is in effect here: the app gets no request method, no path and no query, only headers
       ┌─ nginx.conf:8:24
       │
     7 │         location / {
     8 │             uwsgi_pass unix:/run/uwsgi/app.sock;
       │                        ^^^^^^^^^^^^^^^^^^^^^^^^ dialled without them
       │
       = prevents  502  upstream prematurely closed connection while reading response header from upstream
       = help      add \`include uwsgi_params;\`
    "
  `);
});

test('fastcgi-split-path-info', () => {
  expect(picture('fastcgi-split-path-info')).toMatchInlineSnapshot(`
    "
    info[fastcgi-split-path-info]: the path behind the script is cut off here, and no \`fastcgi_param\` in effect passes it on: the app gets no \`PATH_INFO\`
       ┌─ nginx.conf:9:13
       │
     8 │         location ~ \\.php(/|$) {
     9 │             fastcgi_split_path_info ^(.+?\\.php)(/.*)$;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ its second group goes nowhere
    10 │             include fastcgi.conf;
    11 │             fastcgi_pass unix:/run/php/php8.2-fpm.sock;
       │             ------------------------------------------ dialled without \`PATH_INFO\`
       │
       = help      add \`fastcgi_param PATH_INFO $fastcgi_path_info;\`, or remove this line if no address goes on behind the script
    "
  `);
});

test('timeout-zero', () => {
  expect(picture('timeout-zero')).toMatchInlineSnapshot(`
    "
    error[timeout-zero]: \`proxy_read_timeout 0\` is no time at all, not an unlimited one: every answer that is not there yet is a 504
       ┌─ nginx.conf:8:13
       │
     7 │         location / {
     8 │             proxy_read_timeout 0;
       │             ^^^^^^^^^^^^^^^^^^^^ at once
     9 │             proxy_pass http://127.0.0.1:3000;
       │             -------------------------------- dialled with it
       │
       = prevents  504  upstream timed out (110: Connection timed out) while reading response header from upstream
       = help      write the longest time that may pass; for one without an end there is no value, so take a long one
    "
  `);
});

test('timeout-wrong-family', () => {
  expect(picture('timeout-wrong-family')).toMatchInlineSnapshot(`
    "
    warning[timeout-wrong-family]: \`proxy_read_timeout\` does nothing here: \`fastcgi_pass\` looks at \`fastcgi_read_timeout\` instead
       ┌─ nginx.conf:10:13
    10 │             proxy_read_timeout 300s;
       │             ^^^^^^^^^^^^^^^^^^^^^^^ read by nobody
    11 │             fastcgi_pass unix:/run/php/php8.2-fpm.sock;
       │             ------------------------------------------ dialled here
       = prevents  504  upstream timed out (110: Connection timed out) while reading response header from upstream
       = help      write \`fastcgi_read_timeout\`                                      (fixable)
    "
  `);
  expect(picture('timeout-wrong-family', 2)).toMatchInlineSnapshot(`
    "
    warning[timeout-wrong-family]: \`proxy_set_header\` does nothing here: \`uwsgi_pass\` does not look at it
       ┌─ nginx.conf:9:13
     9 │             proxy_set_header Host $host;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ read by nobody
    10 │             uwsgi_pass unix:/run/uwsgi/app.sock;
       │             ----------------------------------- dialled here
       = help      remove the line
    "
  `);
});

test('proxy-connect-timeout-long', () => {
  expect(picture('proxy-connect-timeout-long')).toMatchInlineSnapshot(`
    "
    info[proxy-connect-timeout-long]: \`proxy_connect_timeout 300s\` is longer than a connection can take: the system gives up by itself, and requests to an app that is away wait until then
       ┌─ nginx.conf:8:13
       │
     7 │         location / {
     8 │             proxy_connect_timeout 300s;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^ more than 130 seconds
     9 │             proxy_pass http://10.0.0.5:3000;
       │             ------------------------------- dialled with it
       │
       = prevents  502  connect() failed (110: Connection timed out) while connecting to upstream
       = help      a few seconds are enough to connect; how long the app may take to answer is the read timeout
    "
  `);
});

test('setting-without-effect', () => {
  expect(picture('setting-without-effect')).toMatchInlineSnapshot(`
    "
    info[setting-without-effect]: \`proxy_read_timeout 60s\` changes nothing: the same holds without it
       ┌─ nginx.conf:8:13
       │
     7 │         location / {
     8 │             proxy_read_timeout 60s;
       │             ^^^^^^^^^^^^^^^^^^^^^^ the default
     9 │             proxy_pass http://127.0.0.1:3000;
       │             -------------------------------- dialled with it
       │
       = help      remove the line, or write the value that was meant
    "
  `);
  expect(picture('setting-without-effect', 2)).toMatchInlineSnapshot(`
    "
    info[setting-without-effect]: \`proxy_ssl_trusted_certificate\` changes nothing: \`proxy_ssl_verify\` is off
       ┌─ nginx.conf:8:13
       │
     7 │         location / {
     8 │             proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ without effect
     9 │             proxy_pass https://10.0.0.5;
       │             --------------------------- dialled with it
       │
       = help      add \`proxy_ssl_verify on;\`, or remove the line
    "
  `);
});

test('proxy-buffer-size', () => {
  expect(picture('proxy-buffer-size')).toMatchInlineSnapshot(`
    "
    warning[proxy-buffer-size]: \`proxy_buffers 8 32k\` makes no room for larger response headers: they have to fit into \`proxy_buffer_size\`, which is 4k here
       ┌─ nginx.conf:8:13
       │
     7 │         location / {
     8 │             proxy_buffers 8 32k;
       │             ^^^^^^^^^^^^^^^^^^^ for bodies only
     9 │             proxy_busy_buffers_size 64k;
       │             --------------------------- for bodies, too
    10 │             proxy_pass http://127.0.0.1:3000;
       │             -------------------------------- dialled with it
       │
       = prevents  502  upstream sent too big header while reading response header from upstream
       = help      if headers of the app are large (cookies, tokens), add \`proxy_buffer_size 32k;\`
    "
  `);
  expect(picture('proxy-buffer-size', 2)).toMatchInlineSnapshot(`
    "
    warning[proxy-buffer-size]: \`proxy_buffer_size 1k\` is less than the default: response headers that do not fit into it are a 502
       ┌─ nginx.conf:8:13
       │
     7 │         location / {
     8 │             proxy_buffer_size 1k;
       │             ^^^^^^^^^^^^^^^^^^^^ less than the default
     9 │             proxy_pass http://127.0.0.1:3000;
       │             -------------------------------- dialled with it
       │
       = prevents  502  upstream sent too big header while reading response header from upstream
       = help      write \`proxy_buffer_size 4k\` or more
    "
  `);
});

test('fastcgi-request-buffering-off', () => {
  expect(picture('fastcgi-request-buffering-off')).toMatchInlineSnapshot(`
    "
    warning[fastcgi-request-buffering-off]: request bodies without a \`Content-Length\` (chunked uploads) reach the app empty: with \`fastcgi_request_buffering off\` nginx does not know their length
       ┌─ nginx.conf:10:13
    10 │             fastcgi_request_buffering off;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ their length is not known when the request is sent
    11 │             fastcgi_pass unix:/run/php/php8.2-fpm.sock;
       │             ------------------------------------------ dialled with it
       = help      remove the line, unless every client sends a \`Content-Length\`
    "
  `);
});

test('proxy-request-buffering-off', () => {
  expect(picture('proxy-request-buffering-off')).toMatchInlineSnapshot(`
    "
    info[proxy-request-buffering-off]: with \`proxy_request_buffering off\` a request with a body is not passed to another server of \`app\` once the body is on its way
       ┌─ nginx.conf:13:13
       │
     4 │     upstream app {
       │     ------------ the group
     ⋮ │
    12 │         location / {
    13 │             proxy_request_buffering off;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ no second try
    14 │             proxy_pass http://app;
       │             --------------------- dialled with it
       │
       = prevents  502  upstream prematurely closed connection while reading response header from upstream
       = help      switch it off only where uploads have to stream
    "
  `);
});

test('worker-connections', () => {
  expect(picture('worker-connections')).toMatchInlineSnapshot(`
    "
    warning[worker-connections]: a worker may open 1024 files, so its 4096 connections are never reached: requests fail with 500 before
       ┌─ nginx.conf:4:5
       │
     1 │ worker_rlimit_nofile 1024;
       │ ------------------------- the limit of open files
     2 │
     3 │ events {
     4 │     worker_connections 4096;
       │     ^^^^^^^^^^^^^^^^^^^^^^^ more than files
       │
       = prevents  500  socket() failed (24: Too many open files) while connecting to upstream
       = help      write \`worker_rlimit_nofile\` as twice \`worker_connections\`
    "
  `);
  expect(picture('worker-connections', 2)).toMatchInlineSnapshot(`
    "
    info[worker-connections]: a proxied request takes two of these 32 connections: each worker has room for 16 of them at once
       ┌─ nginx.conf:2:5
       │
     1 │ events {
     2 │     worker_connections 32;
       │     ^^^^^^^^^^^^^^^^^^^^^ half of it for clients, half for apps
       │
       = prevents  500  32 worker_connections are not enough
       = help      the default is 512
    "
  `);
});

test('worker-rlimit-nofile', () => {
  expect(picture('worker-rlimit-nofile')).toMatchInlineSnapshot(`
    "
    warning[worker-rlimit-nofile]: as many open files as connections: listening sockets, logs and files need some, too, so the last connections cannot be opened
       ┌─ nginx.conf:1:1
     1 │ worker_rlimit_nofile 4096;
       │ ^^^^^^^^^^^^^^^^^^^^^^^^^ the limit of open files
     2 │
     3 │ events {
     4 │     worker_connections 4096;
       │     ----------------------- the connections of a worker
       = prevents  500  socket() failed (24: Too many open files) while connecting to upstream
       = help      write \`worker_rlimit_nofile 8192;\`
    "
  `);
});
