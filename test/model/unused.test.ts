// Which groups does nothing dial, and when can that not be known?
import { expect, test } from 'vitest';
import { unusedUpstreams } from '../../src/model/index.ts';
import { http, model } from './support.ts';

const group = 'upstream app { server 10.0.0.1:80; }';
const unused = (text: string, files = {}) => unusedUpstreams(model(text, undefined, files)).map((u) => u.name);
const inServer = (inside: string, before = '') => http(`${before} ${group} server { listen 8080; ${inside} }`);

test.each([
  ['nothing', '', ['app']],
  ['a longer word', 'location / { proxy_pass http://application; }', ['app']],
  ['a pass directive', 'location / { proxy_pass http://app/x; }', []],
  ['another case', 'location / { fastcgi_pass APP; }', []],
  ['a third-party directive', 'location / { redis_pass app; }', []],
  ['a place behind a return', 'location / { return 503; proxy_pass http://app; }', []],
  ['a variable that is set', 'location / { set $b app; proxy_pass http://$b; }', []],
  ['a variable of any value', 'location / { proxy_pass http://$arg_b; }', []],
  ['a variable of other values', 'location / { set $b other:80; proxy_pass http://$b; }', ['app']],
  ['a script', 'location / { content_by_lua_block { dial() } }', []],
  ['an include that is not here', 'include /elsewhere/x;', []],
])('named by %s', (_, inside, expected) => {
  expect(unused(inServer(inside))).toEqual(expected);
});

test('named by a map, in a file that is included', () => {
  const text = inServer('location / { proxy_pass http://$b; }', 'map $host $b { include names.map; }');
  expect(unused(text, { 'names.map': 'default app;' })).toEqual([]);
});

test('a variable of http names no group of stream', () => {
  const stream = 'stream { upstream db { server 10.0.0.1:1; } }';
  expect(unused(`${inServer('location / { proxy_pass http://$arg_b; }')} ${stream}`)).toEqual(['db']);
});

test('a fragment names nothing for sure', () => {
  expect(unused(group)).toEqual([]);
});
