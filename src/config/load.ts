/** What are the settings of this run, and is every one of them valid? */
import { errnoText, type FileSystem, FsError } from '../fs/index.ts';
import { fromByteString, nearest, SourceText, toByteString, visible } from '../text/index.ts';
import { ConfigError } from './config-error.ts';
import { discover, parentOf } from './discover.ts';
import { find, type MapNode, type Node, type Problem, type ReadResult, settingsValue } from './node.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import { schemaProblems } from './schema-problems.ts';
import type { Config, Settings } from './settings.ts';
import { validate } from './validate.generated.js';

export interface LoadOptions {
  readonly fs: FileSystem;
  /** Absolute path of the directory to start from. */
  readonly start: string;
  /** A file named on the command line: read instead of looking for one. */
  readonly explicitPath?: string;
  /** Ids that may stand under `rules`. */
  readonly knownRules: readonly string[];
  /** How a path is shown to people (relative to the working directory); by default as it is. */
  readonly shown?: (path: string) => string;
}

/**
 * The settings from the nearest file, or from the one that is named; without a file everything is at its default.
 * Throws ConfigError with all problems of the file.
 */
export function loadConfig(options: LoadOptions): Settings {
  const shown = options.shown ?? ((path: string) => path);
  const path = options.explicitPath ?? discover(options.fs, options.start, shown);
  if (path === undefined) {
    return { config: {}, path, directory: options.start, source: undefined, spanOf: () => undefined };
  }
  const source = SourceText.fromBytes(shown(path), readFile(options.fs, path, shown));
  const { root, problems } = readSettings(source);
  const all = root ? withoutEchoes(problems, check(root, options.knownRules)) : problems;
  if (all.length > 0 || !root) throw ConfigError.inText(source.path, all);
  return {
    config: settingsValue(root) as Config, // as its schema says, just checked
    path,
    directory: parentOf(path),
    source,
    spanOf: (at) => find(root, at)?.node.span,
  };
}

function readFile(fs: FileSystem, path: string, shown: (path: string) => string): Uint8Array {
  try {
    return fs.read(path);
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    throw ConfigError.ofPath(shown(path), `the settings cannot be read: ${errnoText(error.code)}`);
  }
}

function readSettings(source: SourceText): ReadResult {
  const unusable = unusableText(source);
  if (unusable) return { root: undefined, problems: [unusable] };
  const format = /\.(jsonc?|ya?ml)$/i.exec(source.path)?.[1]?.toLowerCase();
  if (format === undefined) {
    const help = 'name it `.json`, `.jsonc`, `.yaml` or `.yml`';
    throw ConfigError.ofPath(source.path, 'the format of the settings is not known', help);
  }
  const read = format.startsWith('y') ? readYaml(source) : readJson(source, { comments: format === 'jsonc' });
  if (read.root || read.problems.length > 0) return read;
  const help = 'write settings into it, or delete it; `{}` means all defaults';
  return { root: undefined, problems: [{ message: 'the settings are empty', span: source.span(0, 0), help }] };
}

/** Files that no reader should see: binary ones, other encodings. */
function unusableText(source: SourceText): Problem | undefined {
  const help = 'save it as UTF-8';
  const zero = source.text.indexOf('\0');
  if (zero >= 0)
    return { message: 'the settings are no text: they contain a zero byte', span: source.span(zero, zero + 1), help };
  const invalid = invalidUtf8At(source.text);
  if (invalid < 0) return undefined;
  return {
    message: 'the settings are not UTF-8',
    span: source.span(invalid, Math.min(invalid + 1, source.length)),
    help,
  };
}

/** The byte offset of the first byte that is not UTF-8, -1 when there is none. */
function invalidUtf8At(text: string): number {
  const decoded = fromByteString(text);
  const again = toByteString(decoded);
  if (again === text) return -1;
  let at = 0;
  while (again[at] === text[at]) at++;
  return at;
}

function check(root: Node, knownRules: readonly string[]): readonly Problem[] {
  if (root.kind !== 'map') {
    const what = root.kind === 'list' ? 'a list' : 'a single value';
    const help = 'write `key: value` pairs (in JSON: `{"key": value}`)';
    return [{ message: `the settings must be a map, not ${what}`, span: root.span, help }];
  }
  const valid = validate(settingsValue(root));
  return [...(valid ? [] : schemaProblems(root, validate.errors ?? [])), ...unknownRules(root, knownRules)];
}

/** What the reader refused is no value for the schema either: one complaint about it is enough. */
function withoutEchoes(read: readonly Problem[], checked: readonly Problem[]): readonly Problem[] {
  const refused = new Set(read.map(({ span }) => `${span.start} ${span.end}`));
  return [...read, ...checked.filter(({ span }) => !refused.has(`${span.start} ${span.end}`))];
}

function unknownRules(root: MapNode, knownRules: readonly string[]): readonly Problem[] {
  const rules = root.entries.find((entry) => entry.key === 'rules')?.value;
  if (rules?.kind !== 'map') return [];
  const known = new Set(knownRules);
  return rules.entries.flatMap(({ key, keySpan }) => {
    const id = fromByteString(key);
    if (known.has(id)) return [];
    const near = nearest(id, knownRules);
    const help = near === undefined ? '`nginx-vet rules` lists all of them' : `did you mean \`${near}\`?`;
    return [{ message: `unknown rule \`${visible(id)}\``, span: keySpan, help }];
  });
}
