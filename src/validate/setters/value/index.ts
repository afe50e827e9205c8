/** The setters and closers of this area. */
import type { Closer, Setter, SetterTable } from '../../setter.ts';
import { BUFFER_DIRECTIVES, bufferClosers } from './buffers.ts';
import { cachingClosers, cachingSetters } from './caching.ts';
import { changedSetters } from './changed.ts';
import { filterClosers, filterSetters } from './filters.ts';
import { HEADER_GROUP, HEADER_LISTS, HEADER_SIZES, headerHashClosers } from './header-hash.ts';
import { httpCoreClosers, httpCoreSetters, REQUEST_DIRECTIVES, REQUEST_GROUP } from './http-core.ts';
import { mainLevelClosers, mainLevelSetters } from './main-level.ts';
import { tempPath } from './paths.ts';
import { refererClosers, refererSetters } from './referers.ts';
import { rewritingSetters } from './rewriting.ts';
import { flagSlot, numberSlot, sizeSlot, slots } from './slots.ts';
import { threadPoolClosers, threadPoolSetters } from './thread-pool.ts';
import { touching } from './touched.ts';
import { SSL_DIRECTIVES, sslGroupOf, upstreamSslClosers } from './upstream-ssl.ts';

function familyOf(directive: string): string {
  return directive.slice(0, directive.indexOf('_'));
}

/** Directives whose values meet others' at the end of http: the slot they have, and the group that is looked at. */
const merged: SetterTable = Object.fromEntries([
  ...BUFFER_DIRECTIVES.map((name) => [
    `ngx_http_${familyOf(name)}_module ${name}`,
    touching(`${familyOf(name)} buffers`, name.endsWith('_buffers') ? slots.bufs! : sizeSlot),
  ]),
  ...REQUEST_DIRECTIVES.map((name) => [
    `ngx_http_core_module ${name}`,
    touching(REQUEST_GROUP, name.endsWith('_buffers') ? slots.bufs! : sizeSlot),
  ]),
  ...HEADER_SIZES.map((name) => [`ngx_http_proxy_module ${name}`, touching(HEADER_GROUP, numberSlot)]),
  ...HEADER_LISTS.map((name) => [`ngx_http_proxy_module ${name}`, touching(HEADER_GROUP, slots.keyval!)]),
  ...SSL_DIRECTIVES.map((name) => [
    `ngx_http_${familyOf(name)}_module ${name}`,
    touching(sslGroupOf(name), name.endsWith('_verify') ? flagSlot : slots.complex!),
  ]),
]);

export const valueSetters: SetterTable = {
  ...merged,
  ...cachingSetters,
  ...changedSetters,
  ...filterSetters(flagSlot, numberSlot),
  ...httpCoreSetters,
  ...mainLevelSetters,
  ...refererSetters,
  ...rewritingSetters,
  ...threadPoolSetters,
};

export const valueClosers: readonly Closer[] = [
  ...httpCoreClosers,
  ...bufferClosers,
  ...cachingClosers,
  ...headerHashClosers,
  ...upstreamSslClosers,
  ...filterClosers,
  ...refererClosers,
  ...threadPoolClosers,
  ...mainLevelClosers,
];

/** Setters by the catalog's `type` (`flag`, `size` …), for directives that have none of their own. */
export const valueSlots: Readonly<Record<string, Setter>> = { ...slots, path: tempPath };
