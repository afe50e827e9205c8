/** Is what an upstream answers cached or stored, where, and under which key? (`X_cache`, `X_store` of proxy, fastcgi, uwsgi, scgi) */
import type { Directive } from '../../../tree/index.ts';
import type { Closer, Complaint, Level, Reading, Setter, SetterTable } from '../../setter.ts';
import { checkScript } from '../body/script.ts';
import { isComplaint, type SharedZone, sharedZones } from '../upstream/shared-zone.ts';
import { wrong } from '../upstream/words.ts';
import { cachePath, cacheValid, tagOf } from './cache-path.ts';
import { NOTHING, once } from './slots.ts';

const FAMILIES = ['proxy', 'fastcgi', 'uwsgi', 'scgi'] as const;

/** A level on which a cache is switched on. */
interface CacheUse {
  readonly level: Level;
  readonly directive: Directive;
  /** Undefined where the zone's name has variables. */
  readonly zone: SharedZone | undefined;
}

function usesOf(level: Level, family: string): CacheUse[] {
  return (level.nearest('http') ?? level).fact(`${family}_cache`, () => []);
}

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
    let zone: SharedZone | undefined;
    if (!name.includes('$')) {
      const added = sharedZones(level).add(name, 0, tagOf(directive.name), directive, directive.argSpan(0));
      if (isComplaint(added)) return [added];
      zone = added;
    }
    usesOf(level, family).push({ level, directive, zone });
    return NOTHING;
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

const key: Setter = once((directive) => checkScript(directive, 0));

export const cachingSetters: SetterTable = Object.fromEntries(
  FAMILIES.flatMap((family): [string, Setter][] => {
    const module = `ngx_http_${family}_module`;
    return [
      [`${module} ${family}_cache`, cache(family)],
      [`${module} ${family}_cache_key`, key],
      [`${module} ${family}_cache_path`, cachePath],
      [`${module} ${family}_cache_valid`, cacheValid],
      [`${module} ${family}_store`, store(family)],
    ];
  }),
);

/** ngx_http_X_merge_loc_conf: a zone that no `X_cache_path` has made, a cache without a key. */
function* mergeCaches({ level: http, isPartial }: Reading, family: string): Generator<Complaint> {
  if (isPartial || http.read('server').length === 0) return;
  const place = { close: http.block! };
  for (const { level, directive, zone } of usesOf(http, family)) {
    if (zone && zone.data === undefined) {
      yield {
        rule: 'zone-reference',
        message: `"${directive.name}" zone "${zone.name}" is unknown`,
        place,
        span: directive.argSpan(0),
        label: 'no such zone',
        help: `make it on the level of http: \`${family}_cache_path DIRECTORY keys_zone=${zone.name}:10m;\``,
      };
    }
    if (family !== 'proxy' && !level.effective(`${family}_cache_key`)) {
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
