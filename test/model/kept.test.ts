// Are connections to a group kept for later requests? As seen on nginx 1.22.1 and 1.31.5 with apps that count connections.
import { describe, expect, test } from 'vitest';
import { keepsConnections } from '../../src/model/index.ts';
import { hop, http, model } from './support.ts';

function kept(group: string, location: string, version: string | undefined) {
  const map = 'map $http_upgrade $up { default upgrade; "" close; } map $http_upgrade $up2 { default upgrade; "" ""; }';
  const text = http(
    `${map} upstream u { server 10.0.0.1; ${group} } server { listen 8080; location / { ${location} } }`,
  );
  const of = model(text, version);
  const found = keepsConnections(hop(of), of.upstreams[0]!, of.version);
  if (!found) return 'no';
  const versions = new Set(found.flatMap((a) => a.versions ?? []));
  return versions.size === 0 ? 'yes' : [...versions].join();
}

const proxy = 'proxy_pass http://u;';
const right = `${proxy} proxy_http_version 1.1; proxy_set_header Connection "";`;
const later = '1.29.7 and later';

describe.each([
  // group, location, nginx 1.22.1, 1.31.5, unknown
  ['keepalive 4;', right, 'yes', 'yes', 'yes'],
  ['keepalive 4;', proxy, 'no', 'yes', later],
  ['', right, 'no', 'yes', later],
  ['', proxy, 'no', 'yes', later],
  ['keepalive 0;', right, 'no', 'no', 'no'],
  ['keepalive 4; least_conn;', right, 'no', 'yes', 'no'],
  ['least_conn; keepalive 4;', right, 'yes', 'yes', 'yes'],
  ['keepalive 4;', `${proxy} proxy_http_version 1.1;`, 'no', 'yes', later],
  ['keepalive 4;', `${proxy} proxy_http_version 1.1; proxy_set_header Connection close;`, 'no', 'no', 'no'],
  ['keepalive 4;', `${proxy} proxy_http_version 1.1; proxy_set_header Connection upgrade;`, 'yes', 'yes', 'yes'],
  ['keepalive 4;', `${proxy} proxy_http_version 1.1; proxy_set_header Connection $up;`, 'no', 'no', 'no'],
  ['keepalive 4;', `${proxy} proxy_http_version 1.1; proxy_set_header Connection $up2;`, 'yes', 'yes', 'yes'],
  ['keepalive 4;', `${proxy} proxy_http_version 1.1; proxy_set_header Connection $http_connection;`, 'no', 'no', 'no'],
  ['keepalive 4;', `${proxy} proxy_http_version 1.0; proxy_set_header Connection "";`, 'no', 'no', 'no'],
  ['keepalive 4;', `${proxy} proxy_http_version 2; proxy_set_header Connection close;`, 'yes', 'yes', 'yes'],
  ['keepalive 4;', 'fastcgi_pass u;', 'no', 'no', 'no'],
  ['keepalive 4;', 'fastcgi_pass u; fastcgi_keep_conn on;', 'yes', 'yes', 'yes'],
  ['keepalive 4;', 'grpc_pass u;', 'yes', 'yes', 'yes'],
  ['keepalive 4;', 'memcached_pass u;', 'yes', 'yes', 'yes'],
  ['keepalive 4;', 'uwsgi_pass u;', 'no', 'no', 'no'],
])('upstream { %s }, location { %s }', (group, location, old, recent, unknown) => {
  test('nginx 1.22.1', () => expect(kept(group, location, '1.22.1')).toBe(old));
  test('nginx 1.31.5', () => expect(kept(group, location, '1.31.5')).toBe(recent));
  test('unknown version', () => expect(kept(group, location, undefined)).toBe(unknown));
});
