// What a person sees of the rules about error pages and subrequests.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('error-page-loop', () => {
  expect(picture('error-page-loop')).toMatchInlineSnapshot(`
    "
    warning[error-page-loop]: when the app of \`location /\` is down, \`/50x.html\` is asked from it, too: \`location /\` is where that page comes from
       ┌─ nginx.conf:7:28
     7 │         error_page 502 504 /50x.html;
       │                            ^^^^^^^^^ asked from the app that just failed
     8 │
     9 │         location / {
    10 │             proxy_pass http://127.0.0.1:3000;
       │             -------------------------------- dialled for both
       = help      give the page a location of its own that serves a file: \`location = /50x.html { internal; }\` with a \`root\`
    "
  `);
  expect(picture('error-page-loop', 2)).toMatchInlineSnapshot(`
    "
    warning[error-page-loop]: while the app is down the page \`@fallback\` leads back to itself, since \`recursive_error_pages\` is on: after ten rounds the client gets a 500
       ┌─ nginx.conf:9:26
     5 │     recursive_error_pages on;
       │     ------------------------ pages of pages, too
     6 │
     7 │     server {
     8 │         listen 8080;
     9 │         error_page 502 = @fallback;
       │                          ^^^^^^^^^ asks the dead app again and again
    10 │
    11 │         location / {
    12 │             proxy_pass http://127.0.0.1:3000;
       │             -------------------------------- dialled first
    13 │         }
    14 │
    15 │         location @fallback {
    16 │             proxy_pass http://127.0.0.1:3001;
       │             -------------------------------- dialled for the page
       = prevents  500  rewrite or internal redirection cycle
       = help      take the page from a file, or switch \`recursive_error_pages\` off
    "
  `);
});

test('auth-request-upstream', () => {
  expect(picture('auth-request-upstream')).toMatchInlineSnapshot(`
    "
    warning[auth-request-upstream]: nothing answers \`auth_request /auth\`: nginx looks for a file of that name, and without one every request is a 500
       ┌─ nginx.conf:9:26
       │
     8 │         location /private/ {
     9 │             auth_request /auth;
       │                          ^^^^^ asked, but nobody answers
       │
       = prevents  500  auth request unexpected status: 404
       = help      add a \`location = /auth { internal; … }\` with the \`proxy_pass\` to the auth app
    "
  `);
  expect(picture('auth-request-upstream', 2)).toMatchInlineSnapshot(`
    "
    warning[auth-request-upstream]: while the auth app is down, this page makes 200 of its 502 and 504: every request passes unchecked
       ┌─ nginx.conf:7:9
     7 │         error_page 502 504 =200 /maintenance.html;
       │         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ taken for a yes
     8 │
     9 │         location / {
    10 │             auth_request /auth;
       │             ------------------ asks
     ⋮ │
    16 │             proxy_pass http://127.0.0.1:9091;
       │             -------------------------------- the auth app
       = help      give the location of the auth app an \`error_page\` that keeps the status, or a page that answers with 403
    "
  `);
});

test('auth-request-body', () => {
  expect(picture('auth-request-body')).toMatchInlineSnapshot(`
    "
    warning[auth-request-body]: the auth app is told the length of a body that \`proxy_pass_request_body off\` keeps from it: where it waits for the body, requests with one are a 500 after \`proxy_read_timeout\`
       ┌─ nginx.conf:16:13
     9 │             auth_request /auth;
       │             ------------------ asks
     ⋮ │
    15 │             proxy_pass http://127.0.0.1:9091;
       │             -------------------------------- the auth app
    16 │             proxy_pass_request_body off;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ the body, but not its length
       = prevents  500  auth request unexpected status: 504
       = help      add \`proxy_set_header Content-Length "";\`                         (fixable)
    "
  `);
});
