/**
 * What does nginx say about networks and name servers? (ngx_http_access_module.c, ngx_stream_access_module.c,
 * ngx_*_realip_module.c, ngx_event_debug_connection, ngx_resolver_create in src/core/ngx_resolver.c)
 */

import { parseTime } from '../../../syntax/index.ts';
import { duplicate, type Setter } from '../../setter.ts';
import { lowAddressBits, parseCidr } from './cidr.ts';
import { groupAt } from './groups.ts';
import { parseUrl } from './inet.ts';
import { wrong } from './words.ts';

/** `allow`, `deny`. */
export const accessRule: Setter = function* (directive) {
  const text = directive.args[0]!;
  if (text === 'all' || text === 'unix:') return;
  const cidr = parseCidr(text);
  if (!cidr) {
    yield wrong(directive, 0, `invalid parameter "${text}"`, {
      label: 'neither an address nor a network',
      ...(/^[A-Za-z][\w-]*(?:\.[\w-]+)+$/.test(text) && { help: 'host names cannot stand here' }),
    });
  } else if (cidr.hasLowBits) yield lowAddressBits(text, directive.argSpan(0));
};

/** `set_real_ip_from`, `debug_connection`: what is no network is a name to look up. */
export const networkOrName: Setter = function* (directive) {
  const text = directive.args[0]!;
  if (text === 'unix:') return;
  const cidr = parseCidr(text);
  if (!cidr) {
    // a name may be found, but none has such characters in it
    if (text !== '' && !/[[\]/]/.test(text)) return;
    const message = `host not found in ${directive.name} "${text}"`;
    yield wrong(directive, 0, message, { label: 'no network that nginx can read' });
  } else if (cidr.hasLowBits) yield lowAddressBits(text, directive.argSpan(0));
};

/** `resolver` of mail: `off` is fine there (ngx_mail_core_resolver). */
export const mailResolver: Setter = (directive, reading, variant) => {
  const isOff = directive.args[0] === 'off' && reading.level.read('resolver').length === 0;
  return isOff ? [] : resolver(directive, reading, variant);
};

/** `resolver`, with its parameters (ngx_resolver_create). */
export const resolver: Setter = function* (directive, reading) {
  const { level } = reading;
  const earlier = level.read('resolver');
  if (earlier.length > 0) return yield duplicate(directive, earlier[0]);
  if (level.kind === 'upstream' || level.kind === 'stream-upstream') groupAt(reading, directive).resolver = directive;
  const { args } = directive;
  let ipv4 = true;
  let ipv6 = true;
  let servers = 0;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const isV4 = arg.startsWith('ipv4=');
    if (arg.startsWith('valid=')) {
      if (parseTime(arg.slice(6), true) < 0) {
        return yield wrong(directive, i, `invalid parameter: ${arg}`, { label: 'expected a time such as `30s`' });
      }
    } else if (arg.startsWith('ipv6=') || (isV4 && reading.version.before('1.23.1') === 'no')) {
      const value = arg.slice(5);
      if (value !== 'on' && value !== 'off') {
        return yield wrong(directive, i, `invalid parameter: ${arg}`, { label: 'expected `on` or `off`' });
      }
      if (isV4) ipv4 = value === 'on';
      else ipv6 = value === 'on';
    } else if (isV4 && reading.version.before('1.23.1') === 'yes') {
      return yield wrong(directive, i, `host not found in resolver "${arg}"`, {
        label: 'taken for a host name',
        help: '`ipv4=` exists since nginx 1.23.1',
      });
    } else {
      const { error } = parseUrl(arg, { defaultPort: 53 });
      if (error !== undefined) return yield wrong(directive, i, `${error} in resolver "${arg}"`);
      servers++;
    }
  }
  if (!ipv4 && !ipv6) return yield { rule: 'config-error', message: '"ipv4" and "ipv6" cannot both be "off"' };
  if (servers === 0)
    yield { rule: 'config-error', message: 'no name servers defined', label: 'no address of a name server' };
};
