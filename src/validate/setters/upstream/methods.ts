/** What do the directives say that choose how a group's servers are used? (src/http/modules/ngx_http_upstream_*_module.c) */

import { decimal, parseSize } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { type Complaint, duplicate, type Reading, type Setter } from '../../setter.ts';
import { checkScript } from '../body/script.ts';
import { groupAt } from './groups.ts';
import { isComplaint, LEAST_ZONE, sharedZones } from './shared-zone.ts';
import { invalidParameter, wrong } from './words.ts';

/** The method is set: a second one wins with a warning. */
function choose(directive: Directive, reading: Reading, takesBackup: boolean): readonly Complaint[] {
  const group = groupAt(reading, directive);
  const before = group.method;
  group.method = directive;
  group.takesBackup = takesBackup;
  if (!before) return [];
  return [
    {
      // the rule says it for nginx of an unknown version, too
      rule: before.name === 'keepalive' ? 'upstream-keepalive-order' : 'config-warning',
      message: 'load balancing method redefined',
      label: 'replaces the method set before',
      related: [{ span: before.headSpan, label: 'set here' }],
      level: 'warn',
    },
  ];
}

export const hash: Setter = function* (directive, reading) {
  const mistakes = checkScript(directive, 0);
  if (mistakes.length > 0) return yield* mistakes;
  yield* choose(directive, reading, false);
  const { args } = directive;
  if (args.length > 1 && args[1] !== 'consistent') yield invalidParameter(directive, 1, ['consistent']);
};

export const ipHash: Setter = (directive, reading) => choose(directive, reading, false);
export const leastConn: Setter = (directive, reading) => choose(directive, reading, true);

export const leastTime = (modes: readonly string[]): Setter =>
  function* (directive, reading) {
    yield* choose(directive, reading, true);
    const { args } = directive;
    if (args.length > 1 && args[1] !== 'inflight') return yield invalidParameter(directive, 1, ['inflight']);
    // ngx_conf_set_enum_slot
    if (reading.level.read('least_time').length > 0)
      return yield duplicate(directive, reading.level.read('least_time')[0]);
    if (modes.includes(args[0]!.toLowerCase())) return;
    const label = `expected ${modes.map((mode) => `\`${mode}\``).join(', ')}`;
    yield wrong(directive, 0, `invalid value "${args[0]}"`, { label });
  };

export const random: Setter = function* (directive, reading) {
  yield* choose(directive, reading, false);
  const { args } = directive;
  if (args.length > 0 && args[0] !== 'two') return yield invalidParameter(directive, 0, ['two']);
  if (args.length > 1 && args[1] !== 'least_conn') yield invalidParameter(directive, 1, ['least_conn']);
};

/** Since 1.29.7 it is no method any more, and 0 turns it off. */
export const keepalive: Setter = function* (directive, reading) {
  const { level, version } = reading;
  const isNew = version.before('1.29.7');
  const earlier = level.read('keepalive');
  if (earlier.length > 0) return yield duplicate(directive, earlier[0]);
  const { args } = directive;
  const count = decimal(args[0]!);
  if (count < 0 || (count === 0 && isNew === 'yes')) {
    const message = `invalid value "${args[0]}" in "keepalive" directive`;
    return yield wrong(directive, 0, message, { label: 'expected a number of connections' });
  }
  if (isNew === 'yes') groupAt(reading, directive).method = directive;
  if (args.length > 1 && args[1] !== 'local') yield invalidParameter(directive, 1, ['local']);
};

/** `zone name [size]` of a group (ngx_http_upstream_zone_module.c). */
export const groupZone = (module: string): Setter =>
  function* (directive, reading) {
    const [name = '', sizeText] = directive.args;
    const group = groupAt(reading, directive);
    group.zone = directive;
    if (name === '') return yield wrong(directive, 0, 'invalid zone name ""');
    const size = sizeText === undefined ? 0 : parseSize(sizeText);
    if (size < 0)
      return yield wrong(directive, 1, `invalid zone size "${sizeText}"`, { label: 'expected a size such as `64k`' });
    if (sizeText !== undefined && size < LEAST_ZONE)
      return yield wrong(directive, 1, `zone "${name}" is too small`, { label: 'at least 32k' });
    const zone = sharedZones(reading.level).add(name, size, module, directive, 0);
    if (isComplaint(zone)) yield zone;
  };
