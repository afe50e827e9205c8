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
    expectRules: ['proxy-pass-localhost'],
    change: ['- proxy_pass http://localhost:@PORT_APP@;', '+ proxy_pass http://127.0.0.1:@PORT_APP@;'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
