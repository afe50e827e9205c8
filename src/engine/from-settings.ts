/** What do settings ask of a check, besides what they say of rules? */
import type { BindingsConfig } from '../bindings/index.ts';
import { type Edition, NginxVersion } from '../catalog/index.ts';
import type { Settings } from '../config/index.ts';
import type { CheckRequest } from './check.ts';

/** The part of a request that is no policy. */
export function fromSettings({
  config,
  ignored,
  sayerOf,
}: Settings): Pick<CheckRequest, 'nginx' | 'prefix' | 'pathMap' | 'ignored' | 'bindingsConfig'> {
  const { nginxVersion, edition, prefix, pathMap = {}, bindings } = config;
  const version = (nginxVersion === undefined ? undefined : NginxVersion.parse(nginxVersion)) ?? NginxVersion.unknown;
  const isKnown = nginxVersion !== undefined || edition !== undefined;
  const sayer = sayerOf(['bindings']);
  return {
    ...(isKnown && {
      nginx: { version: edition === undefined ? version : version.of(edition as Edition), source: 'config' as const },
    }),
    prefix,
    pathMap: Object.entries(pathMap).map(([from, to]) => ({ from, to })),
    ignored,
    ...(bindings !== undefined &&
      sayer && {
        bindingsConfig: {
          value: bindings as BindingsConfig,
          file: sayer.path,
          spanOf: (at) => sayer.spanOf(['bindings', ...at]) ?? sayer.source.span(0, 0),
        },
      }),
  };
}
