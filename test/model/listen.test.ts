// On which TCP ports does nginx listen? ngx_http_core_listen, ngx_parse_url with `listen`.
import { expect, test } from 'vitest';
import { http, model } from './support.ts';

const ports = (lines: string) => model(http(`server { ${lines} }`)).ports;

test.each([
  ['', [80]],
  ['listen 8080;', [8080]],
  ['listen localhost;', [80]],
  ['listen 127.0.0.1;', [80]],
  ['listen *:81; listen [::]:82 ssl;', [81, 82]],
  ['listen [::1];', [80]],
  ['listen 9000-9002;', [9000, 9001, 9002]],
  ['listen 127.0.0.1:9000-9001;', [9000, 9001]],
  ['listen unix:/run/n.sock;', []],
  ['listen 443 quic; listen 443 ssl;', [443]],
  ['listen 443 quic;', []],
  ['include /elsewhere/listen.conf;', []],
  ['listen $PORT;', []],
])('%s', (lines, expected) => {
  expect(ports(lines)).toEqual(expected);
});

test('stream counts too, but not its UDP', () => {
  expect(
    model('events {} stream { server { listen 53 udp; proxy_pass a:1; } server { listen 54; proxy_pass a:1; } }').ports,
  ).toEqual([54]);
});
