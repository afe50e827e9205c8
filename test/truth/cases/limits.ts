// The truth suite's rows about parameters, timeouts, buffers and worker limits.
import type { TruthCase } from './truth-case.ts';

const SCRIPT = '+ fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;';

export const limits = {
  'fastcgi-script-filename': {
    claim: 'rules-502 §8 fastcgi-script-filename',
    conf: 'nginx.conf',
    expectRules: ['fastcgi-script-filename'],
    change: [SCRIPT],
  },
  'fastcgi-param-inheritance': {
    claim: 'rules-502 §8 fastcgi-param-inheritance',
    conf: 'nginx.conf',
    expectRules: ['fastcgi-param-inheritance'],
    change: ['+ include fastcgi_params;', SCRIPT],
  },
  'uwsgi-params-missing': {
    claim: 'rules-502 §8 uwsgi-params-missing',
    conf: 'nginx.conf',
    expectRules: ['uwsgi-params-missing'],
    change: ['+ include uwsgi_params;'],
  },
  'fastcgi-split-path-info': {
    claim: 'rules-502 §8 fastcgi-split-path-info',
    conf: 'nginx.conf',
    expectRules: ['fastcgi-split-path-info'],
    change: ['+ fastcgi_param PATH_INFO $fastcgi_path_info;'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
