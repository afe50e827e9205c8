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
      if (args.length === 0 && isGeoWord(directive, version)) return undefined;
      return args.length === 1 ? undefined : 'invalid number of the geo parameters';
    // ngx_http_charset_map
    case '@charset_map':
      if (args.length !== 1) return 'invalid parameters number';
      return name === 'include' ? 'invalid value "include"' : undefined; // a code like any other: nothing is included
    // ngx_http_split_clients
    case '@split_clients':
      return name === 'include' ? 'invalid percent value "include"' : undefined;
    default:
      return undefined; // geoip2 counts nothing
  }
}

/** Words that stand alone in a geo; stream has no proxies (ngx_stream_geo). */
function isGeoWord({ name, parent }: Directive, version: NginxVersion): boolean {
  if (name === 'proxy_recursive') return parent?.context !== 'stream';
  return name === 'ranges' || (name === 'volatile' && version.before('1.29.3') !== 'yes');
}
