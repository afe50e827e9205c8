// The truth suite's rows about declared apps.
import type { TruthCase } from './truth-case.ts';

export const bindings = {
  'binding-wrong-port-host': {
    claim: 'bindings 13.5 row 8, nginx and the app on the host (systemd unit)',
    conf: 'etc/nginx/nginx.conf',
    expectRules: ['binding-wrong-port'],
    change: ['- proxy_pass http://127.0.0.1:@PORT_DIALED@;', '+ proxy_pass http://127.0.0.1:@PORT_APP@;'],
  },
  'binding-wrong-port-compose': {
    claim: 'bindings 13.5 row 8, both in one compose project',
    conf: 'nginx.conf',
    expectRules: ['binding-wrong-port'],
    change: ['- proxy_pass http://app:@PORT_DIALED@;', '+ proxy_pass http://app:@PORT_APP@;'],
  },
  'binding-published-port': {
    claim: 'bindings 13.5 row 6',
    conf: 'nginx.conf',
    expectRules: ['binding-published-port'],
    change: ['- proxy_pass http://app:@PORT_PUBLISHED@;', '+ proxy_pass http://app:@PORT_APP@;'],
  },
  'binding-loopback-in-container': {
    claim: 'bindings 13.5 row 3',
    conf: 'nginx.conf',
    expectRules: ['binding-loopback-in-container'],
    change: ['- proxy_pass http://127.0.0.1:@PORT_APP@;', '+ proxy_pass http://app:@PORT_APP@;'],
  },
  'binding-self-dial': {
    claim: 'bindings 13.5 row 18, the address of the own container',
    conf: 'nginx.conf',
    expectRules: ['binding-self-dial'],
    change: ['- proxy_pass http://192.0.2.9:8080;', '+ proxy_pass http://192.0.2.10:3000;'],
  },
  'binding-host-gateway': {
    claim: 'bindings 13.5 row 22',
    conf: 'nginx.conf',
    expectRules: ['binding-host-gateway'],
    minConfidence: 'low',
    change: ['+ extra_hosts:', '+ - host.docker.internal:host-gateway'],
  },
  'binding-socket-path': {
    claim: 'bindings 13.5 row 13',
    conf: 'etc/nginx/nginx.conf',
    expectRules: ['binding-socket-path'],
    change: ['- fastcgi_pass unix:@RUN@/php/php8.1-fpm.sock;', '+ fastcgi_pass unix:@RUN@/php/php8.2-fpm.sock;'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
