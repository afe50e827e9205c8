/** What holds where the configuration says nothing? Defaults of directives and built-in request headers, by version. */
import defaultsData from './data/defaults-by-version.json' with { type: 'json' };
import { variantsOf } from './directives.ts';
import type { NginxVersion } from './version.ts';

/** A default, with the versions for which it holds when the target's version leaves that open. */
export interface VersionedValue {
  /** null = nothing is set or sent. */
  readonly value: string | null;
  /** For a person: `before 1.29.7`, `1.29.7 and later`; absent when it holds for every possible target. */
  readonly versions?: string;
}

interface DefaultRange {
  readonly from?: string;
  readonly before?: string;
  readonly value: string | null;
}

const { note: _, ...changed } = defaultsData as unknown as Record<string, readonly DefaultRange[]>;
const ranges = new Map(Object.entries(changed));

/** The defaults that a key of defaults-by-version.json can have for this nginx; undefined when it never changed. */
function changedDefaults(key: string, version: NginxVersion): readonly VersionedValue[] | undefined {
  const all = ranges.get(key);
  if (!all) return undefined;
  const possible = all.filter(
    ({ from, before }) =>
      (from === undefined || version.before(from) !== 'yes') &&
      (before === undefined || version.before(before) !== 'no'),
  );
  if (possible.length === 1) return [{ value: possible[0]!.value }];
  return possible.map(({ from, before, value }) => ({ value, versions: rangeText(from, before) }));
}

function rangeText(from: string | undefined, before: string | undefined): string {
  if (from && before) return `${from} up to, not including, ${before}`;
  return from ? `${from} and later` : `before ${before}`;
}

/**
 * Default values of a directive. `family` distinguishes the same name in http, stream and upstream blocks.
 * Empty when the catalog knows none.
 */
export function defaultsOf(
  name: string,
  family: 'http' | 'stream' | 'upstream',
  version: NginxVersion,
): readonly VersionedValue[] {
  const key = family === 'http' ? name : `${family} ${name}`;
  const byVersion = changedDefaults(key, version);
  if (byVersion) return byVersion;
  for (const variant of variantsOf(name)) {
    if (variant.src !== 'oss' || !variant.ctx.includes(family)) continue;
    if (variant.default) return variant.default.map((value) => ({ value }));
  }
  return [];
}

/** nginx's name for each list of request headers or parameters, and the headers it sends on its own. */
const BUILT_IN_HEADERS: Readonly<Record<string, readonly (readonly [string, string | null])[]>> = {
  // ngx_http_proxy_headers[] in src/http/modules/ngx_http_proxy_module.c
  proxy_set_header: [
    ['Host', '$proxy_host'],
    ['Content-Length', '$proxy_internal_body_length'],
    ['Transfer-Encoding', '$proxy_internal_chunked'],
    ['TE', null],
    ['Keep-Alive', null],
    ['Expect', null],
    ['Upgrade', null],
  ],
  // ngx_http_grpc_headers[] in src/http/modules/ngx_http_grpc_module.c
  grpc_set_header: [
    ['Content-Length', '$content_length'],
    ['Transfer-Encoding', null],
    ['TE', '$grpc_internal_trailers'],
    ['Host', null],
    ['Connection', null],
    ['Keep-Alive', null],
    ['Expect', null],
    ['Upgrade', null],
  ],
};

/** Built-in headers of a list directive: name in lower case → possible values (null = removed from the request). */
export function builtInHeaders(
  directive: string,
  version: NginxVersion,
): ReadonlyMap<string, readonly VersionedValue[]> {
  const known = headersOf.get(version) ?? new Map<string, ReadonlyMap<string, readonly VersionedValue[]>>();
  headersOf.set(version, known);
  const there = known.get(directive) ?? makeHeaders(directive, version);
  known.set(directive, there);
  return there;
}

const headersOf = new WeakMap<NginxVersion, Map<string, ReadonlyMap<string, readonly VersionedValue[]>>>();

function makeHeaders(directive: string, version: NginxVersion): ReadonlyMap<string, readonly VersionedValue[]> {
  const headers = new Map<string, readonly VersionedValue[]>();
  for (const [name, value] of BUILT_IN_HEADERS[directive] ?? []) headers.set(name.toLowerCase(), [{ value }]);
  for (const name of ['Connection', 'Proxy-Connection']) {
    const values = changedDefaults(`${directive} ${name}`, version);
    if (values)
      headers.set(
        name.toLowerCase(),
        values.map((v) => (v.value === 'passed through' ? { ...v, value: '$http_proxy_connection' } : v)),
      );
  }
  return headers;
}
