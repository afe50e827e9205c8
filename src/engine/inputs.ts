/** Which configurations are meant by the paths of the command line? */
import path from 'node:path/posix';
import { errnoText, type FileSystem, FsError } from '../fs/index.ts';
import { byteString, SourceText } from '../text/index.ts';
import { isMainConfiguration, nginxLikeness, parseFile } from '../tree/index.ts';

/** One nginx file that was named or found. */
export interface Candidate {
  readonly path: string;
  /** False for a file that a directory was searched for: it is judged alone only when no main configuration includes it. */
  readonly isNamed: boolean;
  readonly isMain: boolean;
}

/** An input that cannot be worked on; ends the run with exit code 2. Texts are for people. */
export class InputError extends Error {
  readonly help: string;
  constructor(message: string, help: string) {
    super(message);
    this.name = 'InputError';
    this.help = help;
  }
}

/** Directories that hold other people's or generated files. */
const SKIPPED_DIRECTORIES = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  'vendor',
  'dist',
  'build',
  'target',
  '.venv',
  'venv',
  '__pycache__',
  '.next',
  'coverage',
  '.terraform',
]);

/** Suffixes that no nginx file has. */
const OTHER_SUFFIXES =
  /\.(?:[cm]?[jt]sx?|json|ya?ml|toml|lock|md|rst|txt|html?|css|scss|svg|png|jpe?g|gif|ico|woff2?|ttf|pdf|zip|gz|tgz|xz|bz2|jar|so|o|a|py|pyc|rb|go|rs|java|php|c|h|cc|cpp|sh|bash|zsh|sql|csv|tsv|xml|pem|crt|key|csr|der|p12|log|map|lua|vue|svelte|dockerfile|service|socket|timer|ini|cfg|properties|env|exe|dll|wasm|mp[34]|snap)$/i;

const MAX_DEPTH = 16;
const MAX_ENTRIES = 50_000;
const MAX_SNIFFED_BYTES = 2 * 1024 * 1024;
/** What share of a file's statements must be nginx directives for a directory search to take it. */
const ENOUGH_LIKENESS = 0.6;

/** The candidates behind absolute paths, in the order given; what lies in directories in byte order. Throws InputError. */
export function findCandidates(
  fs: FileSystem,
  paths: readonly string[],
  show: (absolute: string) => string,
): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const absolute of paths) {
    const stat = fs.stat(absolute);
    if (!stat)
      throw new InputError(`\`${show(absolute)}\`: no such file or directory`, whereToLook(fs, absolute, show));
    if (stat.kind === 'directory') {
      const inside = searchDirectory(fs, absolute);
      if (inside.length === 0) {
        throw new InputError(
          `\`${show(absolute)}\` holds no nginx configuration`,
          'files are recognised by their content; if there is one, name it: `nginx-vet check path/to/nginx.conf`',
        );
      }
      for (const candidate of inside) if (!found.has(candidate.path)) found.set(candidate.path, candidate);
    } else {
      found.set(absolute, namedFile(fs, absolute, show));
    }
  }
  return [...found.values()];
}

function whereToLook(fs: FileSystem, absolute: string, show: (absolute: string) => string): string {
  let parent = path.dirname(absolute);
  while (!fs.stat(parent) && parent !== '/') parent = path.dirname(parent);
  return `check the path; the nearest directory that exists is \`${show(parent) || '.'}\``;
}

function namedFile(fs: FileSystem, absolute: string, show: (absolute: string) => string): Candidate {
  let bytes: Uint8Array;
  try {
    bytes = fs.read(absolute);
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    throw new InputError(
      `\`${show(absolute)}\` cannot be read: ${errnoText(error.code).toLowerCase()}`,
      error.code === 'EACCES' ? 'run nginx-vet as a user who may read it, or change its mode' : 'name a readable file',
    );
  }
  assertText(bytes, show(absolute));
  return {
    path: absolute,
    isNamed: true,
    isMain: isMainConfiguration(parseFile(SourceText.fromBytes(absolute, bytes)).cst),
  };
}

/** Throws InputError for what is surely no nginx text: binary files, UTF-16, INI files such as php-fpm pools. */
export function assertText(bytes: Uint8Array, shown: string): void {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) {
    throw new InputError(
      `\`${shown}\` is UTF-16 text, which nginx cannot read`,
      'save it as UTF-8 without a byte order mark',
    );
  }
  const nul = bytes.subarray(0, 65536).indexOf(0);
  if (nul >= 0) {
    throw new InputError(
      `\`${shown}\` is a binary file (byte ${nul} is NUL)`,
      'name an nginx configuration or a directory that holds one',
    );
  }
  const head = byteString(bytes.subarray(0, 65536));
  const firstLine = head.split('\n').find((line) => /^[ \t]*[^\s#;]/.test(line)) ?? '';
  if (/^\s*\[[\w.$-]+\]\s*$/.test(firstLine)) {
    const isPool = /^\s*(?:pm|listen)\s*=/m.test(head);
    throw new InputError(
      `\`${shown}\` is ${isPool ? 'a php-fpm pool' : 'an INI file'}, no nginx configuration`,
      isPool
        ? 'pools are read on their own when the configuration that dials them is checked: name that one'
        : 'name an nginx configuration or a directory that holds one',
    );
  }
}

/** The nginx files below a directory, recognised by what is in them. */
function searchDirectory(fs: FileSystem, top: string): readonly Candidate[] {
  const found: Candidate[] = [];
  let entries = 0;
  const stack = [{ directory: top, depth: 0 }];
  const seen = new Set<string>([fs.realpath(top)]);
  while (stack.length > 0) {
    const { directory, depth } = stack.pop()!;
    const inner: { directory: string; depth: number }[] = [];
    for (const entry of listOf(fs, directory)) {
      if (++entries > MAX_ENTRIES) return found;
      const at = path.join(directory, entry.name);
      const kind = entry.kind === 'symlink' ? fs.stat(at)?.kind : entry.kind;
      if (kind === 'directory') {
        if (SKIPPED_DIRECTORIES.has(entry.name) || depth >= MAX_DEPTH) continue;
        const real = entry.kind === 'symlink' ? fs.realpath(at) : at;
        if (seen.has(real)) continue;
        seen.add(real);
        inner.push({ directory: at, depth: depth + 1 });
      } else if (kind === 'file') {
        const candidate = sniff(fs, at);
        if (candidate) found.push(candidate);
      }
    }
    stack.push(...inner.reverse());
  }
  return found;
}

function listOf(fs: FileSystem, directory: string) {
  try {
    return fs.list(directory);
  } catch (error) {
    if (error instanceof FsError) return [];
    throw error;
  }
}

function sniff(fs: FileSystem, at: string): Candidate | undefined {
  if (OTHER_SUFFIXES.test(at)) return undefined;
  const size = fs.stat(at)?.size ?? 0;
  if (size === 0 || size > MAX_SNIFFED_BYTES) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = fs.read(at);
  } catch (error) {
    if (error instanceof FsError) return undefined;
    throw error;
  }
  const text = byteString(bytes);
  if (text.includes('\0') || text.startsWith('#!')) return undefined;
  if (!/^\s*(?:"[a-z_]+"|[a-z_]+)\b[^\n]*[;{]\s*(?:#.*)?$/m.test(text)) return undefined;
  const { cst } = parseFile(SourceText.fromBytes(at, bytes));
  const isMain = isMainConfiguration(cst);
  if (!isMain && nginxLikeness(cst) < ENOUGH_LIKENESS) return undefined;
  return { path: at, isNamed: false, isMain };
}
