/** What does nginx say about `syslog:` in access_log and error_log? (src/core/ngx_syslog.c) */
import type { Directive } from '../../../tree/index.ts';
import type { Complaint } from '../../setter.ts';
import { parseUrl } from './inet.ts';
import { wrong } from './words.ts';

const FACILITIES =
  'kern user mail daemon auth intern lpr news uucp clock authpriv ftp ntp audit alert cron local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );
const SEVERITIES = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'];

/** The mistake in the first argument, which begins with `syslog:`. */
export function syslogMistake(directive: Directive): Complaint | undefined {
  const seen = new Set<string>();
  const say = (message: string): Complaint => wrong(directive, 0, message);
  for (const part of directive.args[0]!.slice(7).split(',')) {
    const [, name, value = ''] = /^(server|facility|severity|tag)=(.*)$/s.exec(part) ?? [];
    if (name === undefined) {
      if (part === 'nohostname') continue;
      return say(`unknown syslog parameter "${part}"`);
    }
    if (seen.has(name)) return say(`duplicate syslog "${name}"`);
    seen.add(name);
    if (name === 'server') {
      const { error } = parseUrl(value, { defaultPort: 514 });
      if (error !== undefined) return say(`${error} in syslog server "${value}"`);
    } else if (name === 'tag') {
      if (value.length > 32) return say('syslog tag length exceeds 32');
      if (!/^\w*$/.test(value)) return say('syslog "tag" only allows alphanumeric characters and underscore');
    } else if (!(name === 'facility' ? FACILITIES : SEVERITIES).includes(value)) {
      return say(`unknown syslog ${name} "${value}"`);
    }
  }
  return seen.has('server') ? undefined : say('no syslog server specified');
}
