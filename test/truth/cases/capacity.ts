// The truth suite's rows about error pages and subrequests.
import type { TruthCase } from './truth-case.ts';

export const capacity = {
  'error-page-loop': {
    claim: 'rules-502 §9 error-page-loop',
    conf: 'nginx.conf',
    expectRules: ['error-page-loop'],
    change: ['+ location = /50x.html {', '+ internal;', '+ root @DIR@;', '+ }'],
  },
  'error-page-cycle': {
    claim: 'rules-502 §9 error-page-loop, with recursive_error_pages',
    conf: 'nginx.conf',
    expectRules: ['error-page-loop'],
    change: ['- proxy_pass http://127.0.0.1:@PORT_CLOSED@;', '+ return 503;'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
