// The table of the truth suite: per case the served file, the rules nginx-vet has to report on bad, and the advised change.

interface TruthCase {
  /** Where the claim is written: a section of rules-502.md or a row of bindings.md 13.5. */
  readonly claim: string;
  /** The file nginx is started with, inside fixtures/truth/<case>/<variant>. */
  readonly conf: string;
  /** Reported on every `bad…` variant, on no `good…` one. */
  readonly expectRules: readonly string[];
  /** Since that nginx version the `bad` variant does no harm: no verdict is asked for there. */
  readonly harmlessSince?: string;
  /** All lines in which good differs from bad: `- ` only in bad, `+ ` only in good. */
  readonly change: readonly string[];
}

const table = {
  'keepalive-http-version': {
    claim: 'rules-502 §1 upstream-keepalive-http-version',
    conf: 'nginx.conf',
    expectRules: ['upstream-keepalive-http-version'],
    harmlessSince: '1.29.7',
    change: ['+ proxy_http_version 1.1;', '+ proxy_set_header Connection "";'],
  },
  'keepalive-half-fixed': {
    claim: 'rules-502 §1 upstream-keepalive-half-fixed',
    conf: 'nginx.conf',
    expectRules: ['upstream-keepalive-http-version'],
    harmlessSince: '1.29.7',
    change: ['+ proxy_http_version 1.1;'],
  },
  'keepalive-connection-header': {
    claim: 'rules-502 §1 upstream-keepalive-connection-header',
    conf: 'nginx.conf',
    expectRules: ['upstream-keepalive-connection-header'],
    harmlessSince: '1.29.7',
    change: ['+ proxy_set_header Connection "";'],
  },
  'keepalive-connection-inherited': {
    claim: 'rules-502 §1 upstream-keepalive-connection-header, inheritance trap',
    conf: 'nginx.conf',
    expectRules: ['upstream-keepalive-connection-header'],
    harmlessSince: '1.29.7',
    change: ['+ proxy_set_header Connection "";'],
  },
  'localhost-upstream': {
    claim: 'rules-502 §2 proxy-pass-localhost',
    conf: 'nginx.conf',
    expectRules: ['proxy-pass-localhost'],
    change: ['- server localhost:@PORT_APP@;', '+ server 127.0.0.1:@PORT_APP@;'],
  },
  'localhost-next-upstream-off': {
    claim: 'rules-502 §2 proxy-pass-localhost, consequences 2 and 3',
    conf: 'nginx.conf',
    expectRules: ['proxy-pass-localhost'],
    change: ['- proxy_pass http://localhost:@PORT_APP@;', '+ proxy_pass http://127.0.0.1:@PORT_APP@;'],
  },
  'ssl-server-name-off': {
    claim: 'rules-502 §4 proxy-ssl-server-name-off',
    conf: 'nginx.conf',
    expectRules: ['proxy-ssl-server-name-off'],
    change: ['+ proxy_ssl_server_name on;'],
  },
  'ssl-server-name-off-group': {
    claim: 'rules-502 §4 proxy-ssl-server-name-off, name from proxy_ssl_name',
    conf: 'nginx.conf',
    expectRules: ['proxy-ssl-server-name-off'],
    change: ['+ proxy_ssl_server_name on;'],
  },
  'ssl-name-upstream-group': {
    claim: 'rules-502 §4 proxy-ssl-name-upstream-group',
    conf: 'nginx.conf',
    expectRules: ['proxy-ssl-name-upstream-group'],
    change: ['+ proxy_ssl_name api.example.test;'],
  },
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
  'binding-socket-path': {
    claim: 'bindings 13.5 row 13',
    conf: 'etc/nginx/nginx.conf',
    expectRules: ['binding-socket-path'],
    change: ['- fastcgi_pass unix:@RUN@/php/php8.1-fpm.sock;', '+ fastcgi_pass unix:@RUN@/php/php8.2-fpm.sock;'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;

export type CaseName = keyof typeof table;

export const cases: Readonly<Record<CaseName, TruthCase>> = table;
