/** Which ports do `.env` files beside an app give it? Whether the app reads them is not known: they only support. (bindings.md §9) */
import path from 'node:path/posix';
import { gradeOf, spanOf } from '../../yaml/index.ts';
import { parseEnvFile } from '../compose/env-file.ts';
import { portListen } from '../listen.ts';
import type { Reader } from '../reader.ts';
import type { App, Binding, Place } from '../types.ts';

/** Variables that mean the app's own port; `DB_PORT` and the like are those of others. */
const PORTS = new Set([
  ...['PORT', 'APP_PORT', 'SERVER_PORT', 'HTTP_PORT', 'LISTEN_PORT', 'NODE_PORT', 'API_PORT', 'UVICORN_PORT'],
  ...['FLASK_RUN_PORT', 'GRANIAN_PORT', 'NITRO_PORT', 'QUARKUS_HTTP_PORT', 'MICRONAUT_SERVER_PORT', 'PUMA_PORT'],
  ...['ASPNETCORE_HTTP_PORTS'],
]);

/** What makes a directory that of an app. */
const APP_FILES =
  /^(package\.json|server\.[cm]?[jt]s|app\.[cm]?[jt]s|index\.[cm]?[jt]s|main\.py|app\.py|manage\.py|wsgi\.py|pyproject\.toml|requirements\.txt|Gemfile|config\.ru|go\.mod|composer\.json|artisan|pom\.xml|build\.gradle|Cargo\.toml|mix\.exs)$/;

/** `.env`, `.env.production`, `.env.local`; examples are not in use. */
const ENV_FILE = /^\.env(\.(?!example$|sample$|template$|dist$|test$)[\w-]+)?$/;

/**
 * The port variables of the `.env` files that lie in the directory of an app. Beside a compose file such a file is for
 * interpolation, and says nothing by itself.
 */
export function variableApps(
  files: readonly string[],
  isComposeDirectory: (directory: string) => boolean,
  place: Place,
  reader: Reader,
): App[] {
  const candidates = files.filter((file) => ENV_FILE.test(path.basename(file)));
  if (candidates.length === 0) return [];
  const own = new Set(files.filter((file) => APP_FILES.test(path.basename(file))).map((file) => path.dirname(file)));
  return candidates.flatMap((file): App[] => {
    const directory = path.dirname(file);
    if (!own.has(directory) || isComposeDirectory(directory)) return [];
    const source = reader.read(file);
    if (!source) return [];
    const app = path.basename(directory);
    const bindings = [...parseEnvFile(source, () => undefined)].flatMap(([name, value]): Binding[] => {
      const listen = PORTS.has(name) && gradeOf(value) !== 'unresolved' ? portListen(value, '?') : undefined;
      if (listen?.kind !== 'tcp') return [];
      return [{ listen, protocol: 'unknown', evidence: 'env-port', place, app, span: spanOf(value), active: false }];
    });
    const [first] = bindings;
    return first ? [{ name: app, kind: 'config', span: first.span, place, bindings, closed: false }] : [];
  });
}
