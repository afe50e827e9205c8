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
} as const satisfies Readonly<Record<string, TruthCase>>;
