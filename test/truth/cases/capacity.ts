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
  'auth-request-upstream': {
    claim: 'rules-502 §9 auth-request-*',
    conf: 'nginx.conf',
    expectRules: ['auth-request-upstream'],
    change: [
      '+ location = /auth {',
      '+ internal;',
      '+ proxy_pass_request_body off;',
      '+ proxy_set_header Content-Length "";',
      '+ proxy_pass http://127.0.0.1:@PORT_AUTH@;',
      '+ }',
    ],
  },
  'auth-request-open': {
    claim: 'ngx_http_send_error_page in a subrequest of auth_request',
    conf: 'nginx.conf',
    expectRules: ['auth-request-upstream'],
    change: ['- error_page 502 504 =200 /maintenance.html;', '+ error_page 502 504 /maintenance.html;'],
  },
  'auth-request-body': {
    claim: 'rules-502 §9 auth-request-*',
    conf: 'nginx.conf',
    expectRules: ['auth-request-body'],
    change: ['+ proxy_set_header Content-Length "";'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
