import { describe, expect, it } from 'vitest';
import { first, inLocation, inServer } from './body-helper.ts';

describe('if', () => {
  it.each([
    ['if ($uri) { }', 'ok'],
    ['if ( $uri ~* "^/a{2}" ) { }', 'ok'],
    ['if ($uri = "a b") { }', 'ok'],
    ['if (!-f $request_filename) { }', 'ok'],
    ['if ($uri == a) { }', 'unexpected "==" in condition:3'],
    ['if ($a && $b) { }', 'unexpected "&&" in condition:3'],
    ['if ($uri = a = b) { }', 'invalid condition "$uri":3'],
    ['if (-s /x) { }', 'invalid condition "-s":3'],
    ['if ($uri { }', 'invalid condition "$uri":3'],
    ['if () { }', 'invalid condition ")":3'],
    ['if ($uri ~ () { }', 'pcre2_compile() failed: missing closing parenthesis in "(":3'],
    ['if ($uri=a) { }', 'unknown "uri=a" variable'],
    ['if (-f $) { }', 'invalid variable name:3'],
  ])('%s', (body, want) => {
    const both = body.includes('$b') ? `set $a 1; set $b 1; ${body}` : body;
    expect(first(inLocation(both))).toBe(want);
  });
});

describe('rewrite, return, set', () => {
  it.each([
    ['rewrite ^/(.*)$ /$1? last;', 'ok'],
    ['rewrite ^ "";', 'empty replacement:3'],
    ['rewrite ^ /a stop;', 'invalid parameter "stop":3'],
    ['rewrite ( /a stop;', 'pcre2_compile() failed: missing closing parenthesis in "(":3'],
    ['rewrite ^ /${a;', 'the closing bracket in "a" variable is missing:3'],
    ['return https://x;', 'ok'],
    ['return $scheme://x;', 'ok'],
    ['return $uri;', 'invalid return code "$uri":3'],
    ['return 1000;', 'invalid return code "1000":3'],
    ['return 999 text;', 'ok'],
    ['set $a $b$1; set $b 1;', 'ok'],
    ['set a 1;', 'invalid variable name "a":3'],
    ['set $ 1;', 'invalid variable name "$":3'],
    ['set $uri 1;', 'the duplicate "uri" variable:3'],
    ['set $args 1; set $arg_x 1; set $http_x 1;', 'ok'],
  ])('%s', (body, want) => expect(first(inLocation(body))).toBe(want));
});

describe('root, alias, try_files, error_page, internal', () => {
  it.each([
    ['root a; alias b;', '"alias" directive is duplicate, "root" directive was specified earlier:3'],
    ['root a; root b;', '"root" directive is duplicate:3'],
    ['root \u0024{document_root}/a;', 'the $document_root variable cannot be used in the "root" directive:3'],
    ['try_files $uri =1000;', 'invalid code "=1000":3'],
    ['try_files $uri $uri/ @a;', 'ok'],
    ['try_files a b; try_files a b;', '"try_files" directive is duplicate:3'],
    ['error_page 404 =200 /x;', 'ok'],
    ['error_page 299 /x;', 'value "299" must be between 300 and 599:3'],
    ['error_page 499 /x;', 'invalid value "499":3'],
    ['error_page = /x;', 'invalid value "=":3'],
    ['internal; internal;', '"internal" directive is duplicate:3'],
  ])('%s', (body, want) => expect(first(inLocation(body))).toBe(want));

  it('refuses alias in a named location', () => {
    const want = 'the "alias" directive cannot be used inside the named location:3';
    expect(first(inServer('location @a { alias /x; }'))).toBe(want);
  });
});

describe('location', () => {
  it.each([
    ['location = /a { } location /a { } location @a { } location @a { }', 'ok'],
    ['location /a { }\nlocation ^~ /a { }', 'duplicate location "/a":4'],
    ['location /b { }\nlocation /b { }\nlocation /a { }\nlocation /a { }', 'duplicate location "/a":6'],
    ['location ~ a { } location ~ a { }', 'ok'],
    ['location ~ /a { location /ab { } location /ab { } }', 'ok'],
    ['location == /a { }', 'invalid location modifier "==":3'],
    ['location = /a { location /a/b { } }', 'location "/a/b" cannot be inside the exact location "/a":3'],
    ['location @a { location /a/b { } }', 'location "/a/b" cannot be inside the named location "@a":3'],
    ['location /a { location @b { } }', 'named location "@b" can be on the server level only:3'],
    ['location /a { location /b { } }', 'location "/b" is outside location "/a":3'],
    ['location /a { location ~ b { } }', 'ok'],
    ['location ~*( { }', 'pcre2_compile() failed: missing closing parenthesis in "(":3'],
  ])('%s', (body, want) => expect(first(inServer(body))).toBe(want));
});
