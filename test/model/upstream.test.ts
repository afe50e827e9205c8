// Which servers are in a group? ngx_http_upstream_server.
import { expect, test } from 'vitest';
import { formatAddress, keepaliveCount } from '../../src/model/index.ts';
import { http, model } from './support.ts';

const group = (inside: string) => model(http(`upstream U { ${inside} }`)).upstreams[0]!;

test('parameters of a server', () => {
  const { servers, name } = group('server a; server b:1 down; server c backup; server d resolve; server unix:/s;');
  expect(name).toBe('U');
  expect(
    servers.map((s) => [s.address.kind === 'none' ? '-' : formatAddress(s.address), s.isDown, s.isBackup, s.resolves]),
  ).toEqual([
    ['a:80', false, false, false],
    ['b:1', true, false, false],
    ['c:80', false, true, false],
    ['d:80', false, false, true],
    ['unix:/s', false, false, false],
  ]);
});

test('an address that a template fills in is none', () => {
  expect(group('server ${HOST}:80; server @APP_HOST@:80; server $x:80;').servers.map((s) => s.address.kind)).toEqual([
    'none',
    'none',
    'none',
  ]);
});

test('an include inside that cannot be read leaves the group open', () => {
  expect([group('server a;').isComplete, group('server a; include /elsewhere/x;').isComplete]).toEqual([true, false]);
});

test.each([
  ['keepalive 16;', 16],
  ['keepalive 0;', 0],
  ['keepalive 16 local;', 16],
  ['keepalive x;', null],
  ['', null],
])('idle connections of `%s`', (line, expected) => {
  expect(keepaliveCount(group(`server a; ${line}`))).toBe(expected);
});

test('bare server lines of a fragment are no group', () => {
  expect(model('server a:1; server b:1;').upstreams).toEqual([]);
});
