/** What do a settings file and all that it extends say together? */
import path from 'node:path/posix';
import type { Part } from './extends.ts';
import { globTest, ignoring } from './globs.ts';
import type { Layer } from './policy.ts';
import type { ReadFile } from './read-file.ts';
import type { Config, PluginSetting, Settings } from './settings.ts';

/** Valid parts, in the order in which they count; `main` is the last of them. */
export function merged(parts: readonly Part[], main: ReadFile): Settings {
  const files = parts.flatMap((part) => (part.kind === 'file' ? [part.file] : []));
  const ignoringGlob = ignoring(
    files.flatMap(({ config, directory, spanOf }) =>
      (config.ignore ?? []).map((glob, index) => ({ glob, directory, span: spanOf(['ignore', index]) })),
    ),
  );
  const plugins = pluginsOf(files);
  const binding = files.findLast(({ config }) => config.bindings !== undefined);
  return {
    config: {
      ...Object.assign({}, ...files.map(absolute)),
      ...(files.some(({ config }) => config.pathMap) && { pathMap: pathMapOf(files) }),
      ...(plugins.length > 0 && { plugins: plugins.map((plugin) => plugin.path) }),
    },
    layers: parts.flatMap((part) => layersOf(part, binding)),
    ignored: (file) => ignoringGlob(file) !== undefined,
    ignoringGlob: (file) => ignoringGlob(file)?.span,
    plugins,
    path: main.path,
    files,
    sayerOf: (at) => files.findLast((file) => file.spanOf(at)),
  };
}

/** What a later file replaces as a whole. */
const REPLACED = ['nginxVersion', 'edition', 'failOn', 'bindings'] as const satisfies readonly (keyof Config)[];
/** The same for paths, which count from their file. */
const PATHS = ['prefix', 'baseline'] as const satisfies readonly (keyof Config)[];

function absolute({ config, directory }: ReadFile): Partial<Config> {
  const values: Record<string, unknown> = {};
  for (const key of REPLACED) if (config[key] !== undefined) values[key] = config[key];
  for (const key of PATHS) if (config[key] !== undefined) values[key] = path.resolve(directory, config[key]);
  return values;
}

/** The first prefix that matches counts: what a file says itself comes before what it extends. */
function pathMapOf(files: readonly ReadFile[]): Readonly<Record<string, string>> {
  const map = new Map<string, string>();
  for (const { config, directory } of files.toReversed()) {
    for (const [from, to] of Object.entries(config.pathMap ?? {})) {
      if (!map.has(from)) map.set(from, path.resolve(directory, to));
    }
  }
  return Object.fromEntries(map);
}

/** The plugins that files name, each once; also of files that are not valid. */
export function pluginsOf(files: readonly ReadFile[]): readonly PluginSetting[] {
  const plugins = new Map<string, PluginSetting>();
  for (const { config, directory, spanOf } of files) {
    const named: unknown = config.plugins;
    for (const [index, one] of Array.isArray(named) ? named.entries() : []) {
      const span = spanOf(['plugins', index]);
      if (typeof one !== 'string' || one === '' || !span) continue;
      const file = path.resolve(directory, one);
      if (!plugins.has(file)) plugins.set(file, { path: file, span });
    }
  }
  return [...plugins.values()];
}

/** `binding`: the file whose bindings count. */
function layersOf(part: Part, binding: ReadFile | undefined): readonly Layer[] {
  if (part.kind === 'preset') {
    const { in: file, preset, span } = part;
    return [
      { file: file.source.path, part: 'extends', preset, spanOf: ([key]) => (key === 'preset' ? span : undefined) },
    ];
  }
  const { config, directory, source, spanOf } = part.file;
  const { preset, rules, minConfidence, overrides = [] } = config;
  const bindings = part.file === binding ? (config.bindings as Pick<Config, 'minConfidence'>) : undefined;
  const bindingsConfidence = bindings?.minConfidence;
  const own: Layer = { file: source.path, preset, rules, minConfidence, bindingsConfidence, spanOf };
  return [
    own,
    ...overrides.map((override, index): Layer => {
      const isMeant = globTest({ globs: listOf(override.files), directory });
      const isExcluded = globTest({ globs: listOf(override.excludeFiles), directory });
      return {
        file: source.path,
        part: `overrides[${index}]`,
        appliesTo: (file) => isMeant(file) && !isExcluded(file),
        preset: override.preset,
        rules: override.rules,
        minConfidence: override.minConfidence,
        spanOf: (at) => spanOf(['overrides', index, ...at]),
      };
    }),
  ];
}

function listOf(one: string | readonly string[] | undefined): readonly string[] {
  return one === undefined ? [] : typeof one === 'string' ? [one] : one;
}
