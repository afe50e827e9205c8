/** The `yaml` package, loaded when the first YAML file is read: most runs read none, and it is the largest dependency. */
import { createRequire } from 'node:module';

let loaded: typeof import('yaml') | undefined;

/** The package is not there, or is broken. Texts are for people. */
export class YamlMissing extends Error {
  readonly help =
    'install nginx-vet with its dependencies, or put the package beside it: `npm install yaml`; `--no-bindings` reads no compose files';
  constructor(why: string) {
    super(`YAML files cannot be read: the package \`yaml\` cannot be loaded (${why})`);
    this.name = 'YamlMissing';
  }
}

/** The package's exports. Throws YamlMissing. */
export function yaml(): typeof import('yaml') {
  try {
    loaded ??= createRequire(import.meta.url)('yaml') as typeof import('yaml');
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    throw new YamlMissing(code ?? name);
  }
  return loaded;
}
