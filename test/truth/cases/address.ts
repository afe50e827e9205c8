// The truth suite's rows about addresses.
import type { TruthCase } from './truth-case.ts';

export const address = {
  'localhost-upstream': {
    claim: 'rules-502 §2 proxy-pass-localhost',
    conf: 'nginx.conf',
    expectRules: ['proxy-pass-localhost'],
    change: ['- server localhost:@PORT_APP@;', '+ server 127.0.0.1:@PORT_APP@;'],
  },
  'localhost-next-upstream-off': {
    claim: 'rules-502 §2 proxy-pass-localhost, consequences 2 and 3',
    conf: 'nginx.conf',
    expectRules: ['proxy-pass-localhost', 'proxy-next-upstream-off'],
    change: ['- proxy_pass http://localhost:@PORT_APP@;', '+ proxy_pass http://127.0.0.1:@PORT_APP@;'],
  },
  'localhost-ipv6-app': {
    claim: 'rules-502 §2 proxy-pass-localhost: the app listens on ::1 only',
    conf: 'nginx.conf',
    expectRules: ['proxy-pass-localhost'],
    change: ['- proxy_pass http://localhost:@PORT_APP@;', '+ proxy_pass http://[::1]:@PORT_APP@;'],
  },
  'socket-path-uri': {
    claim: 'rules-502 §2 upstream-socket-mismatch, URI without a colon',
    conf: 'nginx.conf',
    expectRules: ['upstream-socket-path'],
    minSeverity: 'warning',
    change: ['- proxy_pass http://unix:@RUN@/app.sock/app/;', '+ proxy_pass http://unix:@RUN@/app.sock:/app/;'],
  },
  'socket-path-colon': {
    claim: 'rules-502 §2 upstream-socket-mismatch, URI in a server line',
    conf: 'nginx.conf',
    expectRules: ['upstream-socket-path'],
    minSeverity: 'warning',
    change: ['- server unix:@RUN@/app.sock:/app/;', '+ server unix:@RUN@/app.sock;'],
  },
  'socket-double-slash': {
    claim: 'rules-502 §2 proxy-pass-unix-uri-double-slash',
    conf: 'nginx.conf',
    expectRules: ['proxy-pass-unix-uri-double-slash'],
    change: ['- location /files {', '+ location /files/ {'],
  },
  'self-loop': {
    claim: 'rules-502 §2 proxy-pass-self-loop',
    conf: 'nginx.conf',
    expectRules: ['proxy-pass-self-loop'],
    change: ['- proxy_pass http://127.0.0.1:@PORT_NGINX@;', '+ proxy_pass http://127.0.0.1:@PORT_APP@;'],
  },
  'protocol-own-listen': {
    claim: 'rules-502 §2 protocol-mismatch, a listen of the same configuration',
    conf: 'nginx.conf',
    harmlessSince: { 'bad-http1': '1.25.1' },
    expectRules: ['protocol-mismatch'],
    change: ['- fastcgi_pass 127.0.0.1:@PORT_INNER@;', '+ proxy_pass http://127.0.0.1:@PORT_INNER@;'],
  },
  'protocol-php-fpm': {
    claim: 'rules-502 §2 protocol-mismatch, proxy_pass to php-fpm',
    conf: 'etc/nginx/nginx.conf',
    expectRules: ['protocol-mismatch'],
    change: ['- proxy_pass http://unix:@RUN@/php/php8.2-fpm.sock;', '+ fastcgi_pass unix:@RUN@/php/php8.2-fpm.sock;'],
  },
  'scheme-own-listen': {
    claim: 'rules-502 §2 scheme-port-mismatch, a listen of the same configuration',
    conf: 'nginx.conf',
    expectRules: ['scheme-port-mismatch'],
    change: ['- proxy_pass https://127.0.0.1:@PORT_INNER@;', '+ proxy_pass http://127.0.0.1:@PORT_INNER@;'],
  },
  'proxy-protocol-own-listen': {
    claim: 'rules-502 §9 proxy-protocol-mismatch, http',
    conf: 'nginx.conf',
    expectRules: ['proxy-protocol-mismatch'],
    change: ['- listen 127.0.0.1:@PORT_INNER@ proxy_protocol;', '+ listen 127.0.0.1:@PORT_INNER@;'],
  },
  'proxy-protocol-stream': {
    claim: 'rules-502 §9 proxy-protocol-mismatch, stream',
    conf: 'nginx.conf',
    expectRules: ['proxy-protocol-mismatch'],
    change: ['- listen 127.0.0.1:@PORT_INNER@;', '+ listen 127.0.0.1:@PORT_INNER@ proxy_protocol;'],
  },
  'stream-preread': {
    claim: 'rules-502 §9 stream-proxy',
    conf: 'nginx.conf',
    expectRules: ['stream-proxy'],
    change: ['+ ssl_preread on;'],
  },
  'multiple-handlers': {
    claim: 'rules-502 §9 multiple-handlers',
    conf: 'nginx.conf',
    expectRules: ['multiple-handlers'],
    change: ['- empty_gif;'],
  },
  'grpc-without-http2': {
    claim: 'rules-502 §9 grpc-without-http2',
    conf: 'nginx.conf',
    expectRules: ['grpc-without-http2'],
    change: ['- listen 127.0.0.1:@PORT_NGINX@;', '+ listen 127.0.0.1:@PORT_NGINX@ http2;'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
