// The truth suite's rows about kept connections.
import type { TruthCase } from './truth-case.ts';

export const keepalive = {
  'keepalive-http-version': {
    claim: 'rules-502 §1 upstream-keepalive-http-version',
    conf: 'nginx.conf',
    expectRules: ['upstream-keepalive-http-version'],
    harmlessSince: { bad: '1.29.7' },
    change: ['+ proxy_http_version 1.1;', '+ proxy_set_header Connection "";'],
  },
  'keepalive-half-fixed': {
    claim: 'rules-502 §1 upstream-keepalive-half-fixed',
    conf: 'nginx.conf',
    expectRules: ['upstream-keepalive-http-version'],
    harmlessSince: { bad: '1.29.7' },
    change: ['+ proxy_http_version 1.1;'],
  },
  'keepalive-connection-header': {
    claim: 'rules-502 §1 upstream-keepalive-connection-header',
    conf: 'nginx.conf',
    expectRules: ['upstream-keepalive-connection-header'],
    harmlessSince: { bad: '1.29.7' },
    change: ['+ proxy_set_header Connection "";'],
  },
  'keepalive-connection-inherited': {
    claim: 'rules-502 §1 upstream-keepalive-connection-header, inheritance trap',
    conf: 'nginx.conf',
    expectRules: ['upstream-keepalive-connection-header'],
    harmlessSince: { bad: '1.29.7' },
    change: ['+ proxy_set_header Connection "";'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
