/** What does one settings file say, and is it valid by its schema? */
import path from 'node:path/posix';
import { errnoText, type FileSystem, FsError } from '../fs/index.ts';
import { fromByteString, SourceText, toByteString } from '../text/index.ts';
import { find, type Node, type Problem, type ReadResult, settingsValue } from './node.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import { schemaProblems } from './schema-problems.ts';
import type { Config, SettingsFile } from './settings.ts';
import { validate } from './validate.generated.js';

/** A file that could be read, valid or not. */
export interface ReadFile extends SettingsFile {
  /** Absolute. */
  readonly directory: string;
  /** Undefined where it is not even text of its format. */
  readonly root: Node | undefined;
  readonly problems: readonly Problem[];
}

/** Why there is nothing to read. */
export interface NoFile {
  readonly message: string;
  readonly help?: string;
}

/** Reads a file (absolute path). Wrong values stay in `config`: they are among the problems. */
export function readFile(fs: FileSystem, file: string, shown: string): ReadFile | NoFile {
  const format = /\.(jsonc?|ya?ml)$/i.exec(file)?.[1]?.toLowerCase();
  const bytes = bytesAt(fs, file);
  if (typeof bytes === 'string') return { message: `the settings cannot be read: ${bytes}` };
  if (format === undefined) {
    return {
      message: 'the format of the settings is not known',
      help: 'name it `.json`, `.jsonc`, `.yaml` or `.yml`',
    };
  }
  const source = SourceText.fromBytes(shown, bytes);
  const { root, problems } = readText(source, format);
  const complaints = root ? withoutEchoes(problems, schemaComplaints(root)) : problems;
  return {
    path: file,
    directory: path.dirname(file),
    source,
    root,
    problems: complaints,
    config: (root?.kind === 'map' ? settingsValue(root) : {}) as Config, // as its schema says, where there are no problems
    spanOf: (at) => root && find(root, at)?.node.span,
  };
}

function bytesAt(fs: FileSystem, file: string): Uint8Array | string {
  try {
    return fs.read(file);
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    return errnoText(error.code);
  }
}

function readText(source: SourceText, format: string): ReadResult {
  const unusable = unusableText(source);
  if (unusable) return { root: undefined, problems: [unusable] };
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

function schemaComplaints(root: Node): readonly Problem[] {
  if (root.kind !== 'map') {
    const what = root.kind === 'list' ? 'a list' : 'a single value';
    const help = 'write `key: value` pairs (in JSON: `{"key": value}`)';
    return [{ message: `the settings must be a map, not ${what}`, span: root.span, help }];
  }
  return validate(settingsValue(root)) ? [] : schemaProblems(root, validate.errors ?? []);
}

/** What the reader refused is no value for the schema either: one complaint about it is enough. */
function withoutEchoes(read: readonly Problem[], checked: readonly Problem[]): readonly Problem[] {
  const refused = new Set(read.map(({ span }) => `${span.start} ${span.end}`));
  return [...read, ...checked.filter(({ span }) => !refused.has(`${span.start} ${span.end}`))];
}
