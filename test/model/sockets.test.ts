// At which socket of nginx does a connection arrive, and which server answers? Read in src/http/ngx_http.c
// (ngx_http_add_addresses) and src/http/ngx_http_request.c (ngx_http_init_connection, ngx_http_find_virtual_server).
import { describe, expect, test } from 'vitest';
import { parsePass } from '../../src/model/address.ts';
import type { ListenSocket, Model } from '../../src/model/index.ts';
import { parseListen } from '../../src/model/listen.ts';
import { http, model } from './support.ts';

/** The socket that `http://ADDRESS` arrives at. */
function at(of: Model, address: string): ListenSocket | undefined {
  return of.sockets.at(parsePass('proxy', `http://${address}`)!.address);
}

/** The names of the servers that share it. */
function servers(of: Model, address: string): readonly (string | undefined)[] | undefined {
  return at(of, address)?.servers.map((server) => server.own('server_name')[0]?.args[0]);
}

test.each([
  ['8080', '0.0.0.0', 8080],
  ['*:8080', '0.0.0.0', 8080],
  ['0.0.0.0:80', '0.0.0.0', 80],
  ['127.0.0.01:80', '127.0.0.1', 80],
  ['localhost:81', '127.0.0.1', 81],
  ['Example.com', 'example.com', 80],
  ['[::]:443', '::', 443],
  ['[0:0::1]:443', '::1', 443],
  ['[2001:DB8::0]', '2001:db8::', 80],
])('the address of `listen %s`', (text, host, port) => {
  expect(parseListen(text)).toEqual({ kind: 'tcp', host, firstPort: port, lastPort: port });
});

test.each([
  [8080, ['all', 'loopback'], 'server { listen 8080; server_name all; } server { listen 8080; server_name loopback; }'],
  [8080, ['all'], 'server { listen 8080; server_name all; } server { listen 127.0.0.1:8080; server_name loopback; }'],
  [8080, ['both'], 'server { listen [::]:8080 ipv6only=off; server_name both; }'],
  [9001, ['range'], 'server { listen 9000-9002; server_name range; }'],
  // nobody knows whether it is dialled by this address
  [8080, undefined, 'server { listen 8080; server_name all; } server { listen 10.0.0.5:8080; server_name lan; }'],
  [8080, undefined, 'server { listen 127.0.0.1:8080; }'],
  [8081, undefined, 'server { listen 8080; }'],
])('what arrives on port %d at any address of the machine: %j', (port, names, text) => {
  const socket = model(http(text)).sockets.onAnyAddress(port);
  expect(socket?.servers.map((server) => server.own('server_name')[0]?.args[0])).toEqual(names);
});

describe('where a connection arrives', () => {
  const one = model(
    http(`
    server { listen 8080; server_name all; }
    server { listen 127.0.0.1:8080; server_name loopback; }
    server { listen 9000-9002; server_name range; }
    server { listen [::1]:8081; server_name six; }
    server { listen [::]:8082; server_name any-six; }
    server { listen [::]:8083 ipv6only=off; server_name both; }
    server { listen 10.0.0.5:8084; server_name lan; }
    server { listen unix:/run/n.sock; server_name socket; }
    server { listen 8443 quic; server_name udp; }
    server { server_name default-port; }`),
  );

  test.each([
    ['127.0.0.1:8080', ['loopback']],
    ['127.0.0.2:8080', ['all']],
    ['localhost:8080', ['loopback']],
    ['0.0.0.0:8080', ['loopback']],
    ['127.0.0.1:9001', ['range']],
    ['127.0.0.1:9003', undefined],
    ['[::1]:8081', ['six']],
    ['127.0.0.1:8081', undefined],
    ['[::1]:8082', ['any-six']],
    ['127.0.0.1:8082', undefined],
    ['127.0.0.1:8083', ['both']],
    ['10.0.0.5:8084', ['lan']],
    // is it this machine's address? nobody knows
    ['10.0.0.5:8080', undefined],
    ['app:8080', undefined],
    ['unix:/run/n.sock', ['socket']],
    ['unix:/run/n.sock:/uri', ['socket']],
    ['unix:/run/other.sock', undefined],
    ['127.0.0.1:8443', undefined],
    ['127.0.0.1', ['default-port']],
  ])('%s', (address, expected) => {
    expect(servers(one, address)).toEqual(expected);
  });
});

describe('what is spoken on a socket', () => {
  const flags = (inside: string, version?: string) => {
    const socket = at(model(http(inside), version), '127.0.0.1:1')!;
    return [socket.has('ssl'), socket.has('http2'), socket.has('proxy_protocol')];
  };

  test('one line sets it for every server of the address', () => {
    expect(flags('server { listen 1; } server { listen 1 ssl proxy_protocol; }')).toEqual(['yes', 'no', 'yes']);
    expect(flags('server { listen 1; } server { listen 2 ssl; }')).toEqual(['no', 'no', 'no']);
    expect(flags('server { listen 1 http2; }')).toEqual(['no', 'yes', 'no']);
  });

  test('`http2 on` counts in the default server or around it, `ssl on` in any', () => {
    expect(flags('server { listen 1; http2 on; }')).toEqual(['no', 'yes', 'no']);
    expect(flags('http2 on; server { listen 1; }')).toEqual(['no', 'yes', 'no']);
    expect(flags('server { listen 1; } server { listen 1; http2 on; }')).toEqual(['no', 'no', 'no']);
    expect(flags('server { listen 1; } server { listen 1 default_server; http2 on; }')).toEqual(['no', 'yes', 'no']);
    expect(flags('http2 on; server { listen 1; http2 off; }')).toEqual(['no', 'no', 'no']);
    expect(flags('server { listen 1; ssl on; }', '1.22.1')).toEqual(['yes', 'no', 'no']);
  });

  test('what an include could bring is not known', () => {
    expect(flags('server { listen 1; include /elsewhere/ssl.conf; }')).toEqual(['unknown', 'unknown', 'unknown']);
    expect(flags('include /elsewhere/sites.conf; server { listen 1 ssl; }')).toEqual(['yes', 'unknown', 'unknown']);
    expect(flags('server { listen 1; } server { listen $PORT; }')).toEqual(['unknown', 'unknown', 'unknown']);
  });

  test('a fragment may have neighbours', () => {
    expect(at(model('server { listen 1; }'), '127.0.0.1:1')?.isShared).toBe(true);
    expect(at(model(http('server { listen 1; }')), '127.0.0.1:1')?.isShared).toBe(false);
  });
});

describe('which server answers', () => {
  const names = ['default', 'a.example.com', '*.example.com', '.example.org', 'www.*', '~^re\\d+$', '~(?<a>odd)x*+'];
  const inside = names.map((name) => `server { listen 1; server_name ${name}; }`).join('\n');
  const socket = at(model(http(inside)), '127.0.0.1:1')!;
  const answering = (host: string) => socket.serverFor(host)?.own('server_name')[0]?.args[0];

  test.each([
    ['a.example.com', 'a.example.com'],
    ['A.Example.COM', 'a.example.com'],
    ['b.c.example.com', '*.example.com'],
    ['example.org', '.example.org'],
    ['x.example.org', '.example.org'],
    ['www.example.com', '*.example.com'],
    ['www.example.net', 'www.*'],
    ['re12', '~^re\\d+$'],
    // a pattern that is not simple might match
    ['example.com', undefined],
  ])('%s', (host, expected) => {
    expect(answering(host)).toBe(expected);
  });

  test('the default otherwise', () => {
    const two = 'server { listen 1; server_name a; } server { listen 1 default_server; server_name b; }';
    expect(
      at(model(http(two)), '127.0.0.1:1')
        ?.serverFor('c')
        ?.own('server_name')[0]?.args,
    ).toEqual(['b']);
    const first = 'server { listen 1; server_name a; } server { listen 1; server_name b; }';
    expect(
      at(model(http(first)), '127.0.0.1:1')
        ?.serverFor('c')
        ?.own('server_name')[0]?.args,
    ).toEqual(['a']);
  });
});
