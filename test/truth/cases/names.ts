// The truth suite's rows about names: DNS, request headers, TLS names.
import type { TruthCase } from './truth-case.ts';

export const names = {
  'variable-without-resolver': {
    claim: 'rules-502 §3 proxy-pass-variable-without-resolver',
    conf: 'nginx.conf',
    expectRules: ['proxy-pass-variable-without-resolver'],
    change: [
      '- proxy_pass http://$app:@PORT_APP@;',
      '- proxy_pass http://$group:@PORT_APP@;',
      '- proxy_pass $url;',
      '+ proxy_pass http://app.example.test:@PORT_APP@;',
      '+ proxy_pass http://$group;',
      '+ proxy_pass http://$url;',
    ],
  },
  'set-header-inheritance': {
    claim: 'rules-502 §1 proxy-set-header-inheritance',
    conf: 'nginx.conf',
    expectRules: ['proxy-set-header-inheritance'],
    change: ['+ proxy_set_header Host $host;', '+ proxy_set_header X-Forwarded-For $remote_addr;'],
  },
  'websocket-headers': {
    claim: 'rules-502 §1 proxy-websocket-headers',
    conf: 'nginx.conf',
    expectRules: ['proxy-websocket-headers'],
    change: ['+ proxy_http_version 1.1;', '+ proxy_set_header Connection "upgrade";'],
  },
  'host-header': {
    claim: 'rules-502 §1 proxy-host-header',
    conf: 'nginx.conf',
    expectRules: ['proxy-host-header'],
    change: ['- proxy_set_header Host $http_host;', '+ proxy_set_header Host $host;', '+ proxy_set_header Host $host;'],
  },
  'ssl-protocols': {
    claim: 'rules-502 §4 proxy-ssl-protocols',
    conf: 'nginx.conf',
    expectRules: ['proxy-ssl-protocols'],
    change: ['- proxy_ssl_protocols TLSv1 TLSv1.1;', '+ proxy_ssl_protocols TLSv1.2 TLSv1.3;'],
  },
  'ssl-verify-depth': {
    claim: 'rules-502 §4 proxy-ssl-verify-depth',
    conf: 'nginx.conf',
    expectRules: ['proxy-ssl-verify-depth'],
    change: ['- proxy_ssl_verify_depth 0;', '+ proxy_ssl_verify_depth 3;'],
  },
  'static-dns': {
    claim: 'rules-502 §3 upstream-static-dns',
    conf: 'nginx.conf',
    expectRules: ['upstream-static-dns'],
    change: ['- proxy_pass http://app.example.test:@PORT_APP@;', '+ proxy_pass http://$app:@PORT_APP@;'],
  },
  'limit-status': {
    claim: 'rules-502 §9 limit-status-503',
    conf: 'nginx.conf',
    expectRules: ['limit-status-503'],
    change: [
      '- limit_req_zone $server_name zone=site:1m rate=1r/m;',
      '+ limit_req_zone $server_addr zone=site:1m rate=1r/m;',
      '+ limit_req_status 429;',
    ],
  },
  'body-size': {
    claim: 'rules-502 §7 client-max-body-size',
    conf: 'nginx.conf',
    expectRules: ['client-max-body-size'],
    change: ['+ client_max_body_size 50m;'],
  },
  'resolver-unreachable': {
    claim: '§3 resolver-unreachable: a DNS timeout is a 502',
    conf: 'nginx.conf',
    expectRules: ['resolver-unreachable'],
    change: ['- resolver 127.0.0.11 ipv6=off;', '+ resolver 127.0.0.1:@PORT_DNS@ ipv6=off;'],
  },
  'host-unresolvable': {
    claim: '§3 upstream-host-unresolvable: nginx does not start',
    conf: 'nginx.conf',
    expectRules: ['upstream-host-unresolvable'],
    change: ['- proxy_pass http://backend:@PORT_APP@;', '+ proxy_pass http://app:@PORT_APP@;'],
  },
  'proxy-bind-address': {
    claim: '§0.1: a `proxy_bind` address that is not local is a 500',
    conf: 'nginx.conf',
    expectRules: ['proxy-bind-address'],
    change: ['- proxy_bind 192.0.2.10;', '+ proxy_bind 127.0.0.5;'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
