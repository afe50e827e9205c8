// Does a request that nginx sends to itself come back to where it was sent from? The two extremes were seen on nginx 1.22.1
// (64 connections: 31 requests, 502); the rest follows from how servers and locations are chosen.
import { expect, test } from 'vitest';
import { comesBack } from '../../src/model/index.ts';
import { http, model } from './support.ts';

/** Whether each hop that dials nginx itself comes back. */
function loops(config: string): readonly boolean[] {
  const of = model(config, '1.22.1');
  return of.hops.flatMap((hop) =>
    hop.peers.flatMap((peer) => {
      const socket = of.sockets.at(peer.address);
      return socket ? [comesBack(hop, peer, socket)] : [];
    }),
  );
}

const server = (inside: string) => http(`server { listen 1; server_name a; ${inside} }`);
const DIAL = 'proxy_pass http://127.0.0.1:1;';

test.each([
  ['the same URI', `location / { ${DIAL} }`, true],
  ['the same prefix', 'location /a/ { proxy_pass http://127.0.0.1:1/a/; }', true],
  ['a growing URI', 'location / { proxy_pass http://127.0.0.1:1/x/; }', true],
  ['another location', 'location / { proxy_pass http://127.0.0.1:1/x/; } location /x/ { }', false],
  ['another location the second time', 'location / { proxy_pass http://127.0.0.1:1/x/; } location /x/x/ { }', false],
  ['a shorter prefix', 'location /a/ { proxy_pass http://127.0.0.1:1/; }', false],
  ['a condition on the URI', `location / { if ($request_uri = /) { return 404; } ${DIAL} }`, true],
  ['a condition on a header', `location / { if ($http_x_inner) { return 404; } ${DIAL} }`, false],
  ['a rewrite', `location / { rewrite ^ /b break; ${DIAL} }`, false],
  ['a rewrite under a condition', `location / { if ($args) { rewrite ^ /b break; } ${DIAL} }`, false],
  ['deny', `deny 127.0.0.1; location / { ${DIAL} }`, false],
  ['internal', `location / { internal; ${DIAL} }`, false],
  ['an include that is not here', `include /elsewhere/x.conf; location / { ${DIAL} }`, false],
  ['a variable URI', 'location / { proxy_pass http://127.0.0.1:1/$arg_a; }', false],
  ['the whole URI', 'location / { proxy_pass http://127.0.0.1:1$request_uri; }', true],
  ['TLS on one side', 'location / { proxy_pass https://127.0.0.1:1; }', false],
  ['another protocol', 'location / { grpc_pass 127.0.0.1:1; }', false],
])('%s', (_, inside, expected) => {
  expect(loops(server(inside))).toEqual([expected]);
});

test.each([
  ['the client’s name', 'proxy_set_header Host $host;', true],
  ['the client’s name with a port', 'proxy_set_header Host $host:$server_port;', true],
  ['the name of the server', 'proxy_set_header Host $server_name;', true],
  ['its name', 'proxy_set_header Host b;', true],
  ['the other name', 'proxy_set_header Host a;', false],
  ['the address, which is the default server’s', '', false],
  ['a name that is not known', 'proxy_set_header Host $http_x_host;', false],
])('two servers, with %s', (_, header, expected) => {
  const two = `server { listen 1; server_name a; } server { listen 1; server_name b; location / { ${header} ${DIAL} } }`;
  expect(loops(http(two))).toEqual([expected]);
});

test('streams', () => {
  expect(loops('events {} stream { server { listen 1; proxy_pass 127.0.0.1:1; } }')).toEqual([true]);
  expect(
    loops('events {} stream { server { listen 1; proxy_pass 127.0.0.1:2; } server { listen 2; proxy_pass a:1; } }'),
  ).toEqual([false]);
});
