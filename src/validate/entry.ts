/**
 * Does nginx take an entry of a body without directives, as far as its shape goes? Such a body (`types`, `map`, `geo`,
 * `charset_map` …) has a handler of its own that sees every statement (cf->handler in ngx_conf_parse).
 */
import type { NginxVersion } from '../catalog/index.ts';
import type { Directive } from '../tree/index.ts';

/** nginx's words about the entry; undefined when its shape is right. Values are not looked at. */
export function entryMistake(directive: Directive, version: NginxVersion): string | undefined {
  if (directive.isBlock) return 'unexpected "{"';
  const { name, args } = directive;
  switch (directive.context) {
    // ngx_http_core_type
    case '@types':
      return name === 'include' && args.length !== 1 ? 'invalid number of arguments in "include" directive' : undefined;
    // ngx_http_map
    case '@map':
      if (args.length === 0 && (name === 'hostnames' || name === 'volatile')) return undefined;
      return args.length === 1 ? undefined : 'invalid number of the map parameters';
    // ngx_http_geo
    case '@geo':
      if (args.length === 0 && isGeoWord(name, version)) return undefined;
      return args.length === 1 ? undefined : 'invalid number of the geo parameters';
    // ngx_http_charset_map
    case '@charset_map':
      return args.length === 1 ? undefined : 'invalid parameters number';
    default:
      return undefined; // split_clients and geoip2 count nothing
  }
}

function isGeoWord(name: string, version: NginxVersion): boolean {
  return name === 'ranges' || name === 'proxy_recursive' || (name === 'volatile' && version.before('1.29.3') !== 'yes');
}
