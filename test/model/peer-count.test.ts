// How many peers does a request have to choose from?
import { expect, test } from 'vitest';
import { hop, http, model, server } from './support.ts';

const group = (inside: string) => model(http(`upstream u { ${inside} }`)).upstreams[0]!;

test.each([
  ['server 10.0.0.1:80;', 1, true, true],
  ['server unix:/s;', 1, true, true],
  ['server [::1]:80;', 1, true, true],
  ['server app:80;', 1, false, false],
  ['server localhost:80;', 2, false, false],
  ['server 10.0.0.1; server 10.0.0.2;', 2, true, false],
  // nginx counts it when it asks whether the peer is the only one, and does not try it
  ['server 10.0.0.1; server 10.0.0.2 down;', 1, true, false],
  ['server 10.0.0.1; server 10.0.0.2 backup;', 2, true, false],
  ['server 10.0.0.1; include /elsewhere/x;', 1, false, false],
  ['server ${HOST};', 1, false, false],
])('%s', (inside, least, isExact, isSingle) => {
  const { peers, isSingle: single } = group(inside);
  expect([peers, single]).toEqual([{ least, isExact }, isSingle]);
});

test('of a hop: the destination that has most', () => {
  const groups = 'upstream one { server 10.0.0.1; } upstream two { server 10.0.0.1; server 10.0.0.2; }';
  const map = 'map $host $to { default one; b two; }';
  const of = (pass: string) =>
    hop(model(http(`${groups} ${map} server { listen 8080; location / { ${pass} } }`))).peerCount;
  expect(of('proxy_pass http://10.0.0.1;')).toEqual({ least: 1, isExact: true });
  expect(of('proxy_pass http://localhost:3000;')).toEqual({ least: 2, isExact: false });
  expect(of('proxy_pass http://two;')).toEqual({ least: 2, isExact: true });
  expect(of('proxy_pass http://$to;')).toEqual({ least: 2, isExact: true });
  expect(of('proxy_pass http://$arg_x;')).toEqual({ least: 0, isExact: false });
});

test('of a hop to a name', () => {
  expect(hop(model(server('location / { proxy_pass http://app:1; }'))).peerCount).toEqual({ least: 1, isExact: false });
});

test.each([
  ['server a;', 1],
  ['server a max_fails=3;', 3],
  ['server a max_fails=0 backup;', 0],
  ['server a max_fails=$n;', null],
])('max_fails of `%s`', (inside, expected) => {
  expect(group(inside).servers[0]!.maxFails).toBe(expected);
});

test('the lines that choose how servers are picked', () => {
  const { methods } = group('least_conn; keepalive 2; server a; hash $uri consistent; zone z 64k;');
  expect(methods.map((d) => d.name)).toEqual(['least_conn', 'hash']);
});
