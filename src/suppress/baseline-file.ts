/** What does a baseline file say, and how is one written? */
import path from 'node:path/posix';
import { ConfigError, type Node, readJson } from '../config/index.ts';
import { errnoText, type FileSystem, FsError } from '../fs/index.ts';
import { fromByteString, SourceText, type Span } from '../text/index.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';

export const BASELINE_NAME = '.nginx-vet-baseline.json';
const BASELINE_SCHEMA_ID = 'https://nginx-vet/schemas/baseline.v1.schema.json';

/** The nearest baseline from a directory (absolute) upward, as far as the repository goes. */
export function findBaseline(fs: FileSystem, start: string): string | undefined {
  for (let directory = start; ; directory = path.dirname(directory)) {
    const file = path.join(directory, BASELINE_NAME);
    const stat = fs.stat(file);
    if (stat && stat.kind !== 'directory') return file;
    if (directory === '/' || fs.stat(path.join(directory, '.git'))) return undefined;
  }
}

/** Reads a baseline. Throws ConfigError for one that cannot be read, is broken, or is something else. */
export function readBaseline(fs: FileSystem, file: string, shown: string): Baseline {
  const source = SourceText.fromBytes(shown, bytesOf(fs, file, shown));
  const { root, problems } = readJson(source, { comments: false });
  if (problems.length > 0) {
    const worded = problems.map((problem) => ({
      ...problem,
      message: problem.message.replace('the settings', 'the baseline'),
    }));
    throw ConfigError.inTexts(worded);
  }
  if (!root) throw foreign(source.span(0, 0), 'it is empty');
  const version = childOf(root, 'version');
  const entries = childOf(root, 'entries');
  if (!version || entries?.kind !== 'list') throw foreign(root.span, 'it has no `version` and no list `entries`');
  if (version.kind !== 'scalar' || version.value !== 1) {
    throw ConfigError.inTexts([
      {
        message: 'this version of baselines is not known',
        span: version.span,
        help: 'it was written by a newer nginx-vet: use that one',
      },
    ]);
  }
  return { path: file, entries: entries.items.map(entryFrom) };
}

function bytesOf(fs: FileSystem, file: string, shown: string): Uint8Array {
  try {
    return fs.read(file);
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    const help = error.code === 'ENOENT' ? '`nginx-vet baseline` writes one' : undefined;
    throw ConfigError.ofPath(shown, `the baseline cannot be read: ${errnoText(error.code).toLowerCase()}`, help);
  }
}

function foreign(span: Span, why: string): ConfigError {
  const message = `this is no baseline of nginx-vet: ${why}`;
  return ConfigError.inTexts([{ message, span, help: 'name another file with `--baseline`, or move this one away' }]);
}

function entryFrom(node: Node): BaselineEntry {
  const text = (key: keyof BaselineEntry): string => {
    const value = childOf(node, key);
    if (value?.kind === 'scalar' && typeof value.value === 'string') return fromByteString(value.value);
    const message = `an entry needs \`${key}\`, a text`;
    throw ConfigError.inTexts([
      {
        message,
        span: (value ?? node).span,
        help: 'take the entry out, or delete the file and run `nginx-vet baseline`',
      },
    ]);
  };
  return {
    rule: text('rule'),
    file: text('file'),
    message: text('message'),
    root: text('root'),
    fingerprint: text('fingerprint'),
  };
}

function childOf(node: Node, key: string): Node | undefined {
  return node.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}

/** The text of a baseline: the same entries give the same bytes, in an order that shows a reviewer what has changed. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const sorted = entries
    .map(({ rule, file, message, root, fingerprint }) => ({ rule, file, message, root, fingerprint }))
    .sort(
      (a, b) =>
        compare(a.file, b.file) ||
        compare(a.rule, b.rule) ||
        compare(a.message, b.message) ||
        compare(a.fingerprint, b.fingerprint),
    );
  return `${JSON.stringify({ $schema: BASELINE_SCHEMA_ID, version: 1, entries: sorted }, null, 2)}\n`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
