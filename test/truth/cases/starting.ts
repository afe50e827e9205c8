// The truth suite's rows about how apps are started.
import type { TruthCase } from './truth-case.ts';

export const starting = {
  'app-crashes': {
    claim: 'binding-no-restart: supervisord leaves a crashed program alone',
    conf: 'etc/nginx/nginx.conf',
    expectRules: ['binding-no-restart'],
    change: ['- autorestart = false', '+ autorestart = unexpected'],
  },
  'startup-order': {
    claim: 'binding-startup-order: the name of a service exists while its container runs',
    conf: 'nginx.conf',
    expectRules: ['binding-startup-order'],
    change: ['+ depends_on:', '+ condition: service_healthy', '+ app:'],
  },
} as const satisfies Readonly<Record<string, TruthCase>>;
