/** Does a cache's directory, zone and upkeep make sense, and for how long may it keep answers? (src/http/ngx_http_file_cache.c) */
import type { Directive } from '../../../tree/index.ts';
import type { Complaint, Reading, Setter } from '../../setter.ts';
import { decimal, parseOffset, parseSize, parseTime } from '../upstream/numbers.ts';
import { isComplaint, sharedZones } from '../upstream/shared-zone.ts';
import { invalidParameter, wrong } from '../upstream/words.ts';
import { addPath } from './paths.ts';

const PARAMETERS = [
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

/** The parameters with one number: how it is read. */
const READERS: Readonly<Record<string, (text: string) => number>> = {
  inactive: (text) => parseTime(text, true),
  max_size: parseOffset,
  min_free: parseOffset,
  loader_files: decimal,
  loader_sleep: (text) => parseTime(text, false),
  loader_threshold: (text) => parseTime(text, false),
  manager_files: decimal,
  manager_sleep: (text) => parseTime(text, false),
  manager_threshold: (text) => parseTime(text, false),
};

/** Two pages of 4096 bytes. */
const LEAST_KEYS = 2 * 4096;

interface Zone {
  readonly name: string;
  readonly size: number;
  readonly index: number;
}

/** ngx_http_file_cache_set_slot. */
export function* cachePath(directive: Directive, reading: Reading): Generator<Complaint> {
  const { args } = directive;
  let levels: readonly number[] = [];
  let zone: Zone | undefined;
  for (let index = 1; index < args.length; index++) {
    const arg = args[index]!;
    const equals = arg.indexOf('=');
    const name = equals < 0 ? '' : arg.slice(0, equals);
    const value = arg.slice(equals + 1);
    if (name === 'levels') {
      const read = readLevels(value);
      if (!read) {
        const help = 'one to three levels of 1 or 2 digits with `:` between them: `levels=1:2`';
        return yield wrong(directive, index, `invalid "levels" "${arg}"`, { label: 'no levels of directories', help });
      }
      levels = read;
    } else if (name === 'use_temp_path') {
      if (value !== 'on' && value !== 'off') {
        return yield wrong(directive, index, `invalid use_temp_path value "${arg}", it must be "on" or "off"`);
      }
    } else if (name === 'keys_zone') {
      const read = readZone(directive, index, value);
      if ('message' in read) return yield read;
      zone = read;
    } else {
      const read = READERS[name];
      if (!read) return yield invalidParameter(directive, index, PARAMETERS);
      if (read(value) < 0) {
        return yield wrong(directive, index, `invalid ${name} value "${arg}"`, { label: 'nginx cannot read this' });
      }
    }
  }
  if (!zone || zone.name === '' || zone.size === 0) {
    const message = `"${directive.name}" must have "keys_zone" parameter`;
    const help = 'add the name and size of the zone for the keys: `keys_zone=name:10m`';
    return yield { rule: 'invalid-value', message, label: 'no zone for the keys', help };
  }
  const path = addPath(directive, reading, levels, true);
  if (path.length > 0) return yield* path;
  const span = directive.argSpan(zone.index);
  const shared = sharedZones(reading.level).add(zone.name, zone.size, tagOf(directive.name), directive, span);
  if (isComplaint(shared)) return yield shared;
  if (shared.data) {
    yield {
      rule: 'config-error',
      message: `duplicate zone "${zone.name}"`,
      span,
      label: 'this name is taken',
      related: [{ span: shared.first.headSpan, label: 'first here' }],
    };
    return;
  }
  shared.data = directive;
}

/** nginx's tag of a cache's zone: the module of its directives. */
export function tagOf(name: string): string {
  return `ngx_http_${name.slice(0, name.indexOf('_'))}_module`;
}

function readLevels(text: string): readonly number[] | undefined {
  if (text === '') return [];
  return /^[12](?::[12]){0,2}$/.test(text) ? text.split(':').map(Number) : undefined;
}

function readZone(directive: Directive, index: number, text: string): Zone | Complaint {
  const colon = text.indexOf(':');
  const size = colon < 0 ? -1 : parseSize(text.slice(colon + 1));
  const arg = directive.args[index]!;
  if (size < 0) {
    const help = 'it is a name, a colon and a size: `keys_zone=name:10m`';
    return wrong(directive, index, `invalid keys zone size "${arg}"`, { label: 'no size that nginx can read', help });
  }
  if (size < LEAST_KEYS) {
    return wrong(directive, index, `keys zone "${arg}" is too small`, { label: 'nginx wants 8k at least' });
  }
  return { name: text.slice(0, colon), size, index };
}

/** ngx_http_file_cache_valid_set_slot. */
export const cacheValid: Setter = function* (directive) {
  const { args } = directive;
  const last = args.length - 1;
  if (parseTime(args[last] ?? '', true) < 0) {
    const help = 'the last argument is a time: `proxy_cache_valid 200 10m`';
    return yield wrong(directive, last, `invalid time value "${args[last]}"`, { label: 'no time', help });
  }
  for (let index = 0; index < last; index++) {
    const status = args[index]!;
    if (status === 'any') continue;
    const code = decimal(status);
    if (code >= 100 && code <= 599) continue;
    return yield wrong(directive, index, `invalid status "${status}"`, { label: 'no status from 100 to 599, nor `any`' });
  }
};
