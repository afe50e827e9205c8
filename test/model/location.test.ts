// Which location serves a URI? Read in src/http/ngx_http_core_module.c (ngx_http_core_find_location), seen on nginx 1.22.1.
import { describe, expect, test } from 'vitest';
import { locate, matches } from '../../src/model/location.ts';
import { server as conf, model } from './support.ts';

/** The arguments of the location that serves the URI, `server` for none, undefined when it is not known. */
function chosen(inside: string, uri: string): string | undefined {
  const [server] = model(conf(inside)).servers;
  const found = locate(server!, uri);
  return found === server ? 'server' : found?.block?.args.join(' ');
}

describe('how a location is chosen', () => {
  const inside = `
    location / { }
    location /app { }
    location /app/deep/ { location /app/deep/er { } location ~ \\.txt$ { } }
    location = /app/exact { }
    location ^~ /static/ { }
    location ~ \\.php$ { location /x { } }
    location ~* \\.(jpg|png)$ { }
    location /dialled/ { proxy_pass http://a:1; }
    location /both { }
    location /both/ { proxy_pass http://a:1; }
    location @named { }`;

  test.each([
    ['/', '/'],
    ['/application', '/app'],
    ['/app/deep/erx', '/app/deep/er'],
    ['/app/deep/a.txt', '~ \\.txt$'],
    ['/app/exact', '= /app/exact'],
    ['/app/exact2', '/app'],
    ['/app/a.php', '~ \\.php$'],
    ['/static/a.php', '^~ /static/'],
    ['/a.PNG', '~* \\.(jpg|png)$'],
    ['/x.php', '/x'],
    ['/app/deep', '/app'],
    // redirected to `/dialled/`, since that dials an app
    ['/dialled', undefined],
    ['/both', '/both'],
  ])('%s', (uri, expected) => {
    expect(chosen(inside, uri)).toBe(expected);
  });

  test('no location at all', () => {
    expect(chosen('location /a { }', '/b')).toBe('server');
  });

  test('a modifier may be glued to the path', () => {
    expect(chosen('location / { } location =/a { } location ~^/b$ { }', '/a')).toBe('=/a');
    expect(chosen('location / { } location =/a { } location ~^/b$ { }', '/b')).toBe('~^/b$');
  });

  test.each([
    ['rewrites of the server', 'rewrite ^ /x; location / { }'],
    ['rewrites under a condition', 'if ($arg_a) { rewrite ^ /x; } location / { }'],
    ['an include that is not here', 'include /elsewhere/locations.conf; location / { }'],
    ['a pattern that is not simple', 'location / { } location ~ ^/(?<a>x)++$ { }'],
  ])('not known: %s', (_, text) => {
    expect(chosen(text, '/a')).toBeUndefined();
  });
});

test.each([
  ['^/api/v\\d+/', '/api/v2/x', true],
  ['^/api/v\\d+/', '/api/x', false],
  ['[^/]+\\.(?:js|css)', '/a.js', true],
  ['[a-z]+\\.(?:js|css)', '/a.js', true],
  ['(a+)+$', '/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', undefined],
  ['(?i)x', '/X', undefined],
  ['a'.repeat(10), 'a'.repeat(300), undefined],
])('the pattern %s on %s', (pattern, text, expected) => {
  expect(matches(pattern, false, text)).toBe(expected);
});
