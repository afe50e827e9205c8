/** The `yaml` package, loaded when the first YAML file is read: most runs read none, and it is the largest dependency. */
import { createRequire } from 'node:module';

let loaded: typeof import('yaml') | undefined;

/** The package's exports. */
export function yaml(): typeof import('yaml') {
  loaded ??= createRequire(import.meta.url)('yaml') as typeof import('yaml');
  return loaded;
}
