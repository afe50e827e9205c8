// What a person sees: the terminal picture of the rules about addresses, each made by its bad example.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('upstream-socket-path', () => {
  expect(picture('upstream-socket-path')).toMatchInlineSnapshot(`
    "
    error[upstream-socket-path]: \`/app/\` belongs to the path of the socket here, so \`/run/app.sock\` is taken for a directory
       ┌─ nginx.conf:8:36
       │
     7 │         location /app/ {
     8 │             proxy_pass http://unix:/run/app.sock/app/;
       │                                    ^^^^^^^^^^^^^^^^^^ all of this is the path
       │
       = prevents  502  connect() to unix:/run/app.sock/app/ failed (20: Not a directory) while connecting to upstream
       = help      write a colon between the socket and the URI: \`unix:/run/app.sock:/app/\`  (fixable)
    "
  `);
  expect(picture('upstream-socket-path', 2)).toMatchInlineSnapshot(`
    "
    error[upstream-socket-path]: \`:/app/\` belongs to the path of the socket here: a socket that is called \`/run/app.sock:/app/\` is looked for
       ┌─ nginx.conf:5:21
       │
     4 │     upstream app {
     5 │         server unix:/run/app.sock:/app/;
       │                     ^^^^^^^^^^^^^^^^^^^ all of this is the path
     ⋮ │
    12 │             proxy_pass http://app;
       │             --------------------- dialled from here
       │
       = prevents  502  connect() to unix:/run/app.sock:/app/ failed (2: No such file or directory) while connecting to upstream
       = help      end the address with \`/run/app.sock\`
    "
  `);
});

test('proxy-pass-unix-uri-double-slash', () => {
  expect(picture('proxy-pass-unix-uri-double-slash')).toMatchInlineSnapshot(`
    "
    info[proxy-pass-unix-uri-double-slash]: the app is asked for \`/pre//…\` when a client asks for \`/files/…\`: the URI ends with a slash and \`/files\` does not
       ┌─ nginx.conf:8:50
       │
     7 │         location /files {
       │         --------------- the prefix that is replaced
     8 │             proxy_pass http://unix:/run/app.sock:/pre/;
       │                                                  ^^^^^ replaces \`/files\`
       │
       = help      write \`location /files/\`, or \`/pre\` here
    "
  `);
});
