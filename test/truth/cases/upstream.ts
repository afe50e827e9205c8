// The truth suite's rows about groups of servers.
import type { TruthCase } from './truth-case.ts';

export const upstream = {
  'ephemeral-ports': {
    claim: 'rules-502 §1 ephemeral-port-exhaustion',
    conf: 'nginx.conf',
    expectRules: ['ephemeral-port-exhaustion'],
    change: [
      '- proxy_set_header Connection close;',
      '+ keepalive 64;',
      '+ keepalive_timeout 4s;',
      '+ proxy_set_header Connection "";',
    ],
  },
  'server-default-port': {
    claim: 'rules-502 §2 upstream-server-default-port',
    conf: 'nginx.conf',
    expectRules: ['upstream-server-default-port'],
    change: ['- server @ADDRESS@;', '+ server @ADDRESS@:@PORT_APP@;'],
  },
  'no-live-servers': {
    claim: 'rules-502 §5 upstream-no-live-servers',
    conf: 'nginx.conf',
    expectRules: ['upstream-no-live-servers'],
    change: ['- server 127.0.0.1:@PORT_APP@ down;', '+ server 127.0.0.1:@PORT_APP@;'],
  },
  'max-fails-knockout': {
    claim: 'rules-502 §5 upstream-max-fails-knockout',
    conf: 'nginx.conf',
    expectRules: ['upstream-max-fails-knockout'],
    change: [
      '- server 127.0.0.1:@PORT_APP@;',
      '- server 127.0.0.1:@PORT_OTHER@;',
      '+ server 127.0.0.1:@PORT_APP@ max_fails=3;',
      '+ server 127.0.0.1:@PORT_OTHER@ max_fails=3;',
    ],
  },
  'max-fails-server-error': {
    claim: 'upstream-max-fails-knockout, a page that always fails',
    conf: 'nginx.conf',
    expectRules: ['upstream-max-fails-knockout'],
    change: ['- proxy_next_upstream error http_500;', '+ proxy_next_upstream error;'],
  },
  'next-upstream-off': {
    claim: 'rules-502 §5 proxy-next-upstream-off',
    conf: 'nginx.conf',
    expectRules: ['proxy-next-upstream-off'],
    change: ['- proxy_next_upstream off;'],
  },
  'next-upstream-off-kept': {
    claim: 'rules-502 §5 proxy-next-upstream-off, kept connections',
    conf: 'nginx.conf',
    expectRules: ['proxy-next-upstream-off'],
    change: ['- proxy_next_upstream off;'],
  },
  'keepalive-order': {
    claim: 'rules-502 §1 upstream-keepalive-order',
    conf: 'nginx.conf',
    expectRules: ['upstream-keepalive-order'],
    harmlessSince: { bad: '1.29.7' },
    change: [],
  },
  'websocket-map': {
    claim: 'rules-502 §1 websocket-map-defeats-keepalive',
    conf: 'nginx.conf',
    expectRules: ['websocket-map-defeats-keepalive'],
    change: ["- '' close;", "+ '' '';"],
  },
  'fastcgi-keep-conn': {
    claim: 'rules-502 §1 fastcgi-keep-conn-missing',
    conf: 'nginx.conf',
    expectRules: ['fastcgi-keep-conn-missing'],
    change: ['+ fastcgi_keep_conn on;'],
  },
  'keepalive-timeout': {
    claim: 'rules-502 §1 upstream-keepalive-timeout-mismatch',
    conf: 'nginx.conf',
    expectRules: ['upstream-keepalive-timeout-mismatch'],
    change: ['+ keepalive_timeout 100ms;'],
  },
  'duplicate-server': {
    claim: 'rules-502 §5 upstream-duplicate-server',
    conf: 'nginx.conf',
    expectRules: ['upstream-duplicate-server'],
    change: ['- server 127.0.0.1:@PORT_DEAD@;'],
  },
  'single-server-max-fails': {
    claim: 'rules-502 §5 upstream-single-server-max-fails',
    conf: 'nginx.conf',
    expectRules: ['upstream-single-server-max-fails'],
    change: ['- server 127.0.0.1:@PORT_APP@ max_fails=1 fail_timeout=30s;', '+ server 127.0.0.1:@PORT_APP@;'],
  },
  'zone-missing': {
    claim: 'rules-502 §5 upstream-zone-missing',
    conf: 'nginx.conf',
    expectRules: ['upstream-zone-missing'],
    change: ['+ zone app 64k;'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
