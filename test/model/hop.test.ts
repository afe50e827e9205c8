// Where does nginx dial, and with which settings? Seen on nginx 1.22.1, or read in the source named.
import { describe, expect, test } from 'vitest';
import { type Destination, sendsDatagrams } from '../../src/model/index.ts';
import { expectedOf, hop, http, model, peers, server, VERSIONS } from './support.ts';

const GROUPS = 'upstream one { server 127.0.0.1:1001; } upstream two { server 127.0.0.1:1002; }';
const inServer = (inside: string, version?: string) => model(http(`${GROUPS} server { listen 1; ${inside} }`), version);
const labels = (inside: string) => inServer(inside).hops.map((h) => `${h.label}: ${h.pass.name}`);

describe('which pass directive counts', () => {
  test('the last content handler of a location, whatever module it is from', () => {
    expect(labels('location / { proxy_pass http://one; fastcgi_pass two; }')).toEqual(['location /: fastcgi_pass']);
    expect(labels('location / { fastcgi_pass two; proxy_pass http://one; }')).toEqual(['location /: proxy_pass']);
    expect(labels('location / { proxy_pass http://one; stub_status; }')).toEqual([]);
    expect(labels('location / { stub_status; proxy_pass http://one; }')).toEqual(['location /: proxy_pass']);
  });

  test('`if` and `limit_except` have their own, a nested location inherits none', () => {
    expect(
      labels(
        'location / { proxy_pass http://one; if ($arg_a) { proxy_pass http://two; } limit_except GET { proxy_pass http://two; } location /in { } }',
      ),
    ).toEqual(['location /: proxy_pass', 'if ($arg_a): proxy_pass', 'limit_except GET: proxy_pass']);
  });

  test('a pass directive where none may stand is none', () => {
    expect(labels('proxy_pass http://one;')).toEqual([]);
  });

  test('tunnel_pass may do without a value and stand in a server (1.31)', () => {
    const of = inServer('tunnel_pass; location / { tunnel_pass 127.0.0.1:1; }', '1.31.4');
    expect(of.hops.map((h) => [h.family, h.isComplete, peers(h)])).toEqual([
      ['tunnel', false, []],
      ['tunnel', true, ['127.0.0.1:1']],
    ]);
  });
});

describe('what no request reaches is no hop', () => {
  test.each([
    ['a return before it', 'location / { return 200 x; proxy_pass http://one; }', []],
    ['a return after it', 'location / { proxy_pass http://one; return 200 x; }', []],
    ['a return of the server', 'return 301 /; location / { proxy_pass http://one; }', []],
    [
      'a return under a condition',
      'if ($arg_a) { return 301 /; } location / { proxy_pass http://one; }',
      ['location /: proxy_pass'],
    ],
    [
      'a break before the return',
      'location / { if ($arg_a) { break; } return 404; proxy_pass http://one; }',
      ['location /: proxy_pass'],
    ],
    [
      'a rewrite … break before it',
      'location / { rewrite ^/a /b break; return 404; proxy_pass http://one; }',
      ['location /: proxy_pass'],
    ],
    [
      'error_page past the return',
      'error_page 404 = @app; return 404; location @app { proxy_pass http://one; }',
      ['location @app: proxy_pass'],
    ],
    ['the `if` that dials itself', 'location / { if ($arg_a) { proxy_pass http://one; } return 404; }', []],
  ])('%s', (_, inside, expected) => {
    expect(labels(inside)).toEqual(expected);
  });
});

describe('which group a name means', () => {
  const dialled = (value: string) => {
    const found = hop(inServer(`location / { ${value} }`));
    return [found.upstreams.map((u) => u.name), peers(found)];
  };

  test('case does not matter, a port does', () => {
    expect(dialled('proxy_pass http://ONE;')).toEqual([['one'], ['127.0.0.1:1001']]);
    expect(dialled('proxy_pass http://one:80;')).toEqual([[], ['one:80']]);
    expect(dialled('set $u one; proxy_pass http://$u:1001;')).toEqual([[], ['one:1001']]);
  });

  test('the group may follow its use, and is found by variables at run time', () => {
    const config = http(
      'server { listen 1; location / { set $u one; proxy_pass http://$u/x; } } upstream one { server a:1; }',
    );
    expect(hop(model(config)).upstreams.map((u) => u.name)).toEqual(['one']);
  });

  test('http and stream have groups of their own', () => {
    const config = `events {} http { upstream db { server a:1; } server { listen 1; location / { proxy_pass http://db; } } }
      stream { upstream db { server b:2; } server { listen 2; proxy_pass db; } }`;
    expect(model(config).hops.map(peers)).toEqual([['a:1'], ['b:2']]);
  });

  test('`down` is never dialled; a host may be called down or backup', () => {
    const config = http(
      'upstream u { server a down; server down; server backup; server b backup; } server { location / { proxy_pass http://u; } }',
    );
    expect(peers(hop(model(config)))).toEqual(['down:80', 'backup:80', 'b:80']);
  });

  test('one group in two schemes is dialled once', () => {
    const found = hop(inServer('location / { proxy_pass $scheme://one; }'));
    expect(peers(found)).toEqual(['127.0.0.1:1001']);
    expect(found.peers[0]?.scheme).toBeUndefined();
    expect(found.scheme).toBeUndefined();
  });
});

describe('when a name is resolved', () => {
  const atRunTime = (inside: string) => inServer(inside).hops.map((h) => h.peers.map((p) => p.atRunTime));

  test('at start for a literal, by a resolver for a variable, never for an address', () => {
    expect(atRunTime('location / { proxy_pass http://app:1; }')).toEqual([[false]]);
    expect(atRunTime('location / { set $u app; proxy_pass http://$u:1; }')).toEqual([[true]]);
    expect(atRunTime('location / { set $u 127.0.0.1; proxy_pass http://$u:1; }')).toEqual([[false]]);
    expect(atRunTime('location / { proxy_pass http://app:1$request_uri; }')).toEqual([[true]]);
  });

  test('a variable finds what another pass directive has had resolved at start, if the port is the same', () => {
    const literal = 'location /a { proxy_pass http://app:1; }';
    expect(atRunTime(`${literal} location / { set $u app; proxy_pass http://$u:1; }`)).toEqual([[false], [false]]);
    expect(atRunTime(`${literal} location / { set $u app; proxy_pass http://$u:2; }`)).toEqual([[false], [true]]);
    expect(
      atRunTime('location /a { proxy_pass http://app; } location / { set $u app; proxy_pass http://$u:80; }'),
    ).toEqual([[false], [false]]);
  });

  test('`server … resolve` asks a resolver', () => {
    const config = http(
      'upstream u { zone u 1m; server app:1 resolve; server 127.0.0.1:1 resolve; } server { location / { proxy_pass http://u; } }',
    );
    expect(hop(model(config)).peers.map((p) => p.atRunTime)).toEqual([true, false]);
  });
});

describe('the scheme', () => {
  const schemeOf = (inside: string) => hop(inServer(`location / { ${inside} }`)).scheme;

  test.each([
    ['proxy_pass HTTPS://one;', 'https'],
    ['proxy_pass https://$arg_a;', 'https'],
    ['proxy_pass $arg_a;', undefined],
    ['proxy_pass $arg_a://one;', undefined],
    ['proxy_pass http$arg_s://one;', undefined],
    ['grpc_pass one;', 'grpc'],
    ['grpc_pass $arg_a;', undefined],
    ['grpc_pass grpcs://$arg_a;', 'grpcs'],
    ['uwsgi_pass suwsgi://one;', 'suwsgi'],
    ['fastcgi_pass $arg_a;', 'fastcgi'],
    ['set $u ""; if ($arg_a) { set $u https://one; } proxy_pass $u;', 'https'],
    ['set $u http://one; if ($http_x ~ "(?<u>.*)") { set $z 1; } proxy_pass $u;', undefined],
  ])('%s', (inside, expected) => {
    expect(schemeOf(inside)).toBe(expected);
  });
});

describe('what is known without the URI', () => {
  test.each([
    ['http://one$request_uri', ['127.0.0.1:1001']],
    ['http://one/$1', ['127.0.0.1:1001']],
    ['http://app:8080?a=$arg_a', ['app:8080']],
    ['http://unix:/run/a.sock:/$1', ['unix:/run/a.sock']],
    ['http://one$1', []],
  ])('%s', (value, expected) => {
    const found = hop(inServer(`location / { proxy_pass ${value}; }`));
    expect(peers(found)).toEqual(expected);
    expect(found.isComplete).toBe(expected.length > 0);
  });
});

describe('the name for TLS', () => {
  const name = (inside: string) => {
    const { kind, value, from } = hop(inServer(`location / { ${inside} }`)).tlsName;
    return `${kind} ${value} ${from}`;
  };

  test.each([
    ['proxy_pass https://api.example.com/x;', 'hostname api.example.com pass directive'],
    ['proxy_pass https://api.example.com:8443;', 'hostname api.example.com pass directive'],
    ['proxy_pass https://10.0.0.1;', 'address 10.0.0.1 pass directive'],
    ['proxy_pass https://[::1];', 'address ::1 pass directive'],
    ['proxy_pass https://one;', 'hostname one upstream group'],
    ['proxy_ssl_name api.example.com:443; proxy_pass https://one;', 'hostname api.example.com name directive'],
    ['proxy_ssl_name 10.0.0.1; proxy_pass https://one;', 'address 10.0.0.1 name directive'],
    ['proxy_ssl_name $proxy_host; proxy_pass https://one;', 'hostname one upstream group'],
    ['proxy_ssl_name ""; proxy_pass https://one;', 'unknown  name directive'],
    ['proxy_ssl_name $host; proxy_pass https://one;', 'unknown  name directive'],
    ['set $n a.b; proxy_ssl_name $n; proxy_pass https://one;', 'hostname a.b name directive'],
    ['proxy_pass https://$arg_a;', 'unknown  pass directive'],
    ['grpc_ssl_name a.b; grpc_pass grpcs://one;', 'hostname a.b name directive'],
  ])('%s', (inside, expected) => {
    expect(name(inside)).toBe(expected);
  });
});

test('stream talks TLS when proxy_ssl is on', () => {
  const tls = (inside: string) => hop(model(`events {} stream { ${inside} server { listen 1; proxy_pass a:1; } }`)).tls;
  expect([tls(''), tls('proxy_ssl on;'), tls('include /elsewhere/x.conf;')]).toEqual([false, true, undefined]);
});

test.each(VERSIONS)('the http version of the request, nginx %s', (version) => {
  const setting = hop(inServer('location / { proxy_pass http://one; }', version)).effective('http_version');
  const expected = expectedOf<string | readonly (string | null)[]>(version, {
    '1.22.1': ['1.0'],
    '1.28': ['1.0'],
    '1.29.7': ['1.1'],
    '1.31.4': ['1.1'],
    unknown: ['1.0', '1.1'],
  });
  expect(setting.values.map((v) => v.value)).toEqual(expected);
});

test('templates leave the destination open', () => {
  expect(hop(model(server('location / { proxy_pass http://${APP_HOST}:8000; }'))).isComplete).toBe(false);
  expect(hop(model(server('location / { proxy_pass http://@APP_HOST@:8000; }'))).isComplete).toBe(false);
  expect(hop(model(server('location / { proxy_pass http://{{ app }}:8000; }'))).isComplete).toBe(false);
});

test.each([
  ['set $a app:1; proxy_pass http://$a;', [true, undefined]],
  ['set $a 127.0.0.1; proxy_pass http://$a;', [false, undefined]],
  ['set $a 127.0.0.1; proxy_pass $a;', [false, 'scheme']],
  ['set $a ""; proxy_pass $a;', [false, undefined]],
  ['set $a app; fastcgi_pass $a;', [false, 'port']],
  ['proxy_pass http://app;', [false, undefined]],
])('a destination out of `%s`', (inside, expected) => {
  const [{ atRunTime, lacks }] = hop(model(server(`location / { ${inside} }`))).destinations as [Destination];
  expect([atRunTime, lacks]).toEqual(expected);
});

test('the resolver of the nearest level, not that of a group', () => {
  const text = http(
    'resolver 10.0.0.1; upstream u { server a:1; resolver 10.0.0.2; } server { location / { proxy_pass http://u; } }',
  );
  expect(hop(model(text)).resolver.entries.map((d) => d.args[0])).toEqual(['10.0.0.1']);
});

test('a stream server dials by UDP what it is dialled by with UDP', () => {
  const inStream = (listen: string) =>
    hop(model(`events {}\nstream {\nserver {\n${listen} proxy_pass 192.0.2.1:53;\n}\n}\n`));
  expect(sendsDatagrams(inStream('listen 53 udp;'))).toBe(true);
  expect(sendsDatagrams(inStream('listen 53 udp reuseport; listen [::]:53 udp;'))).toBe(true);
  expect(sendsDatagrams(inStream('listen 53 udp; listen 53;'))).toBe(false);
  expect(sendsDatagrams(inStream('listen 53;'))).toBe(false);
});
