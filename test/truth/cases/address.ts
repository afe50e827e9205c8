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
} as const satisfies Readonly<Record<string, TruthCase>>;
