import { describe, expect, it } from 'vitest';
import { first, inLocation } from './body-helper.ts';

const URI =
  '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block';

describe('pass directives', () => {
  it.each([
    ['proxy_pass http://127.0.0.1/x?a=b:c;', 'ok'],
    ['proxy_pass HTTPS://127.0.0.1;', 'ok'],
    ['proxy_pass $a;', 'unknown "a" variable'],
    ['proxy_pass http://unix:/run/app.sock:/x;', 'ok'],
    ['proxy_pass 127.0.0.1:80;', 'invalid URL prefix:3'],
    ['proxy_pass http://;', 'no host in upstream "":3'],
    ['proxy_pass http://127.0.0.1:0;', 'invalid port in upstream "127.0.0.1:0":3'],
    ['proxy_pass http://$host${;', 'invalid variable name:3'],
    ['proxy_pass http://127.0.0.1; proxy_pass http://127.0.0.2;', '"proxy_pass" directive is duplicate:3'],
    ['limit_except GET { proxy_pass http://127.0.0.1; }', 'ok'],
    ['limit_except GET { proxy_pass http://127.0.0.1/; }', `${URI}:3`],
    ['fastcgi_pass unix:/run/php.sock;', 'ok'],
    ['fastcgi_pass http://127.0.0.1:9000;', 'invalid host in upstream "http://127.0.0.1:9000":3'],
    ['uwsgi_pass suwsgi://127.0.0.1:1;', 'ok'],
    ['grpc_pass grpcs://127.0.0.1:1;', 'ok'],
    ['grpc_pass http://127.0.0.1:1;', 'invalid host in upstream "http://127.0.0.1:1":3'],
    ['set $memcached_key a; memcached_pass 127.0.0.1:11211;', 'ok'],
  ])('%s', (body, want) => expect(first(inLocation(body))).toBe(want));

  it.each([
    ['~ /a', `${URI}:3`],
    ['~*/a', `${URI}:3`],
    ['@named', `${URI}:3`],
    ['^~ /a', 'ok'],
    ['= /a', 'ok'],
    ['=/a', 'ok'],
  ])('a URI in location %s', (location, want) =>
    expect(first(`events { } http { server {\nlocation ${location} {\nproxy_pass http://127.0.0.1/x; } } }`)).toBe(
      want,
    ),
  );

  it.each([
    ['proxy_pass http://127.0.0.1; proxy_redirect default;', 'ok'],
    [
      'proxy_redirect default; proxy_pass http://127.0.0.1;',
      '"proxy_redirect default" should be placed after the "proxy_pass" directive:3',
    ],
    [
      'proxy_pass http://$host; proxy_redirect default;',
      '"proxy_redirect default" cannot be used with "proxy_pass" directive with variables:3',
    ],
    ['proxy_redirect off; proxy_redirect / /a;', '"proxy_redirect" directive is duplicate:3'],
    ['proxy_redirect / /a; proxy_redirect ~^b /$1;', 'ok'],
    ['proxy_redirect on;', 'invalid parameter "on":3'],
  ])('%s', (body, want) => expect(first(inLocation(body))).toBe(want));

  it('knows stream', () => {
    const stream = (text: string) => first(`events { }\nstream { server { listen 1;\n${text}\n} }`);
    expect(stream('proxy_pass 127.0.0.1:80;')).toBe('ok');
    expect(stream('proxy_pass 127.0.0.1;')).toBe('no port in upstream "127.0.0.1" in nginx.conf:3:3');
    expect(stream('pass 127.0.0.1;')).toBe('"pass" directive has no port:3');
    expect(stream('pass localhost:80;')).toBe('"pass" directive has no addresses:3');
  });
});
