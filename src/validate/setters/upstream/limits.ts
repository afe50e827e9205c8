/**
 * What does nginx say about the limits and their zones? (ngx_http_limit_req_module.c, ngx_http_limit_conn_module.c,
 * ngx_stream_limit_conn_module.c)
 */

import { decimal, parseSize } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { type Complaint, duplicate, type Level, type Setter } from '../../setter.ts';
import { checkScript } from '../body/script.ts';
import { maybePlus } from './edition.ts';
import { isComplaint, LEAST_ZONE, type SharedZone, sharedZones } from './shared-zone.ts';
import { invalidParameter, wrong } from './words.ts';

/** `limit_req_zone` and `limit_conn_zone`; `hasRate` for the former. */
export const limitZone = (module: string, hasRate: boolean): Setter =>
  function* (directive, reading) {
    const { args, name: directiveName } = directive;
    // the number of arguments that Plus takes
    if (hasRate && args.length > 3 && !maybePlus(reading)) {
      const message = `invalid number of arguments in "${directiveName}" directive`;
      return yield {
        rule: 'directive-arguments',
        message,
        label: `${args.length} arguments`,
        help: '`limit_req_zone` takes 3 arguments',
      };
    }
    const mistakes = checkScript(directive, 0);
    if (mistakes.length > 0) return yield* mistakes;
    let name = '';
    let size = 0;
    for (let i = 1; i < args.length; i++) {
      const arg = args[i]!;
      if (arg.startsWith('zone=')) {
        const colon = arg.indexOf(':');
        size = colon < 0 ? -1 : parseSize(arg.slice(colon + 1));
        if (size < 0) {
          const label = colon < 0 ? 'a size is missing: `zone=NAME:SIZE`' : 'expected a size such as `10m`';
          return yield wrong(directive, i, `invalid zone size "${arg}"`, { label });
        }
        if (size < LEAST_ZONE)
          return yield wrong(directive, i, `zone "${arg}" is too small`, { label: 'at least 32k' });
        name = arg.slice(5, colon);
      } else if (hasRate && arg.startsWith('rate=')) {
        const rate = decimal(/r\/[sm]$/.test(arg) ? arg.slice(5, -3) : arg.slice(5));
        if (rate <= 0)
          return yield wrong(directive, i, `invalid rate "${arg}"`, { label: 'expected `10r/s` or `30r/m`' });
      } else if (!(arg === 'sync' && maybePlus(reading))) {
        return yield invalidParameter(directive, i, hasRate ? ['zone=', 'rate='] : ['zone=']);
      }
    }
    if (name === '') return yield needsZone(directive);
    const zone = sharedZones(reading.level).add(name, size, module, directive);
    if (isComplaint(zone)) return yield zone;
    if (zone.data !== undefined) {
      const message = `${directiveName} "${name}" is already bound to key "${String(zone.data)}"`;
      const related = [{ span: zone.first.headSpan, label: 'first declared here' }];
      return yield { rule: 'config-error', message, label: 'a second zone of this name', related };
    }
    zone.data = args[0];
  };

function needsZone(directive: Directive): Complaint {
  const message = `"${directive.name}" must have "zone" parameter`;
  return { rule: 'config-error', message, label: 'no `zone=`' };
}

/** A zone may be used once on each level: the statement that used it before. */
function usedBy({ name }: Directive, level: Level, zone: SharedZone): Directive | undefined {
  return level.read(name).find((other) => zoneNameOf(other) === zone.name);
}

/** The zone that a `limit_req` or `limit_conn` uses; the last one counts. */
function zoneNameOf({ name, args }: Directive): string | undefined {
  return name === 'limit_conn' ? args[0] : args.findLast((arg) => arg.startsWith('zone='))?.slice(5);
}

export const limitReq: Setter = function* (directive, { level }) {
  const { args } = directive;
  let zone: SharedZone | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg.startsWith('zone=')) {
      const found = sharedZones(level).add(arg.slice(5), 0, 'ngx_http_limit_req_module', directive, i);
      if (isComplaint(found)) return yield found;
      zone = found;
    } else if (arg.startsWith('burst=') || arg.startsWith('delay=')) {
      const value = decimal(arg.slice(6));
      if (value <= 0) {
        const message = `invalid ${arg.slice(0, 5)} value "${arg}"`;
        return yield wrong(directive, i, message, { label: 'expected a number from 1' });
      }
    } else if (arg !== 'nodelay') return yield invalidParameter(directive, i, ['zone=', 'burst=', 'delay=', 'nodelay']);
  }
  if (!zone) return yield needsZone(directive);
  const first = usedBy(directive, level, zone);
  if (first) yield duplicate(directive, first);
};

export const limitConn = (module: string): Setter =>
  function* (directive, { level }) {
    const [name = '', text = ''] = directive.args;
    const zone = sharedZones(level).add(name, 0, module, directive, 0);
    if (isComplaint(zone)) return yield zone;
    const first = usedBy(directive, level, zone);
    if (first) return yield duplicate(directive, first);
    const count = decimal(text);
    if (count <= 0) {
      const label = 'expected a number from 1';
      return yield wrong(directive, 1, `invalid number of connections "${text}"`, { label });
    }
    if (count > 65535) yield wrong(directive, 1, 'connection limit must be less 65536');
  };
