/** What does nginx say about `proxy_cache_path` and its kin? (ngx_http_file_cache_set_slot in src/http/ngx_http_file_cache.c) */

import { decimal, parseOffset, parseSize, parseTime } from '../../../syntax/index.ts';
import type { Setter } from '../../setter.ts';
import { addPath } from '../value/paths.ts';
import { maybePlus } from './edition.ts';
import { isComplaint, sharedZones } from './shared-zone.ts';
import { invalidParameter, wrong } from './words.ts';

const KNOWN = [
  'levels=',
  'use_temp_path=',
  'keys_zone=',
  'inactive=',
  'max_size=',
  'min_free=',
  'loader_files=',
  'loader_sleep=',
  'loader_threshold=',
  'manager_files=',
  'manager_sleep=',
  'manager_threshold=',
];
const LEAST_KEYS_ZONE = 2 * 4096;

/** Parameters whose value is checked alone: nginx's `invalid NAME value "%V"`. */
function isValue(name: string, value: string): boolean {
  switch (name) {
    case 'inactive':
      return parseTime(value, true) >= 0;
    case 'max_size':
    case 'min_free':
      return parseOffset(value) >= 0;
    case 'loader_files':
    case 'manager_files':
      return decimal(value) >= 0;
    default:
      return parseTime(value, false) >= 0;
  }
}

export const cachePath = (module: string): Setter =>
  function* (directive, reading) {
    const { args } = directive;
    let zone: { readonly name: string; readonly size: number } | undefined;
    let levels: readonly number[] = [];
    for (let i = 1; i < args.length; i++) {
      const arg = args[i]!;
      const equals = arg.indexOf('=') + 1;
      const name = arg.slice(0, equals);
      const value = arg.slice(equals);
      if (!KNOWN.includes(name)) {
        if (name.startsWith('purger') && maybePlus(reading)) continue;
        return yield invalidParameter(directive, i, KNOWN);
      }
      if (name === 'levels=') {
        if (!/^(?:[12](?::[12]){0,2})?$/.test(value)) {
          const label = 'expected up to three of `1` and `2`, with colons between them';
          return yield wrong(directive, i, `invalid "levels" "${arg}"`, { label });
        }
        levels = value === '' ? [] : value.split(':').map(Number);
      } else if (name === 'use_temp_path=') {
        if (value !== 'on' && value !== 'off')
          return yield wrong(directive, i, `invalid use_temp_path value "${arg}", it must be "on" or "off"`);
      } else if (name === 'keys_zone=') {
        const colon = value.indexOf(':');
        const size = colon < 0 ? -1 : parseSize(value.slice(colon + 1));
        if (size < 0) {
          const label = colon < 0 ? 'a size is missing: `keys_zone=NAME:SIZE`' : 'expected a size such as `10m`';
          return yield wrong(directive, i, `invalid keys zone size "${arg}"`, { label });
        }
        if (size < LEAST_KEYS_ZONE)
          return yield wrong(directive, i, `keys zone "${arg}" is too small`, { label: 'at least 8k' });
        zone = { name: value.slice(0, colon), size };
      } else if (!isValue(name.slice(0, -1), value)) {
        return yield wrong(directive, i, `invalid ${name.slice(0, -1)} value "${arg}"`);
      }
    }
    if (!zone || zone.name === '') {
      const message = `"${directive.name}" must have "keys_zone" parameter`;
      return yield { rule: 'config-error', message, label: 'no `keys_zone=`' };
    }
    const taken = addPath(directive, reading, levels, true);
    if (taken.length > 0) return yield* taken;
    const shared = sharedZones(reading.level).add(zone.name, zone.size, module, directive);
    if (isComplaint(shared)) return yield shared;
    if (shared.data !== undefined) {
      const related = [{ span: shared.first.headSpan, label: 'first declared here' }];
      return yield {
        rule: 'config-error',
        message: `duplicate zone "${zone.name}"`,
        label: 'a second zone of this name',
        related,
      };
    }
    shared.data = directive;
  };
