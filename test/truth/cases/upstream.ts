// The truth suite's rows about groups of servers.
import type { TruthCase } from './truth-case.ts';

export const upstream = {
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
} as const satisfies Readonly<Record<string, TruthCase>>;
