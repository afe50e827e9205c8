// What does nginx dial for a written address? ngx_parse_url (src/core/ngx_inet.c) and the pass directives' prefixes.
import { describe, expect, test } from 'vitest';
import {
  type Family,
  formatAddress,
  isIpv4,
  isPrivateName,
  parsePass,
  parseUpstreamServer,
} from '../../src/model/address.ts';

const dialled = (family: Family, value: string) => {
  const parsed = parsePass(family, value);
  if (!parsed) return 'invalid URL prefix';
  return `${parsed.scheme} ${parsed.address.kind === 'none' ? '-' : formatAddress(parsed.address)}`;
};

test.each<[Family, string, string]>([
  ['proxy', 'http://app', 'http app:80'],
  ['proxy', 'https://app/x?y', 'https app:443'],
  ['proxy', 'http://app?x', 'http app:80'],
  ['proxy', 'HTTP://App:8080/a:b', 'http App:8080'],
  ['proxy', 'http://[::1]:8080/', 'http [::1]:8080'],
  ['proxy', 'http://[::1]', 'http [::1]:80'],
  ['proxy', 'http://[::1', 'http -'],
  ['proxy', 'app:80', 'invalid URL prefix'],
  ['proxy', 'http://', 'http -'],
  ['proxy', 'http://:80', 'http -'],
  ['proxy', 'http://app:0', 'http -'],
  ['proxy', 'http://app:65536', 'http -'],
  ['proxy', 'http://app:', 'http -'],
  ['proxy', 'http://unix:/run/a.sock:/uri', 'http unix:/run/a.sock'],
  ['proxy', 'http://UNIX:/run/a.sock', 'http unix:/run/a.sock'],
  ['proxy', 'http://unix:', 'http -'],
  // only proxy_pass has a URI: a second colon belongs to the path, a slash to no host
  ['fastcgi', 'unix:/run/a.sock:/uri', 'fastcgi unix:/run/a.sock:/uri'],
  ['fastcgi', 'app:9000/x', 'fastcgi -'],
  ['fastcgi', 'app', 'fastcgi app'],
  ['fastcgi', 'http://app:9000', 'fastcgi -'],
  ['grpc', 'app:50051', 'grpc app:50051'],
  ['grpc', 'grpcs://app:443', 'grpcs app:443'],
  ['uwsgi', 'suwsgi://app:1', 'suwsgi app:1'],
  ['uwsgi', 'unix:/run/u.sock', 'uwsgi unix:/run/u.sock'],
  ['scgi', 'app:1', 'scgi app:1'],
  ['memcached', 'app:11211', 'memcached app:11211'],
  ['stream', 'unix:/run/db.sock', 'stream unix:/run/db.sock'],
  ['stream', 'db', 'stream db'],
])('%s_pass %s', (family, value, expected) => {
  expect(dialled(family, value)).toBe(expected);
});

describe('a server line of a group', () => {
  const line = (value: string, family: 'http' | 'stream' = 'http') => {
    const address = parseUpstreamServer(value, family);
    return address.kind === 'none' ? '-' : formatAddress(address);
  };

  test('has port 80 whatever the protocol; in stream a port is needed', () => {
    expect([line('app'), line('app:1'), line('app', 'stream')]).toEqual(['app:80', 'app:1', 'app']);
  });

  test('has no URI', () => {
    expect([line('app/x'), line('app?x'), line('http://app')]).toEqual(['-', '-', '-']);
  });

  test('has no default port in a path', () => {
    expect(line('unix:/run/a.sock')).toBe('unix:/run/a.sock');
  });
});

test('parts are those of the host and of the port', () => {
  const address = parsePass('proxy', 'http://app:80/x')?.address;
  expect(address).toMatchObject({ hostPart: { start: 7, end: 10 }, end: 13, hasPort: true });
});

test('dotted quads as ngx_inet_addr reads them', () => {
  expect(['127.0.0.1', '127.000.0.0001', '256.0.0.1', '1.2.3', 'a.b.c.d'].map(isIpv4)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('private names', () => {
  expect(['app', 'app.', 'db.svc', 'x.internal', 'example.com', 'app.localhost'].map(isPrivateName)).toEqual([
    true,
    true,
    true,
    true,
    false,
    true,
  ]);
});
