/** Which presets and files does a settings file build on, in which order do they count? */
import path from 'node:path/posix';
import type { FileSystem } from '../fs/index.ts';
import { nearest, type Span, visible } from '../text/index.ts';
import { CONFIG_NAMES } from './discover.ts';
import type { Problem } from './node.ts';
import { type NoFile, type ReadFile, readFile } from './read-file.ts';
import { PRESETS, type Preset } from './settings.ts';

/** A part of the settings, in the order in which they count. */
export type Part =
  | { readonly kind: 'preset'; readonly preset: Preset; readonly in: ReadFile; readonly span: Span }
  | { readonly kind: 'file'; readonly file: ReadFile };

export interface Chain {
  /** What is extended comes before what extends it. */
  readonly parts: readonly Part[];
  /** Each file once, with the entries that led to it first, from the inside out. */
  readonly files: ReadonlyMap<ReadFile, readonly Named[]>;
  /** What is wrong with the chain itself. */
  readonly problems: readonly Problem[];
}

/** Where a file is extended. */
export type Named = NonNullable<Problem['related']>[number];

/** What a preset is called in `extends`. */
const PREFIX = 'nginx-vet:';
const ALL_PRESETS = PRESETS.map((each) => `\`${PREFIX}${each}\``).join(', ');
/** A circle is told as one; this is for thousands of files that extend one another twice. */
const MOST_PARTS = 200;

/** A file with all that it extends, directly or not. */
export function chainOf(fs: FileSystem, first: ReadFile, shown: (path: string) => string): Chain {
  const parts: Part[] = [];
  const problems: Problem[] = [];
  const known = new Map<string, ReadFile | NoFile>([[first.path, first]]);
  const files = new Map<ReadFile, readonly Named[]>();
  const read = (file: string): ReadFile | NoFile => {
    const found = known.get(file) ?? readFile(fs, file, shown(file));
    known.set(file, found);
    return found;
  };

  /** `trail`: the entries that lead to the file. Its length is limited by MOST_PARTS. */
  const add = (file: ReadFile, trail: readonly Entry[]): void => {
    if (!files.has(file)) files.set(file, trail.toReversed().map(named));
    for (const entry of entriesOf(file)) {
      if (parts.length + trail.length >= MOST_PARTS) {
        problems.push({ message: `more than ${MOST_PARTS} files and presets are extended`, span: entry.span });
        return;
      }
      const found = resolved(entry, { fs, trail, read, shown });
      if ('message' in found) problems.push({ ...found, related: found.related ?? trail.toReversed().map(named) });
      else if (found.kind === 'preset') parts.push(found);
      else add(found.file, [...trail, entry]);
    }
    parts.push({ kind: 'file', file });
  };
  add(first, []);
  return { parts, files, problems };
}

/** One entry of `extends`. */
interface Entry {
  readonly in: ReadFile;
  readonly text: string;
  readonly span: Span;
}

function entriesOf(file: ReadFile): readonly Entry[] {
  const said: unknown = file.config.extends;
  const list = Array.isArray(said) ? said : [said];
  return list.flatMap((text: unknown, index) => {
    if (typeof text !== 'string' || text === '') return []; // its schema complains
    const span = file.spanOf(Array.isArray(said) ? ['extends', index] : ['extends']);
    return span ? [{ in: file, text, span }] : [];
  });
}

function named({ span }: Entry): Named {
  return { span, label: 'extended here' };
}

interface Resolving {
  readonly fs: FileSystem;
  readonly trail: readonly Entry[];
  readonly read: (file: string) => ReadFile | NoFile;
  readonly shown: (path: string) => string;
}

function resolved(entry: Entry, { fs, trail, read, shown }: Resolving): Part | Problem {
  const { span, text } = entry;
  if (text.startsWith(PREFIX)) return presetOf(entry);
  const target = path.resolve(entry.in.directory, text);
  const isThere = fs.stat(target);
  if (isThere?.kind === 'directory') {
    const inside = CONFIG_NAMES.find((name) => fs.stat(path.join(target, name)));
    const help =
      inside === undefined ? 'name a settings file' : `name its settings file: \`${path.join(text, inside)}\``;
    return { message: `\`${visible(text)}\` is a directory`, span, help: visible(help) };
  }
  const above = [...trail.map((each) => each.in), entry.in];
  const at = above.findIndex((file) => fs.realpath(file.path) === fs.realpath(target));
  if (at >= 0) return circle([...trail, entry].slice(at), shown);
  const file = read(target);
  if (!('message' in file)) return { kind: 'file', file };
  if (isThere)
    return { message: `\`${visible(shown(target))}\` cannot be extended: ${file.message}`, span, ...helpOf(file) };
  const meant = nearest(text.replace(/^.*:/, ''), PRESETS);
  const help =
    meant !== undefined
      ? `did you mean the preset \`${PREFIX}${meant}\`?`
      : text === 'nginx-vet'
        ? `presets are ${ALL_PRESETS}`
        : nearFile(fs, target, text);
  return {
    message: `there is no file \`${visible(shown(target))}\` to extend`,
    span,
    ...(help !== undefined && { help }),
  };
}

function presetOf({ in: file, span, text }: Entry): Part | Problem {
  const name = text.slice(PREFIX.length);
  const preset = PRESETS.find((each) => each === name);
  if (preset) return { kind: 'preset', preset, in: file, span };
  const meant = nearest(name, PRESETS);
  const help = meant === undefined ? `there is ${ALL_PRESETS}` : `did you mean \`${PREFIX}${meant}\`?`;
  return { message: `there is no preset \`${visible(text)}\``, span, help };
}

function circle(entries: readonly Entry[], shown: (path: string) => string): Problem {
  const last = entries.at(-1)!;
  const names = [...entries.map((each) => each.in), entries[0]!.in].map(
    ({ path: file }) => `\`${visible(shown(file))}\``,
  );
  const message =
    entries.length === 1
      ? `${names[0]!} extends itself`
      : `settings extend one another in a circle: ${names.join(' → ')}`;
  return {
    message,
    span: last.span,
    related: entries.slice(0, -1).map(named),
    help: 'remove one of them',
  };
}

/** A file beside the one that is not there, with nearly its name. */
function nearFile(fs: FileSystem, target: string, text: string): string | undefined {
  const directory = path.dirname(target);
  if (fs.stat(directory)?.kind !== 'directory') return 'paths count from the directory of the settings file';
  const names = fs.list(directory).flatMap(({ name, kind }) => (kind === 'directory' ? [] : [name]));
  const near = nearest(
    path.basename(target),
    names.filter((name) => /\.(?:jsonc?|ya?ml)$/i.test(name)),
  );
  if (near === undefined) return 'paths count from the directory of the settings file';
  return `did you mean \`${visible(text.slice(0, text.length - path.basename(text).length) + near)}\`?`;
}

function helpOf({ help }: NoFile): { readonly help?: string } {
  return help === undefined ? {} : { help };
}
