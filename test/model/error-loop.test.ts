// Does an error page ask an app that is down once more? The first, the named and the endless one were seen on nginx 1.22.1.
import { expect, test } from 'vitest';
import { errorLoops } from '../../src/model/index.ts';
import { http, model, server } from './support.ts';

/** `hop → page`, with `…` for those without an end. */
function loops(config: string): readonly string[] {
  return errorLoops(model(config, '1.22.1')).map(
    ({ hop, page, again, isEndless }) => `${hop.label} → ${page.target} ${isEndless ? '…' : again.label}`,
  );
}

const PASS = 'proxy_pass http://a:1;';

test.each([
  ['from the same location', `error_page 502 /e; location / { ${PASS} }`, ['location / → /e location /']],
  ['for a timeout', `error_page 504 /e; location / { ${PASS} }`, ['location / → /e location /']],
  ['for what an app says', `error_page 500 503 /e; location / { ${PASS} }`, []],
  ['by the server', `error_page 502 /e; location /a { ${PASS} }`, []],
  ['with a file', `error_page 502 /e; location / { ${PASS} } location = /e { }`, []],
  ['of another site', `error_page 502 http://b/; location / { ${PASS} }`, []],
  ['with a variable', `error_page 502 /$status; location / { ${PASS} }`, []],
  ['by a fixed answer', `error_page 502 @e; location / { ${PASS} } location @e { return 503; }`, []],
  ['by another app', `error_page 502 @e; location / { ${PASS} } location @e { proxy_pass http://b:1; }`, []],
  ['by a name that is nowhere', `error_page 502 @e; location / { ${PASS} }`, []],
  [
    'by the same app',
    `error_page 502 @e; location / { ${PASS} } location @e { ${PASS} }`,
    ['location / → @e location @e'],
  ],
  [
    'of a named location that is tried',
    `error_page 502 @a; location / { try_files $uri @a; } location @a { ${PASS} }`,
    ['location @a → @a location @a'],
  ],
  [
    'where only some requests are passed on',
    `error_page 502 /e; location / { if ($arg_a) { return 404; } ${PASS} }`,
    [],
  ],
  [
    'beside conditions that change no answer',
    `error_page 502 /e; location / { if ($arg_a) { set $b 1; } rewrite ^/x /y break; ${PASS} }`,
    ['location / → /e location /'],
  ],
  [
    'each once',
    `error_page 502 504 /e; location / { error_page 502 /a; error_page 504 /b; ${PASS} }`,
    ['location / → /a location /', 'location / → /b location /'],
  ],
])('a page %s', (_, inside, expected) => {
  expect(loops(server(inside))).toEqual(expected);
});

test('a group and its only address are not the same app; two ways to write an address are', () => {
  const group = 'upstream g { server 1.2.3.4:80; }';
  const inside = (a: string, b: string) =>
    http(
      `${group} server { set $x 1.2.3.4; error_page 502 @e; location / { proxy_pass ${a}; } location @e { proxy_pass ${b}; } }`,
    );
  expect(loops(inside('http://g', 'http://1.2.3.4'))).toEqual([]);
  expect(loops(inside('http://g/a/$uri', 'http://g/b'))).toEqual(['location / → @e location @e']);
  expect(loops(inside('http://$x', 'http://1.2.3.4'))).toEqual(['location / → @e location @e']);
});

test('without an end where each page of a circle may have a page', () => {
  const inside = (at: string) =>
    server(
      `recursive_error_pages on; error_page 502 @e; location / { ${PASS} } location @e { ${at} proxy_pass http://b:1; }`,
    );
  expect(loops(inside(''))).toEqual(['location / → @e …']);
  expect(loops(inside('recursive_error_pages off;'))).toEqual([]);
  expect(loops(inside('error_page 404 /x;'))).toEqual([]);
});
