// What is a value made of? ngx_http_script_compile.
import { expect, test } from 'vitest';
import { constantText, openName, parseExpression, withoutUri } from '../../src/model/expression.ts';

const parts = (value: string) =>
  parseExpression(value).map((p) =>
    p.kind === 'text' ? p.text : p.kind === 'variable' ? `{${p.name}}` : `#${p.number}`,
  );

test.each([
  ['a', ['a']],
  ['', ['']],
  ['$Host', ['{host}']],
  ['http://${a}b$c-d', ['http://', '{a}', 'b', '{c}', '-d']],
  ['$10', ['#1', '0']],
  ['${1}', ['{1}']],
  ['$', ['$']],
  ['a$-b', ['a$-b']],
  ['${open', ['${open']],
])('%s', (value, expected) => {
  expect(parts(value)).toEqual(expected);
});

test('a value is constant without variables', () => {
  expect([constantText('a$'), constantText('a'), constantText('$a')]).toEqual(['a$', 'a', undefined]);
});

test.each([
  ['http://app/x', 'http://app'],
  ['http://app$request_uri', 'http://app'],
  ['$scheme://app/$1', '$scheme://app'],
  ['http://$host/x', 'http://$host'],
  ['http://${b}${uri}', 'http://${b}'],
  ['http://unix:/a/b:/$uri', 'http://unix:/a/b'],
  ['$backend', '$backend'],
  ['http://app$arg_x', 'http://app$arg_x'],
])('%s without its URI', (value, expected) => {
  expect(withoutUri(value)).toBe(expected);
});

test.each([
  ['http://$host:8080', '$host'],
  ['$scheme://$http_host$request_uri', '$http_host'],
  ['$arg_url', '$arg_url'],
  ['http://$1.internal/x', '$1.internal'],
  ['$ssl_preread_server_name:443', '$ssl_preread_server_name'],
  ['http://$1:80', undefined],
  ['http://app$suffix', undefined],
  ['http://$app', undefined],
  ['http://app', undefined],
  ['http://unix:/run/$host.sock:/x', undefined],
  ['http://[$host]:80', undefined],
])('name in %s', (value, name) => {
  expect(openName(value)).toBe(name);
});
