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
