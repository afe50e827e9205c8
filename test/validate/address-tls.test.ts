import { describe, expect, it } from 'vitest';
import { diagnose, first } from './body-helper.ts';

const pair = 'ssl_certificate a.crt; ssl_certificate_key a.key;';
const http = (...lines: string[]) => `events { }\nhttp {\n${lines.join('\n')}\n}\n`;
const mail = (...lines: string[]) => `events { }\nmail {\n${lines.join('\n')}\n}\n`;

describe('certificates of http', () => {
  it.each<[readonly string[], string]>([
    [[`server { listen 443 ssl; ${pair} }`], 'ok'],
    [[`${pair} server { listen 443 ssl; }`], 'ok'],
    [['server { listen 443 ssl; }'], 'no "ssl_certificate" is defined for the "listen ... ssl" directive:3'],
    [['server { listen 443 quic; }'], 'no "ssl_certificate" is defined for the "listen ... quic" directive:3'],
    [['server { listen 443 ssl; ssl_reject_handshake on; }'], 'ok'],
    [[`server { listen 443 ssl; ${pair} }`, 'server { listen 443 ssl; server_name b; }'], 'ok'],
    [
      ['server { listen 443 ssl; ssl_reject_handshake on; }', 'server { listen 443 ssl; server_name b; }'],
      'no "ssl_certificate" is defined for the "listen ... ssl" directive:4',
    ],
    [
      [`server { listen 443 ssl; ${pair} }`, 'server { listen 443 ssl default_server; server_name b; }'],
      'no "ssl_certificate" is defined for the "listen ... ssl" directive:4',
    ],
    [['server { ssl_certificate a; }'], 'no "ssl_certificate_key" is defined for certificate "a"'],
    [[`server { ${pair} ssl_certificate b; }`], 'no "ssl_certificate_key" is defined for certificate "b"'],
    [
      [`server { ${pair} ssl_verify_client on; }`],
      'no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client',
    ],
    [[`server { ${pair} ssl_verify_client optional; ssl_trusted_certificate c; }`], 'ok'],
    [['server { ssl_verify_client on; }'], 'ok'],
    [
      [`server { ${pair} ssl_verify_client optional_no_ca; ssl_ocsp on; }`],
      '"ssl_ocsp" is incompatible with "ssl_verify_client optional_no_ca"',
    ],
    [
      [`server { ${pair} ssl_ocsp on; ssl_ocsp_responder https://a/; }`],
      'invalid URL prefix in OCSP responder "https://a/" in "ssl_ocsp_responder"',
    ],
    [
      [`server { listen 443 quic; ${pair} ssl_protocols TLSv1.2; }`],
      '"ssl_protocols" must enable TLSv1.3 for the "listen ... quic" directive:3',
    ],
  ])('%j', (lines, want) => {
    expect(first(http(...lines))).toBe(want);
  });

  it('wanted a client certificate up to 1.27.1', () => {
    const text = http(`server { ${pair} ssl_verify_client on; ssl_trusted_certificate c; }`);
    expect(first(text, '1.24.0')).toBe('no ssl_client_certificate for ssl_verify_client');
    expect(first(text, 'x')).toBe('ok');
  });

  it('are said once for http and for a server on two addresses', () => {
    expect(diagnose(http('server { listen 443 ssl; listen [::]:443 ssl; }'))).toHaveLength(1);
    expect(diagnose(http('ssl_certificate a;', 'server { listen 80; }', 'server { listen 81; }'))).toHaveLength(1);
  });

  it('may be in a file that is not here', () => {
    expect(first(http('include /nowhere/at/all/*.conf;', 'server { listen 443 ssl; }'))).toBe('ok');
    expect(first(http('server { listen 443 ssl; include /nowhere/at/all/*.conf; }'))).toBe('ok');
  });

  it('knew a switch up to 1.25.0', () => {
    const text = http('server { ssl on; }');
    expect(first(text, '1.24.0')).toBe('no "ssl_certificate" is defined for the "ssl" directive:3');
    const [warning] = diagnose(http(`server { ssl on; ${pair} }`), '1.24.0');
    expect(warning?.nginx?.message).toBe(
      'the "ssl" directive is deprecated, use the "listen ... ssl" directive instead',
    );
  });
});

describe('the switch `ssl` of mail, up to 1.25.0', () => {
  it.each<[readonly string[], string]>([
    [
      ['auth_http 127.0.0.1;', 'ssl maybe;', 'bogus on;'],
      'invalid value "maybe" in "ssl" directive, it must be "on" or "off":4',
    ],
    [['ssl;'], 'invalid number of arguments in "ssl" directive:3'],
    [['ssl on;', 'ssl off;'], '"ssl" directive is duplicate:4'],
    [['starttls on;', 'ssl on;'], '"starttls" directive conflicts with "ssl on":4'],
    [['ssl on;', 'starttls on;'], '"ssl" directive conflicts with "starttls":4'],
    [['starttls off;', 'auth_http 127.0.0.1;', 'ssl ON;'], 'ok'],
    [
      ['auth_http 127.0.0.1;', 'server { listen 143; ssl on; }'],
      'no "ssl_certificate" is defined for the "ssl" directive:4',
    ],
  ])('%j', (lines, want) => expect(first(mail(...lines), '1.22.1')).toBe(want));

  it('has no right value `maybe` in any nginx', () => {
    expect(first(mail('ssl maybe;'), 'unknown')).toMatch(/^invalid value "maybe"/);
    expect(first(mail('ssl on;'), 'unknown')).toBe('ok');
  });
});

describe('caches of TLS', () => {
  it.each([
    ['ssl_session_cache builtin:100 shared:SSL:10m;', 'ok'],
    ['ssl_session_cache shared:SSL;', 'invalid session cache "shared:SSL":3'],
    ['ssl_session_cache shared:SSL:1k;', 'session cache "shared:SSL:1k" is too small:3'],
    ['ssl_session_cache builtin:x;', 'invalid session cache "builtin:x":3'],
    [
      'ssl_session_cache shared:S:1m; ssl_session_cache shared:S:2m;',
      'the size 2097152 of shared memory zone "S" conflicts with already declared size 1048576:3',
    ],
    [
      'ssl_session_cache shared:S:1m; ssl_ocsp_cache shared:S:1m;',
      'the shared memory zone "S" is already declared for a different use:3',
    ],
    ['ssl_ocsp_cache off; ssl_ocsp_cache off;', '"ssl_ocsp_cache" directive is duplicate:3'],
    ['ssl_ocsp_cache x;', 'invalid OCSP cache "x":3'],
    ['ssl_certificate_cache max=10 inactive=1m;', 'ok'],
    ['ssl_certificate_cache off;', 'ok'],
    ['ssl_certificate_cache inactive=1m;', '"ssl_certificate_cache" must have the "max" parameter:3'],
    ['ssl_certificate_cache max=0;', 'invalid parameter "max=0":3'],
  ])('%s', (line, want) => {
    expect(first(http(line), '1.31.5')).toBe(want);
  });
});

describe('mail', () => {
  it.each<[readonly string[], string]>([
    [['auth_http 127.0.0.1/a;', 'server { listen 25; }'], 'ok'],
    [['server { listen 25; }'], 'no "auth_http" is defined for server:3'],
    [['auth_http 127.0.0.1;', 'server { listen 2525; }'], 'unknown mail protocol for server:4'],
    [['auth_http 127.0.0.1;', 'server { listen 2525; protocol smtp; }'], 'ok'],
    [['auth_http 127.0.0.1;', 'server { listen 25; protocol SMTP; }'], 'unknown protocol "SMTP":4'],
    [['auth_http https://a;'], 'invalid port in auth_http "https://a":3'],
    [
      ['auth_http 127.0.0.1;', 'server { listen 25; }', 'server { listen 25; }'],
      'duplicate "0.0.0.0:25" address and port pair:5',
    ],
    [['auth_http 127.0.0.1;', 'server { protocol smtp; }'], 'no "listen" is defined for server:4'],
    [['auth_http 127.0.0.1;', 'server { listen 25 reuseport; }'], 'invalid parameter "reuseport":4'],
    [
      ['auth_http 127.0.0.1;', 'server {', 'listen 465 ssl; }'],
      'no "ssl_certificate" is defined for the "listen ... ssl" directive:5',
    ],
    [
      ['auth_http 127.0.0.1; starttls on;', 'server { listen 25; }'],
      'no "ssl_certificate" is defined for the "starttls" directive:3',
    ],
    [['starttls maybe;'], 'invalid value "maybe":3'],
    [['ssl on;'], 'unknown directive "ssl":3'],
  ])('%j', (lines, want) => {
    expect(first(mail(...lines))).toBe(want);
  });
});

describe('stream', () => {
  it('checks certificates as http does since 1.25.5', () => {
    const text = 'events { }\nstream {\nserver {\nlisten 9443 ssl; return x; }\n}\n';
    const message = 'no "ssl_certificate" is defined for the "listen ... ssl" directive';
    expect(first(text, '1.24.0')).toBe(`${message}:4`);
    expect(first(text, '1.28.3')).toBe(`${message}:3`);
    const key = 'events { }\nstream {\nserver { listen 9443; return x; ssl_certificate a; }\n}\n';
    expect(first(key, '1.24.0')).toBe('ok');
    expect(first(key, '1.28.3')).toBe('no "ssl_certificate_key" is defined for certificate "a"');
  });
});

describe('HTTP/2', () => {
  it('warns about what it has given up', () => {
    const [warning] = diagnose(http('http2_push_preload maybe;'));
    expect(warning?.nginx?.message).toBe('the "http2_push_preload" directive is obsolete, ignored');
    expect(first(http('http2_push_preload maybe;'), '1.24.0')).toBe(
      'invalid value "maybe" in "http2_push_preload" directive, it must be "on" or "off":3',
    );
  });
});
