// The truth suite's rows about what apps do with connections and slow requests.
import type { TruthCase } from './truth-case.ts';

export const timing = {
  'app-idle-timeout': {
    claim: 'bindings 13.5 row 25, rules-502 §1 upstream-keepalive-timeout-mismatch',
    conf: 'etc/nginx/nginx.conf',
    expectRules: ['binding-keepalive-idle'],
    change: ['+ keepalive_timeout 4s;'],
  },
  'app-idle-timeout-implicit': {
    claim: 'rules-502 §1 upstream-keepalive-implicit',
    conf: 'etc/nginx/nginx.conf',
    expectRules: ['upstream-keepalive-implicit'],
    harmlessBefore: { bad: '1.29.7' },
    change: ['+ keepalive_timeout 4s;'],
  },
  'app-request-limit': {
    claim: 'bindings 13.5 row 26, rules-502 §6 timeout-vs-worker: gunicorn',
    conf: 'etc/nginx/nginx.conf',
    expectRules: ['binding-request-timeout'],
    change: ['- timeout = 1', '+ timeout = 30'],
  },
  'app-request-limit-php': {
    claim: 'rules-502 §6 timeout-vs-worker: php-fpm',
    conf: 'etc/nginx/nginx.conf',
    expectRules: ['binding-request-timeout'],
    change: ['- request_terminate_timeout = 1s', '+ request_terminate_timeout = 30s'],
  },
  'app-request-limit-uwsgi': {
    claim: 'rules-502 §6 timeout-vs-worker: uWSGI',
    conf: 'etc/nginx/nginx.conf',
    expectRules: ['binding-request-timeout'],
    change: ['- harakiri = 1', '+ harakiri = 30'],
  },
  'app-worker-pool': {
    claim: 'rules-502 §1 fastcgi-keepalive-starves-php-fpm',
    conf: 'etc/nginx/nginx.conf',
    expectRules: ['binding-worker-pool'],
    change: ['- pm.max_children = 1', '+ pm.max_children = 2'],
  },
  'container-open-files': {
    claim: 'rules-502 §9 worker-connections, sharper with the limit of a container',
    conf: 'nginx.conf',
    expectRules: ['worker-connections'],
    change: ['- nofile: 24', '+ nofile: 1024'],
  },
  'container-forbids-more-files': {
    claim: 'rules-502 §9 worker-rlimit-nofile, sharper with the limit of a container',
    conf: 'nginx.conf',
    expectRules: ['worker-rlimit-nofile'],
    change: ['- nofile: 1024', '+ nofile: 4096'],
  },
  'http10-refused': {
    claim: 'rules-502 §1 http10-rejected-by-backend, Envoy played by a server that refuses as it does',
    conf: 'nginx.conf',
    expectRules: ['http10-rejected-by-backend'],
    harmlessSince: { bad: '1.29.7' },
    change: ['+ proxy_http_version 1.1;'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
