/** For which nginx is a configuration judged, and who says so? */
import { type BindingsCache, type BindingsRequest, imageVersionAround } from '../bindings/index.ts';
import { NginxVersion } from '../catalog/index.ts';
import type { Analysis } from './analyse.ts';
import type { CheckRequest } from './check.ts';

export interface AskAround {
  readonly request: Omit<BindingsRequest, 'nginxFiles'>;
  readonly cache: BindingsCache;
}

/** The version that somebody gave, else the one that the image around the file says. */
export function nginxOf(
  { nginx, bindings }: CheckRequest,
  around: AskAround | false | undefined,
): Pick<Analysis, 'version' | 'versionFrom'> {
  if (nginx?.version.text) return { version: nginx.version, versionFrom: nginx.source };
  const found = around && bindings !== false ? imageVersionAround(around.request, around.cache) : undefined;
  const version = found && NginxVersion.parse(found.text);
  if (!version) return { version: nginx?.version ?? NginxVersion.unknown, versionFrom: 'unknown' };
  return { version: version.of(found.edition ?? 'oss'), versionFrom: 'image' };
}
