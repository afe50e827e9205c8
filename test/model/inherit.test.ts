// Which value holds at a level? The merge functions of nginx's modules (reference/directives.md B).
import { describe, expect, test } from 'vitest';
import { NginxVersion } from '../../src/catalog/index.ts';
import { effectiveList, type Setting } from '../../src/model/index.ts';
import { expectedOf, hop, http, model, server, VERSIONS } from './support.ts';

const value = (setting: Setting) => setting.values.map((v) => v.value).join(' | ');

describe('a value that an inner one replaces', () => {
  test('comes from the nearest level that sets it', () => {
    const config = http(
      'proxy_read_timeout 1s; server { proxy_read_timeout 2s; location / { proxy_pass http://a; location /in { proxy_read_timeout 3s; proxy_pass http://a; } } }',
    );
    const of = model(config);
    expect(value(hop(of, 'location /').effective('read_timeout'))).toBe('2s');
    expect(value(hop(of, 'location /in').effective('read_timeout'))).toBe('3s');
  });

  test('holds in an `if` and in limit_except', () => {
    const of = model(
      server(
        'location / { proxy_read_timeout 2s; if ($a) { proxy_pass http://a; } limit_except GET { proxy_pass http://b; } }',
      ),
    );
    expect(of.hops.map((h) => value(h.effective('read_timeout')))).toEqual(['2s', '2s']);
  });

  test('is the default where no level sets it', () => {
    const setting = hop(model(server('location / { proxy_pass http://a; }'))).effective('ssl_server_name');
    expect([value(setting), setting.origin, setting.unseenOuter]).toEqual(['off', null, 0]);
  });

  test('is compared without regard to case', () => {
    const setting = hop(model(server('location / { proxy_ssl_server_name ON; proxy_pass https://a; }'))).effective(
      'ssl_server_name',
    );
    expect([setting.is('on'), setting.is('off')]).toEqual(['yes', 'no']);
  });

  test('is not known where an include cannot be read, or a template fills it in', () => {
    const of = (inside: string) =>
      hop(model(server(`location / { ${inside} proxy_pass http://a; }`))).effective('read_timeout');
    expect(of('include /elsewhere/proxy.conf;').values).toEqual([]);
    expect(of('include ${DIR}/proxy.conf;').values).toEqual([]);
    expect(of('proxy_read_timeout ${TIMEOUT}; ').values).toEqual([]);
    expect(of('proxy_read_timeout {{ timeout }}; ').values).toEqual([]);
    expect(value(of('include /elsewhere/proxy.conf; proxy_read_timeout 5s;'))).toBe('5s');
  });

  test('bit masks add up, and `off` beside others wins', () => {
    const of = (lines: string) =>
      hop(model(server(`location / { ${lines} proxy_pass http://a; }`))).effective('next_upstream');
    expect(value(of('proxy_next_upstream error; proxy_next_upstream http_503;'))).toBe('error http_503');
    expect(value(of('proxy_next_upstream error off;'))).toBe('off');
    const two = of('proxy_next_upstream error; proxy_next_upstream off;');
    expect([value(two), two.origin?.args]).toEqual(['off', ['off']]);
  });
});

describe('a value as a number', () => {
  const of = (lines: string) => hop(model(server(`location / { ${lines} proxy_pass http://a; }`)));

  test('is milliseconds', () => {
    const time = (value: string) => of(`proxy_read_timeout ${value};`).effective('read_timeout').milliseconds;
    expect(['0', '0ms', '75', '2m', '1h30m', '10ms', '-1', 'soon'].map(time)).toEqual([
      0,
      0,
      75_000,
      120_000,
      5_400_000,
      10,
      undefined,
      undefined,
    ]);
    expect(of('').effective('read_timeout').milliseconds).toBe(60_000);
  });

  test('is bytes, of several buffers those of one', () => {
    const sizes = (lines: string) => ['buffer_size', 'buffers'].map((name) => of(lines).effective(name).bytes);
    expect(sizes('')).toEqual([4096, 4096]);
    expect(sizes('proxy_buffer_size 16K; proxy_buffers 4 1m;')).toEqual([16_384, 1_048_576]);
  });

  test('is not known where the value is not', () => {
    expect(of('include /elsewhere/a.conf;').effective('buffers').bytes).toBeUndefined();
    expect(of('proxy_read_timeout ${TIMEOUT};').effective('read_timeout').milliseconds).toBeUndefined();
  });
});

describe('the parameters of a hop', () => {
  test('are those of its own family', () => {
    const of = model(
      server(
        'fastcgi_param A a; uwsgi_param B b; location / { fastcgi_pass a:1; } location /u { uwsgi_pass a:1; } location /p { proxy_pass http://a; }',
      ),
    );
    expect(of.hops.map((h) => h.parameters?.entries.map((d) => d.args[0]))).toEqual([['A'], ['B'], undefined]);
  });
});

describe('an upstream block', () => {
  test('inherits nothing from http', () => {
    const of = model(http('keepalive_timeout 5s; upstream u { server a; }'));
    const setting = of.upstreams[0]!.setting('keepalive_timeout');
    expect([value(setting), setting.origin]).toEqual(['60s', null]);
  });

  test('but its resolver', () => {
    const of = model(http('resolver 10.0.0.1; upstream u { server a; }'));
    expect(value(of.upstreams[0]!.setting('resolver'))).toBe('10.0.0.1');
  });

  test('of a fragment is all that counts for it', () => {
    const of = model('upstream u { server a; }');
    expect(of.upstreams[0]!.setting('keepalive_timeout').unseenOuter).toBe(0);
  });

  test.each(VERSIONS)('keeps connections by default since 1.29.7: nginx %s', (version) => {
    const setting = model(http('upstream u { server a; }'), version).upstreams[0]!.setting('keepalive');
    const expected = expectedOf<string | readonly (string | null)[]>(version, {
      '1.22.1': 'off',
      '1.28': 'off',
      '1.29.7': '32 local',
      '1.31.4': '32 local',
      unknown: 'off | 32 local',
    });
    expect(value(setting)).toBe(expected);
    expect(setting.values.map((v) => v.versions)).toEqual(
      expected === 'off | 32 local' ? ['before 1.29.7', '1.29.7 and later'] : [undefined],
    );
  });
});

describe('a list', () => {
  const list = (config: string) => effectiveList(hop(model(config)).scope, 'proxy_set_header');

  test('is that of the nearest level that has one, and hides the outer one', () => {
    const { entries, dropped, scope } = list(
      http(
        'proxy_set_header A 1; server { proxy_set_header B 2; location / { proxy_set_header C 3; proxy_pass http://a; } }',
      ),
    );
    expect(entries.map((d) => d.args)).toEqual([['C', '3']]);
    expect(dropped.map((d) => d.args)).toEqual([['B', '2']]);
    expect(scope?.kind).toBe('location');
  });

  test('grows by an include of the same level', () => {
    const of = model(server('location / { proxy_set_header A 1; include h; proxy_pass http://a; }'), undefined, {
      h: 'proxy_set_header B 2;',
    });
    expect(effectiveList(hop(of).scope, 'proxy_set_header').entries.map((d) => d.args[0])).toEqual(['A', 'B']);
  });

  test('is not known where an include cannot be read, up to the level that owns it', () => {
    expect(list(server('location / { include /elsewhere/x; proxy_pass http://a; }')).isKnown).toBe(false);
    expect(
      list(http('include /elsewhere/x; server { proxy_set_header A 1; location / { proxy_pass http://a; } }')).isKnown,
    ).toBe(true);
  });
});

describe('fragments', () => {
  const outer = (text: string) => hop(model(text)).effective('ssl_server_name').unseenOuter;

  test('how much around is not here', () => {
    expect(outer('server { location / { proxy_pass https://a; } }')).toBe(1);
    expect(outer('location / { proxy_pass https://a; }')).toBe(2);
    expect(outer('location / { proxy_ssl_server_name off; proxy_pass https://a; }')).toBe(0);
    expect(outer('proxy_pass https://a;')).toBe(2);
  });

  test('statements of one file may belong to different levels', () => {
    const of = model('upstream u { server a:1; } location / { proxy_pass http://u; }');
    expect(of.hops.map((h) => h.upstreams.map((u) => u.name))).toEqual([['u']]);
  });
});

test('a condition says for which versions it holds', () => {
  const setting = hop(model(server('location / { proxy_pass http://a; }'))).effective('http_version');
  expect(setting.when('1.0')).toEqual({ directive: 'proxy_http_version', unseenOuter: 0, versions: 'before 1.29.7' });
  expect(setting.when('2')).toBeUndefined();
  expect(NginxVersion.parse('1.29')?.before('1.29.7')).toBe('unknown');
});

test('a value that is a set of flags names them', () => {
  const next = (text: string) =>
    hop(model(`http { server { location / { proxy_pass http://a; ${text} } } }`)).effective('next_upstream');
  expect(next('').names('error')).toBe('yes');
  expect(next('proxy_next_upstream http_503 ERROR;').names('error')).toBe('yes');
  expect(next('proxy_next_upstream http_503;').names('error')).toBe('no');
  expect(next('include /elsewhere;').names('error')).toBe('unknown');
});
