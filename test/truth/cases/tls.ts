// The truth suite's rows about TLS to the app.
import type { TruthCase } from './truth-case.ts';

export const tls = {
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
} as const satisfies Readonly<Record<string, TruthCase>>;
