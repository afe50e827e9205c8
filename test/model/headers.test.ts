// Which request headers does a hop send? ngx_http_proxy_init_headers; what an app behind nginx 1.22.1 saw.
import { describe, expect, test } from 'vitest';
import { expectedOf, hop, http, model, server, VERSIONS } from './support.ts';

const header = (name: string, inside: string, version?: string, family = 'proxy_pass http://a;') =>
  hop(model(server(`location / { ${inside} ${family} }`), version)).headers!.get(name);
const written = (...args: Parameters<typeof header>) => header(...args).written.map((v) => v.value);

describe('lines of one name', () => {
  test('are all sent, but for empty ones', () => {
    expect(written('X-A', 'proxy_set_header X-A 1; proxy_set_header x-a 2;')).toEqual(['1, 2']);
    expect(written('Connection', 'proxy_set_header Connection upgrade; proxy_set_header Connection "";')).toEqual([
      'upgrade',
    ]);
    expect(written('Connection', 'proxy_set_header Connection ""; proxy_set_header Connection "";')).toEqual(['']);
  });

  test('the line to blame is one that is sent', () => {
    const found = header('Connection', 'proxy_set_header Connection close; proxy_set_header Connection "";');
    expect(found.origin?.args).toEqual(['Connection', 'close']);
  });
});

describe('headers nobody sets', () => {
  test.each(VERSIONS)('Connection, nginx %s', (version) => {
    const expected = expectedOf<string | readonly (string | null)[]>(version, {
      '1.22.1': ['close'],
      '1.28': ['close'],
      '1.29.7': [null],
      '1.31.4': [null],
      unknown: ['close', null],
    });
    expect(written('Connection', '', version)).toEqual(expected);
  });

  test.each(VERSIONS)('Proxy-Connection, nginx %s', (version) => {
    const passed = '$http_proxy_connection';
    const expected = expectedOf<string | readonly (string | null)[]>(version, {
      '1.31.4': [null],
      unknown: version === undefined ? [passed, null] : [passed],
    });
    expect(written('Proxy-Connection', '', version)).toEqual(expected);
  });

  test('Host is that of the pass directive, Upgrade is not passed on, others are', () => {
    expect([written('host', ''), written('Upgrade', ''), written('X-Id', '')]).toEqual([
      ['$proxy_host'],
      [null],
      ['$http_x_id'],
    ]);
    expect(written('X-Id', 'proxy_pass_request_headers off;')).toEqual([null]);
  });

  test('families without a header list have none', () => {
    expect(hop(model(server('location / { fastcgi_pass a:1; }'))).headers).toBeUndefined();
    expect(written('Connection', '', '1.22.1', 'grpc_pass a:1;')).toEqual([null]);
  });
});

test('an inner list drops the outer one, and the first inner line is to blame', () => {
  const config = http(
    'proxy_set_header Connection ""; server { location / { proxy_set_header Host $host; proxy_pass http://a; } }',
  );
  const found = hop(model(config, '1.22.1')).headers!.get('Connection');
  expect([found.written, found.dropped?.args, found.droppedBy?.args]).toEqual([
    [{ value: 'close' }],
    ['Connection', ''],
    ['Host', '$host'],
  ]);
  expect(found.when((v) => v === 'close')).toEqual({ directive: 'proxy_set_header', unseenOuter: 0 });
});

test('an include that cannot be read leaves them open', () => {
  expect(written('Connection', 'include /elsewhere/x;')).toEqual([]);
});

test('what a value can be follows maps', () => {
  const config = http(
    'map $http_upgrade $c { default upgrade; "" close; } server { location / { proxy_set_header Connection $c; proxy_pass http://a; } }',
  );
  const { possible } = hop(model(config)).headers!.get('connection');
  expect([possible.values.map((v) => v.text), possible.complete]).toEqual([['upgrade', 'close'], true]);
});

test('lost lines are those that are missing and make a difference', () => {
  const lost = (outer: string, inner: string, version = '1.22.1') => {
    const text = http(`${outer} server { location / { ${inner} proxy_pass http://a; } }`);
    return hop(model(text, version)).headers!.lost.map((line) => line.args[0]);
  };
  const outer = 'proxy_set_header Host $host; proxy_set_header Connection ""; proxy_set_header X-A $http_x_a;';
  expect(lost(outer, 'proxy_set_header X-B 1;')).toEqual(['Host', 'Connection']);
  expect(lost(outer, 'proxy_set_header X-B 1;', '1.29.7')).toEqual(['Host']);
  expect(lost(outer, 'proxy_set_header host a;', '1.29.7')).toEqual([]);
  expect(lost('proxy_set_header Host $proxy_host;', 'proxy_set_header X-B 1;')).toEqual([]);
  expect(lost(outer, '')).toEqual([]);
  expect(lost(outer, 'proxy_set_header X-B 1; include missing.conf;')).toEqual([]);
});
