/** From which level on does nginx log errors? (ngx_log_set_log in src/core/ngx_log.c; http, stream and mail call it as well) */
import { nearest } from '../../../text/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Complaint, SetterTable } from '../../setter.ts';
import { wrong } from '../upstream/words.ts';

const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'];
const DEBUG_LEVELS = ['debug_core', 'debug_alloc', 'debug_mutex', 'debug_event', 'debug_http', 'debug_mail', 'debug_stream'];

/** ngx_log_set_levels. */
export function* errorLog(directive: Directive): Generator<Complaint> {
  const { args } = directive;
  let plain: string | undefined;
  let isDebugging = false;
  for (let index = 1; index < args.length; index++) {
    const level = args[index]!;
    if (LEVELS.includes(level)) {
      if (plain !== undefined || isDebugging) {
        return yield wrong(directive, index, `duplicate log level "${level}"`, { label: 'one level is enough: it includes the graver ones' });
      }
      plain = level;
    } else if (DEBUG_LEVELS.includes(level) && plain === undefined) {
      isDebugging = true;
    } else {
      const suggestion = nearest(level, LEVELS);
      return yield wrong(directive, index, `invalid log level "${level}"`, {
        label: 'nginx has no such level here',
        help: suggestion === undefined ? `it takes ${LEVELS.join(', ')}` : `did you mean \`${suggestion}\`?`,
      });
    }
  }
}

export const errorLogSetters: SetterTable = {
  'ngx_errlog_module error_log': errorLog,
  'ngx_http_core_module error_log': errorLog,
  'ngx_stream_core_module error_log': errorLog,
  'ngx_mail_core_module error_log': errorLog,
};
