import { describe, expect, it } from 'vitest';
import { diagnose, first, inServer } from './body-helper.ts';

const http = (...servers: string[]) =>
  `events { }\nhttp {\n${servers.map((body) => `server { ${body} }`).join('\n')}\n}\n`;
const stream = (...servers: string[]) =>
  `events { }\nstream {\n${servers.map((body) => `server { ${body} return x; }`).join('\n')}\n}\n`;

function warned(text: string, version = '1.28.3'): readonly string[] {
  return diagnose(text, version)
    .filter((d) => d.severity === 'warning')
    .map((d) => d.nginx?.message ?? '');
}

describe('the address of listen', () => {
  it.each([
    ['8080', 'ok'],
    ['*', 'ok'],
    ['localhost', 'ok'],
    ['some-name.example:80', 'ok'],
    ['[::]:80', 'ok'],
    ['unix:/run/a.sock', 'ok'],
    ['8000-8010', 'ok'],
    ['8010-8000', 'invalid port range in "8010-8000" of the "listen" directive:3'],
    ['0', 'invalid port in "0" of the "listen" directive:3'],
    ['127.0.0.1:', 'invalid port in "127.0.0.1:" of the "listen" directive:3'],
    [':80', 'no host in ":80" of the "listen" directive:3'],
    ['[::1', 'invalid host in "[::1" of the "listen" directive:3'],
    ['http://a:80', 'invalid host in "http://a:80" of the "listen" directive:3'],
    ['unix:', 'no path in the unix domain socket in "unix:" of the "listen" directive:3'],
  ])('%s', (address, want) => {
    expect(first(inServer(`listen ${address};`))).toBe(want);
  });
});

describe('the parameters of listen', () => {
  it.each([
    ['default', 'ok'],
    ['backlog=1 rcvbuf=1k sndbuf=2m deferred reuseport fastopen=3 ipv6only=off', 'ok'],
    ['backlog=0', 'invalid backlog "backlog=0":3'],
    ['rcvbuf=1g', 'invalid rcvbuf "rcvbuf=1g":3'],
    ['ipv6only=o', 'invalid ipv6only flags "o":3'],
    ['ipv6only=yes', 'invalid parameter "ipv6only=yes":3'],
    ['so_keepalive=30m::10', 'ok'],
    ['so_keepalive=::', 'invalid so_keepalive value: "::":3'],
    ['so_keepalive=30m::10 so_keepalive=::', 'ok'],
    ['so_keepalive=1:2:3:4', 'invalid so_keepalive value: "1:2:3:4":3'],
    ['udp', 'invalid parameter "udp":3'],
    ['quic reuseport', 'ok'],
    ['quic http2', '"listen" directive "http2" parameter is incompatible with "quic":3'],
    ['quic backlog=5', '"listen" directive "backlog" parameter is incompatible with "quic":3'],
  ])('%s', (parameters, want) => {
    const certificate = parameters.startsWith('quic') ? 'ssl_certificate a; ssl_certificate_key b;' : '';
    expect(first(inServer(`listen 8443 ${parameters};${certificate}`))).toBe(want);
  });

  it('depend on the version', () => {
    expect(first(inServer('listen 80 quic;'), '1.24.0')).toBe('invalid parameter "quic":3');
    expect(first(inServer('listen 80 multipath;'), '1.28.3')).toBe('invalid parameter "multipath":3');
    expect(first(inServer('listen 80 multipath;'), '1.31.5')).toBe('ok');
    expect(first(stream('listen 80 default_server;'), '1.24.0')).toBe('the invalid "default_server" parameter:3');
    expect(first(stream('listen 80 default_server;'), '1.28.3')).toBe('ok');
    expect(first(stream('listen 80 udp ssl;'), '1.28.3')).toBe(
      '"listen" directive "ssl" parameter is incompatible with "udp":3',
    );
    // not known: silent where some version takes it
    expect(first(inServer('listen 80 multipath quic=1;'), 'x')).toBe('invalid parameter "quic=1":3');
    expect(first(inServer('listen 80 multipath;'), 'x')).toBe('ok');
  });

  it('suggest what was meant', () => {
    const [error] = diagnose(inServer('listen 80 default_serve;'));
    expect(error?.help).toBe('did you mean `default_server`?');
  });

  it('are not judged in templates', () => {
    expect(first(http('listen {{ port }} {{ options }};'))).toBe('ok');
  });
});

describe('servers on one address', () => {
  it.each<[readonly string[], string]>([
    [['listen 80; listen 0.0.0.0:80;'], 'a duplicate listen 0.0.0.0:80:3'],
    [['listen 80; listen [::]:80; listen 127.0.0.1:80;'], 'ok'],
    [['listen [::1]:80; listen [0:0::1]:80;'], 'a duplicate listen [::1]:80:3'],
    [['listen 8000-8003; listen 8003;'], 'a duplicate listen 0.0.0.0:8003:3'],
    [['listen 443 quic; listen 443 ssl; ssl_certificate a; ssl_certificate_key b;'], 'ok'],
    [['listen 80 default_server;', 'listen *:80 default_server;'], 'a duplicate default server for 0.0.0.0:80:4'],
    [['listen 80 default_server;', 'listen 81 default_server;'], 'ok'],
    [['listen 80 reuseport;', 'listen 80 backlog=5;'], 'duplicate listen options for 0.0.0.0:80:4'],
    [['listen 80 reuseport;', 'listen 80;'], 'ok'],
  ])('%j', (servers, want) => {
    expect(first(http(...servers))).toBe(want);
  });

  it('may not contradict each other in their protocols', () => {
    const text = http('listen 80 proxy_protocol;', 'listen 80 ssl; ssl_certificate a; ssl_certificate_key b;');
    const redefined = 'protocol options redefined for 0.0.0.0:80';
    expect(warned(text)).toContain(redefined);
    expect(warned(text, '1.22.1')).not.toContain(redefined);
    expect(warned(http('listen 80 ssl; ssl_certificate a; ssl_certificate_key b;', 'listen 80;'))).not.toContain(
      redefined,
    );
  });

  it('listen on port 80 without a listen', () => {
    expect(warned(http('', ''))).toEqual(['conflicting server name "" on 0.0.0.0:80, ignored']);
  });

  it('shared an address in stream only since 1.25.5', () => {
    const text = stream('listen 9000;', 'listen 9000; server_name a;');
    expect(first(stream('listen 9000;', 'listen 9000;'), '1.24.0')).toBe(
      'duplicate "0.0.0.0:9000" address and port pair:4',
    );
    expect(first(text, '1.28.3')).toBe('ok');
    expect(first(stream('listen 9000;', 'listen 9000 udp;'), '1.24.0')).toBe('ok');
  });

  it('are told about http2 in listen', () => {
    const message = 'the "listen ... http2" directive is deprecated, use the "http2" directive instead';
    expect(warned(inServer('listen 80 http2;'))).toEqual([message]);
    expect(warned(inServer('listen 80 http2;'), '1.24.0')).toEqual([]);
  });
});

describe('blocks', () => {
  it.each([
    ['events { }\nhttp { }\nhttp { }\n', '"http" directive is duplicate:3'],
    ['events { }\nevents { }\n', '"events" directive is duplicate:2'],
    ['events { }\nstream { }\nstream { }\n', '"stream" directive is duplicate:3'],
    ['events { }\nstream { server { return x; } }\n', 'no "listen" is defined for server:2'],
    ['events { }\nstream { server { listen 1; set a 1; return x; } }\n', 'invalid variable name "a":2'],
    ['events { }\nstream { server { listen 1; return x; return y; } }\n', '"return" directive is duplicate:2'],
  ])('%s', (text, want) => {
    expect(first(text)).toBe(want);
  });

  it('without anything to do were refused in stream up to 1.27.0', () => {
    const text = 'events { }\nstream {\nserver { listen 1; }\n}\n';
    expect(first(text, '1.24.0')).toBe('no handler for server:3');
    expect(first(text, '1.28.3')).toBe('ok');
  });
});
