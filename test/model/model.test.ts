// Is the whole model there, in nginx's order, for whatever text?
import { expect, test } from 'vitest';
import { http, model } from './support.ts';

test('servers, groups, hops and ports in the order of the text', () => {
  const of = model(
    http(
      'upstream u { server a; } server { listen 1; location / { proxy_pass http://u; } } server { listen 2; location /x { fastcgi_pass b:1; } }',
    ),
    '1.28.0',
  );
  expect(of.version.text).toBe('1.28.0');
  expect(of.servers.map((s) => s.own('listen')[0]?.args[0])).toEqual(['1', '2']);
  expect(of.hops.map((h) => h.pass.name)).toEqual(['proxy_pass', 'fastcgi_pass']);
  expect(of.upstreams.map((u) => u.name)).toEqual(['u']);
  expect(of.ports).toEqual([1, 2]);
  expect(of.scopeOf(of.servers[0]!.block!)).toBe(of.servers[0]);
});

test('of two groups with one name the first is meant (nginx rejects the second)', () => {
  const of = model(
    http('upstream u { server a; } upstream U { server b; } server { location / { proxy_pass http://u; } }'),
  );
  expect(of.hops[0]?.upstreams[0]?.servers[0]?.directive.args).toEqual(['a']);
});

test.each([
  '',
  '}',
  'http {',
  'http { server { location / { proxy_pass',
  'http { server { location / { proxy_pass; } } }',
  'http { upstream { server; } map { } server { set; if { } location { proxy_pass a b; } } }',
  'stream { server { proxy_pass; } }',
  '\u0000{{{{"',
])('broken text makes a model, too: %j', (text) => {
  const of = model(text);
  expect(of.hops.flatMap((h) => [...h.peers, h.tlsName, h.scheme, h.tls])).toBeInstanceOf(Array);
  expect(of.scopes[0]?.kind).toBe('main');
});
