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
  'timeout-zero': {
    claim: 'rules-502 §6 timeout-zero',
    conf: 'nginx.conf',
    expectRules: ['timeout-zero'],
    change: ['- proxy_read_timeout 0;', '+ proxy_read_timeout 1h;'],
  },
  'timeout-wrong-family': {
    claim: 'rules-502 §6 timeout-wrong-family',
    conf: 'nginx.conf',
    expectRules: ['timeout-wrong-family'],
    change: ['- proxy_read_timeout 10s;', '+ uwsgi_read_timeout 10s;'],
  },
  'setting-without-effect': {
    claim: 'rules-502 §6 setting-without-effect',
    conf: 'nginx.conf',
    expectRules: ['setting-without-effect'],
    change: ['- proxy_ssl_trusted_certificate @DIR@/nobody-reads-this.pem;', '- proxy_ssl_verify_depth 3;'],
  },
  'proxy-buffer-size': {
    claim: 'rules-502 §7 proxy-buffer-size',
    conf: 'nginx.conf',
    expectRules: ['proxy-buffer-size'],
    change: ['+ proxy_buffer_size 32k;'],
  },
  'fastcgi-request-buffering-off': {
    claim: 'rules-502 §7 proxy-request-buffering-off, second part',
    conf: 'nginx.conf',
    expectRules: ['fastcgi-request-buffering-off'],
    change: ['- fastcgi_request_buffering off;'],
  },
  'proxy-request-buffering-off': {
    claim: 'rules-502 §7 proxy-request-buffering-off',
    conf: 'nginx.conf',
    expectRules: ['proxy-request-buffering-off'],
    change: ['- proxy_request_buffering off;'],
  },
  'worker-connections': {
    claim: 'rules-502 §9 worker-connections',
    conf: 'nginx.conf',
    expectRules: ['worker-connections'],
    change: ['- worker_rlimit_nofile 24;', '+ worker_rlimit_nofile 512;'],
  },
  'worker-rlimit-nofile': {
    claim: 'rules-502 §9 worker-rlimit-nofile',
    conf: 'nginx.conf',
    expectRules: ['worker-rlimit-nofile'],
    change: ['- worker_rlimit_nofile 32;', '+ worker_rlimit_nofile 64;'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
