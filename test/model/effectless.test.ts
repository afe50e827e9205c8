// Which settings does nothing read, which change nothing, and what may a worker have?
import { describe, expect, test } from 'vitest';
import { effectlessSettings, foreignSettings } from '../../src/model/index.ts';
import { http, model, server } from './support.ts';

describe('settings of another family', () => {
  const of = (inside: string, files = {}) => {
    const { hops } = model(server(inside), '1.22.1', files);
    return hops.flatMap((hop) => foreignSettings(hops)(hop)).map((f) => [f.directive.name, f.counterpart, f.isDoubled]);
  };

  test('have a counterpart, or none', () => {
    expect(of('location / { proxy_read_timeout 1s; proxy_buffering off; grpc_pass a:1; }')).toEqual([
      ['proxy_read_timeout', 'grpc_read_timeout', false],
      ['proxy_buffering', undefined, false],
    ]);
    expect(of('location / { proxy_read_timeout 1s; uwsgi_read_timeout 2s; uwsgi_pass a:1; }')).toEqual([
      ['proxy_read_timeout', 'uwsgi_read_timeout', true],
    ]);
  });

  test('are none where a level inside inherits them', () => {
    const uwsgi = (inside: string) => of(`location / { proxy_read_timeout 1s; uwsgi_pass a:1; ${inside} }`);
    expect(uwsgi('location /in { proxy_pass http://a; }')).toEqual([]);
    expect(uwsgi('if ($a) { proxy_pass http://a; }')).toEqual([]);
    expect(uwsgi('limit_except GET { proxy_pass http://a; }')).toEqual([]);
    expect(uwsgi('location /in { grpc_pass a:1; }')).toHaveLength(1);
  });

  test('are not known where an include is not here', () => {
    expect(of('location / { proxy_read_timeout 1s; uwsgi_pass a:1; include /elsewhere/x; }')).toEqual([]);
    expect(of('location / { proxy_read_timeout 1s; uwsgi_pass a:1; location /b { include /elsewhere/x; } }')).toEqual(
      [],
    );
  });
});

describe('settings that change nothing', () => {
  const of = (text: string, version?: string) => {
    const { hops, version: nginx } = model(text, version);
    return effectlessSettings(hops, nginx).map((e) => `${e.directive.name}: ${e.reason}`);
  };

  test('repeat what holds already, in any unit', () => {
    expect(of(server('location / { proxy_read_timeout 1m; proxy_pass http://a; }'))).toEqual([
      'proxy_read_timeout: same',
    ]);
    expect(
      of(http('proxy_read_timeout 5m; server { location / { proxy_read_timeout 300; proxy_pass http://a; } }')),
    ).toEqual(['proxy_read_timeout: same']);
  });

  test('but not where they reset an outer value, or an outer level is not here', () => {
    expect(
      of(http('proxy_read_timeout 5m; server { location / { proxy_read_timeout 60s; proxy_pass http://a; } }')),
    ).toEqual([]);
    expect(of('server { location / { proxy_read_timeout 60s; proxy_pass http://a; } }')).toEqual([]);
  });

  test('belong to a feature that is off for all that inherit them', () => {
    const two = (second: string) =>
      of(
        server(
          `proxy_ssl_verify_depth 3; location / { proxy_pass https://a; } location /b { ${second} proxy_pass https://a; }`,
        ),
      );
    expect(two('')).toEqual(['proxy_ssl_verify_depth: ssl_verify']);
    expect(two('proxy_ssl_verify on;')).toEqual([]);
  });
});

describe('the limits of a worker', () => {
  const of = (main: string, events: string) => {
    const limits = model(`${main} events { ${events} } http {}`).workers;
    return limits && [limits.connections.count, limits.files?.count];
  };

  test('are written, or the default', () => {
    expect(of('worker_rlimit_nofile 2048;', 'worker_connections 1024;')).toEqual([1024, 2048]);
    expect(of('', '')).toEqual([512, undefined]);
  });

  test('are not known of fragments, templates and includes that are not here', () => {
    expect(model('server {}').workers).toBeUndefined();
    expect(of('', 'worker_connections ${CONNECTIONS};')).toBeUndefined();
    expect(of('include /elsewhere/main.conf;', '')).toBeUndefined();
    expect(of('', 'include /elsewhere/events.conf;')).toBeUndefined();
  });
});
