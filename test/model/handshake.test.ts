// Which lines pass a WebSocket's beginning on?
import { expect, test } from 'vitest';
import { isCustomaryWebSocket } from '../../src/model/handshake.ts';
import { hop, http, model } from './support.ts';

const UP = 'proxy_set_header Upgrade $http_upgrade;';
const MAP = "map $http_upgrade $c { default upgrade; '' close; }";

test.each([
  ['', '', [false, false]],
  [UP, '', [true, false]],
  ['proxy_set_header Upgrade "";', '', [false, false]],
  [`${UP} proxy_set_header Connection $c;`, MAP, [true, true]],
  [`${UP} proxy_set_header Connection "keep-alive, Upgrade";`, '', [true, true]],
  [`${UP} proxy_set_header Connection $http_connection;`, '', [true, true]],
  ['proxy_set_header Connection $http_connection;', '', [false, false]],
  ['proxy_set_header Connection upgrade;', '', [false, true]],
  [`${UP} proxy_set_header Connection $http_x;`, '', undefined],
  [`${UP} include missing.conf;`, '', undefined],
])('%s %s', (inside, outside, expected) => {
  const { handshake } = hop(model(http(`${outside} server { location / { ${inside} proxy_pass http://a; } }`)));
  const { upgrade, connection } = handshake ?? {};
  expect(handshake && [upgrade?.args[0] === 'Upgrade', connection?.args[0] === 'Connection']).toEqual(expected);
});

test('only proxy_pass has one', () => {
  expect(hop(model(http('server { location / { grpc_pass a:1; } }'))).handshake).toBeUndefined();
});

test.each([
  ['/ws', true],
  ['^/ws/', true],
  ['^/socket\\.io(/|$)', true],
  ['/socket.io/', true],
  ['^/socket\\.io/', true],
  ['/api/websocket', true],
  ['/news', false],
  ['/ws-docs', false],
  ['/', false],
])('a WebSocket at %s: %s', (path, expected) => {
  expect(isCustomaryWebSocket(path)).toBe(expected);
});
