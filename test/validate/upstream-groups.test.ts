import { describe, expect, it } from 'vitest';
import { diagnose, first } from './body-helper.ts';

/** Lines of a group from line 3 on, and a location that uses it. */
function group(body: string): string {
  return `events { }\nhttp { upstream app {\n${body}\n} server { location / { proxy_pass http://app; } } }\n`;
}

function warnings(text: string, version: string): readonly string[] {
  return diagnose(text, version)
    .filter((d) => d.severity === 'warning' && d.nginx)
    .map((d) => `${d.nginx!.message}:${d.nginx!.line}`);
}

describe('server of an upstream block', () => {
  it.each([
    ['server 127.0.0.1:8080 weight=2 max_fails=0 fail_timeout=1M backup; server [::1];', 'ok'],
    ['server unix:/run/app.sock down;', 'ok'],
    ['server app.example.com:80;', 'ok'],
    ['server 127.0.0.1 weight=0;', 'invalid parameter "weight=0":3'],
    ['server 127.0.0.1 fail_timeout=10ms;', 'invalid parameter "fail_timeout=10ms":3'],
    ['server 127.0.0.1 wieght=1;', 'invalid parameter "wieght=1":3'],
    ['server http://127.0.0.1;', 'invalid host in upstream "http://127.0.0.1":3'],
    ['server 127.0.0.1:80a;', 'invalid port in upstream "127.0.0.1:80a":3'],
    ['server 127.0.0.1:65536;', 'invalid port in upstream "127.0.0.1:65536":3'],
    ['server [::1]x;', 'invalid host in upstream "[::1]x":3'],
    ['server [::g]:80;', 'invalid IPv6 address in upstream "[::g]:80":3'],
    ['server :80;', 'no host in upstream ":80":3'],
    ['server unix:;', 'no path in the unix domain socket in upstream "unix:":3'],
    ['server 127.0.0.1 backup;', 'no servers in upstream "app" in nginx.conf:2:2'],
    ['least_conn;', 'no servers are inside upstream:4'],
    ['ip_hash; server 127.0.0.1 backup;', 'balancing method does not support parameter "backup":3'],
    ['server 127.0.0.1; server 127.0.0.2 backup; ip_hash;', 'ok'],
    ['ip_hash; least_conn; server 127.0.0.1; server 127.0.0.2 backup;', 'ok'],
  ])('%s', (body, want) => expect(first(group(body))).toBe(want));

  it('knows parameters by version', () => {
    const resolving = group('server app.example.com resolve; zone app 64k; resolver 127.0.0.1;');
    expect(first(resolving, '1.28.3')).toBe('ok');
    expect(first(resolving, '1.26.0')).toBe('invalid parameter "resolve":3');
    expect(first(resolving, 'unknown')).toBe('ok');
    const slow = group('server 127.0.0.1 slow_start=30s;');
    expect(first(slow)).toBe('invalid parameter "slow_start=30s":3');
    expect(first(slow, 'unknown')).toBe('ok');
    expect(first(group('server 127.0.0.1 slow_start=30s; ntlm;'))).toBe('ok');
    expect(first(group('server 127.0.0.1 route=a drain;'), '1.29.5')).toBe('invalid parameter "route=a":3');
    expect(first(group('server 127.0.0.1 route=a drain;'), '1.29.6')).toBe('ok');
  });

  it('wants shared memory and a resolver for names resolved at run time', () => {
    const named = 'upstream "app" in nginx.conf:2';
    expect(first(group('server a.example.com resolve;'))).toBe(
      `resolving names at run time requires ${named} to be in shared memory:2`,
    );
    expect(first(group('server a.example.com resolve; zone app 64k;'))).toBe(
      `no resolver defined to resolve names at run time in ${named}:2`,
    );
    expect(first(group('server 127.0.0.1 resolve;'))).toBe('ok');
    expect(first(group('server 127.0.0.1 service=http;'))).toBe(
      'service upstream "127.0.0.1" requires "resolve" parameter:3',
    );
  });
});

describe('methods', () => {
  it('warns where one replaces another', () => {
    const both = group('server 127.0.0.1;\nip_hash;\nleast_conn;');
    expect(warnings(both, '1.28.3')).toEqual(['load balancing method redefined:5']);
    const keepalive = group('server 127.0.0.1;\nkeepalive 2;\nleast_conn;');
    expect(warnings(keepalive, '1.28.3')).toEqual(['load balancing method redefined:5']);
    expect(warnings(keepalive, '1.29.7')).toEqual([]);
    expect(warnings(group('server 127.0.0.1;\nleast_conn;\nkeepalive 2;'), '1.28.3')).toEqual([]);
  });

  it.each([
    ['hash $uri consistent', 'ok'],
    ['hash $uri ketama', 'invalid parameter "ketama":3'],
    ['hash $', 'invalid variable name:3'],
    ['random two least_conn', 'ok'],
    ['random three', 'invalid parameter "three":3'],
    ['keepalive 0', 'invalid value "0" in "keepalive" directive:3'],
    ['keepalive 1; keepalive 2', '"keepalive" directive is duplicate:3'],
    ['zone app 31k', 'zone "app" is too small:3'],
    ['zone app 1g', 'invalid zone size "1g":3'],
    ['zone app', 'zero size shared memory zone "app"'],
  ])('%s', (body, want) => expect(first(group(`${body}; server 127.0.0.1;`))).toBe(want));

  it('knows sticky since 1.29.6', () => {
    const sticky = (text: string) => first(group(`sticky ${text}; server 127.0.0.1;`), '1.31.5');
    expect(sticky('cookie id expires=1h domain=.example.com path=/ samesite=lax secure httponly')).toBe('ok');
    expect(sticky('cookie id samesite=maybe')).toBe('"sticky" directive invalid "samesite" parameter value:3');
    expect(sticky('cookie id path=/ path=/a')).toBe('"sticky" directive parameter "path" is duplicate:3');
    expect(sticky('route $cookie_a x')).toBe('invalid variable name "x":3');
    expect(sticky('learn zone=s:1m create=$upstream_cookie_a lookup=$cookie_a')).toBe('ok');
    expect(sticky('learn zone=s:1m create=$upstream_cookie_a')).toBe(
      '"sticky" directive "lookup" parameter is not specified:3',
    );
    expect(sticky('table x')).toBe('unknown parameter "table":3');
  });
});

describe('groups and references', () => {
  const http = (text: string) => first(`events { }\nhttp {\n${text}\n}\n`);

  it.each([
    ['upstream a { server 127.0.0.1; }\nupstream A { server 127.0.0.1; }', 'duplicate upstream "A":4'],
    [
      'upstream a { server 127.0.0.1; }\nserver { location / { proxy_pass http://a:80; } }',
      'upstream "a" may not have port 80:4',
    ],
    [
      'server { location / { proxy_pass http://a:80; } }\nupstream a { server 127.0.0.1; }',
      'upstream "a" may not have port 80 in nginx.conf:3:3',
    ],
    ['server { location / { proxy_pass http://a; } }\nupstream a { server 127.0.0.1; }', 'ok'],
    ['server { location / { fastcgi_pass a; } }\nupstream a { server 127.0.0.1; }', 'ok'],
    ['server { location / { fastcgi_pass a; } }', 'no port in upstream "a" in nginx.conf:3:3'],
    ['server { location / { fastcgi_pass 127.0.0.1; } }', 'no port in upstream "127.0.0.1" in nginx.conf:3:3'],
    ['server { location / { proxy_pass http://a; } }', 'ok'],
  ])('%s', (text, want) => expect(http(text)).toBe(want));

  it('says nothing about what may stand elsewhere', () => {
    const files = {
      '/p/nginx.conf': 'events { }\nhttp { include /gone.conf; server { location / { fastcgi_pass app; } } }',
    };
    const said = diagnose(files['/p/nginx.conf']).map((d) => d.rule);
    expect(said).toEqual(['include-missing']);
  });
});
