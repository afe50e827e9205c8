// At which level does a directive stand, and what is around it?
import { expect, test } from 'vitest';
import type { Scope } from '../../src/model/index.ts';
import { http, model, server } from './support.ts';

const path = (scope: Scope) =>
  [...scope.outward()]
    .map((s) => s.kind + (s.isImplicit ? '?' : ''))
    .reverse()
    .join(' > ');
const paths = (text: string) => model(text).scopes.map(path);

test('the levels of a main configuration', () => {
  expect(paths(server('location / { if ($a) { } limit_except GET { } location /in { } } if ($a) { }'))).toEqual([
    'main',
    'main > http',
    'main > http > server',
    'main > http > server > location',
    'main > http > server > location > if-in-location',
    'main > http > server > location > limit_except',
    'main > http > server > location > location',
    'main > http > server > if-in-server',
  ]);
});

test('the levels around a fragment are implied, each once', () => {
  expect(paths('location /a { } location /b { }')).toEqual([
    'main?',
    'main? > http?',
    'main? > http? > server?',
    'main? > http? > server? > location',
    'main? > http? > server? > location',
  ]);
});

test('stream servers are told from http ones by what they do', () => {
  expect(paths('server { listen 1; proxy_pass a:1; }').at(-1)).toBe('main? > stream? > stream-server');
});

test('map, types and events have no level; their lines stay theirs', () => {
  expect(paths(http('map $a $b { default c; } types { }'))).toEqual(['main', 'main > http']);
});

test.each([
  ['an include that cannot be read', 'include /elsewhere/x.conf;', true],
  ['an include whose path is filled in later', 'include ${DIR}/x.conf;', true],
  ['a pattern that matches nothing here', 'include conf.d/*.conf;', false],
  ['a loop of a template', '{% if x %} gzip on; {% endif %}', true],
  ['a word of a template', 'proxy_set_header X @NAME@;', false],
])('%s may hide directives: %s', (_, inside, expected) => {
  const found = model(server(`location / { ${inside} }`)).scopes.find((s) => s.kind === 'location');
  expect(found?.hidesDirectives).toBe(expected);
});

test('an included template hides directives on the level that includes it only', () => {
  const of = model(server('location / { include x; }'), undefined, { x: '{% if a %}\ngzip on;\n{% endif %}\n' });
  const hidden = of.scopes.filter((s) => s.hidesDirectives).map((s) => s.kind);
  expect(hidden).toEqual(['location']);
});

test('10,000 nested levels are no problem', () => {
  const of = model(server('location / { '.repeat(10_000) + '}'.repeat(10_000)));
  expect(of.scopes).toHaveLength(10_003);
});
