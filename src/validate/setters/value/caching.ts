/** Is what an upstream answers cached or stored, where, and under which key? (`X_cache`, `X_store` of proxy, fastcgi, uwsgi, scgi) */

import { decimal, parseTime } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Closer, Complaint, Level, Reading, Setter, SetterTable } from '../../setter.ts';
import { checkScript } from '../body/script.ts';
import { isComplaint, sharedZones } from '../upstream/shared-zone.ts';
import { wrong } from '../upstream/words.ts';
import { NOTHING, once } from './slots.ts';
import { levelsToMerge, touching } from './touched.ts';

const FAMILIES = ['proxy', 'fastcgi', 'uwsgi', 'scgi'] as const;

function isOn(directive: Directive | undefined): directive is Directive {
  return directive !== undefined && directive.args[0] !== 'off';
}

function incompatible(directive: Directive, other: Directive): readonly Complaint[] {
  return [
    {
      rule: 'config-error',
      message: `"${directive.name}" directive is incompatible with "${other.name}"`,
      label: 'answers are either cached or stored',
      related: [{ span: other.headSpan, label: 'set here on the same level' }],
    },
  ];
}

/** ngx_http_proxy_cache and its twins. */
function cache(family: string): Setter {
  return once((directive, { level }) => {
    const name = directive.args[0] ?? '';
    if (name === 'off') return NOTHING;
    const store = level.read(`${family}_store`)[0];
    if (isOn(store)) return incompatible(directive, store);
    const script = checkScript(directive, 0);
    if (script.length > 0) return script;
    if (name.includes('$')) return NOTHING;
    const added = sharedZones(level).add(name, 0, `ngx_http_${family}_module`, directive, directive.argSpan(0));
    return isComplaint(added) ? [added] : NOTHING;
  });
}

/** ngx_http_proxy_store and its twins. */
function store(family: string): Setter {
  return once((directive, { level }) => {
    const path = directive.args[0] ?? '';
    if (path === 'off') return NOTHING;
    if (path === '') return [wrong(directive, 0, 'empty path')];
    const other = level.read(`${family}_cache`)[0];
    if (isOn(other)) return incompatible(directive, other);
    return path === 'on' ? NOTHING : checkScript(directive, 0);
  });
}

/** ngx_http_file_cache_valid_set_slot. */
const cacheValid: Setter = function* (directive) {
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
    return yield wrong(directive, index, `invalid status "${status}"`, {
      label: 'no status from 100 to 599, nor `any`',
    });
  }
};

const key: Setter = once((directive) => checkScript(directive, 0));

export const cachingSetters: SetterTable = Object.fromEntries(
  FAMILIES.flatMap((family): [string, Setter][] => {
    const module = `ngx_http_${family}_module`;
    return [
      [`${module} ${family}_cache`, touching(`${family} cache`, cache(family))],
      [`${module} ${family}_cache_key`, touching(`${family} cache`, key)],
      [`${module} ${family}_cache_valid`, cacheValid],
      [`${module} ${family}_store`, touching(`${family} cache`, store(family))],
    ];
  }),
);

/** The `X_cache` in effect: what is stored is not cached (ngx_http_X_merge_loc_conf). */
function effectiveCache(level: Level, family: string): Directive | undefined {
  for (let at: Level | null = level; at; at = at.parent) {
    const own = at.read(`${family}_cache`)[0];
    if (own) return isOn(own) ? own : undefined;
    if (isOn(at.read(`${family}_store`)[0])) return undefined;
  }
  return undefined;
}

/** ngx_http_X_merge_loc_conf: a zone that no `X_cache_path` has made, a cache without a key. */
function* mergeCaches({ level: http, isPartial }: Reading, family: string): Generator<Complaint> {
  if (isPartial) return;
  const place = { close: http.block! };
  const unknown = new Set<Directive>();
  const keyless = new Set<Directive>();
  for (const level of levelsToMerge(http, `${family} cache`)) {
    const directive = effectiveCache(level, family);
    if (!directive) continue;
    const name = directive.args[0] ?? '';
    if (!name.includes('$') && sharedZones(http).get(name)?.data === undefined && !unknown.has(directive)) {
      unknown.add(directive);
      yield {
        rule: 'zone-reference',
        message: `"${directive.name}" zone "${name}" is unknown`,
        place,
        span: directive.argSpan(0),
        label: 'no such zone',
        help: `make it on the level of http: \`${family}_cache_path DIRECTORY keys_zone=${name}:10m;\``,
      };
    }
    if (family !== 'proxy' && !keyless.has(directive) && !level.effective(`${family}_cache_key`)) {
      keyless.add(directive);
      yield {
        rule: 'config-warning',
        message: `no "${family}_cache_key" for "${family}_cache"`,
        level: 'warn',
        place,
        span: directive.headSpan,
        label: 'all answers have the same, empty key',
        help: `add \`${family}_cache_key\`, for example "$scheme$request_method$host$request_uri"`,
      };
    }
  }
}

export const cachingClosers: readonly Closer[] = FAMILIES.map((family) => ({
  module: `ngx_http_${family}_module`,
  at: 'http',
  stage: 'init',
  check: (reading) => mergeCaches(reading, family),
}));
