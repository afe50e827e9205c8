/** Which files below a directory are nginx configuration? What is in them decides, never the name alone. */
import path from 'node:path/posix';
import { type FileSystem, FsError, OTHERS_DIRECTORIES } from '../fs/index.ts';
import { SourceText } from '../text/index.ts';
import { isMainConfiguration, nginxLikeness, type ParsedFiles, parseFile } from '../tree/index.ts';

export interface Found {
  readonly path: string;
  /** The path without symbolic links. */
  readonly real: string;
  readonly isMain: boolean;
}

/** Something of the directory that was not looked at. */
export interface NotSearched {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'rest';
  /** errno's name; absent for `rest`: the directory is too large, and what follows `path` was left out. */
  readonly code?: string;
}

export interface SearchResult {
  /** In byte order of the paths, files before directories. */
  readonly found: readonly Found[];
  readonly notSearched: readonly NotSearched[];
  /** nginx files that `ignored` left out. */
  readonly ignored: number;
}

const SKIPPED_DIRECTORIES = new Set([...OTHERS_DIRECTORIES, '.svn', '.terraform']);

/** Suffixes that no nginx file has. */
const OTHER_SUFFIXES =
  /\.(?:[cm]?[jt]sx?|json[c5l]?|jsonnet|ya?ml|toml|lock|md|rst|adoc|txt|html?|css|s[ac]ss|less|svg|png|jpe?g|gif|ico|woff2?|ttf|pdf|zip|gz|tgz|xz|bz2|jar|so|o|a|py|pyc|rb|go|rs|java|kts?|scala|swift|dart|php|c|h|cc|cpp|cs|sh|bash|zsh|fish|ps1|p[lm]|awk|sql|csv|tsv|xml|pem|crt|key|csr|der|p12|log|map|lua|vue|svelte|graphql|proto|hcl|nomad|tf|tfvars|vcl|nix|gradle|patch|diff|dockerfile|service|socket|timer|ini|cfg|properties|env|exe|dll|wasm|mp[34]|snap)$/i;

/** Copies that editors and package managers leave behind. Included by a configuration they count, alone they do not. */
const BACKUPS = /(?:~|\.(?:bak|orig|old|save|sw[op]|dpkg-\w+|rpm(?:new|save|orig)|ucf-\w+))$/;

/** Names and places of nginx files: where one cannot be read, that is worth a word. */
const LIKELY =
  /\.(?:conf|nginx|vhost)$|(?:^|\/)nginx[^/]*$|\/(?:sites-enabled|sites-available|conf\.d|snippets)\/[^/.]+$/;

const MAX_DEPTH = 16;
const MAX_ENTRIES = 50_000;
const MAX_SNIFFED_BYTES = 64 * 1024 * 1024;
/** What share of a file's statements must be nginx directives for a directory search to take it. */
const ENOUGH_LIKENESS = 0.6;

interface SearchRequest {
  readonly fs: FileSystem;
  /** The path as people are shown it. */
  readonly show: (absolute: string) => string;
  readonly ignored: (absolute: string) => boolean;
  /** The nginx files are added here: whoever judges them need not parse them again. */
  readonly parsed: ParsedFiles;
}

/** Looks through a directory. Throws FsError when the directory itself cannot be listed. */
export function searchDirectory(top: string, request: SearchRequest): SearchResult {
  const search = new Search(request);
  search.run(top, request.fs.realpath(top));
  return { found: search.found, notSearched: search.notSearched, ignored: search.ignoredCount };
}

interface Place {
  readonly at: string;
  readonly real: string;
  readonly depth: number;
}

class Search {
  readonly found: Found[] = [];
  readonly notSearched: NotSearched[] = [];
  ignoredCount = 0;
  readonly #request: SearchRequest;
  readonly #fs: FileSystem;
  /** Directories by their real paths: symbolic links may lead in a circle, or twice to one place. */
  readonly #seen = new Set<string>();
  #entries = 0;

  constructor(request: SearchRequest) {
    this.#request = request;
    this.#fs = request.fs;
  }

  run(top: string, real: string): void {
    this.#seen.add(real);
    const stack: Place[] = [];
    this.#enter({ at: top, real, depth: 0 }, stack);
    for (let place = stack.pop(); place; place = stack.pop()) {
      if (this.#entries > MAX_ENTRIES) {
        this.notSearched.push({ path: place.at, kind: 'rest' });
        return;
      }
      try {
        this.#enter(place, stack);
      } catch (error) {
        if (!(error instanceof FsError)) throw error;
        this.notSearched.push({ path: place.at, kind: 'directory', code: error.code });
      }
    }
  }

  #enter({ at: directory, real, depth }: Place, stack: Place[]): void {
    const inner: Place[] = [];
    for (const entry of this.#fs.list(directory)) {
      this.#entries++;
      const at = path.join(directory, entry.name);
      const isLink = entry.kind === 'symlink';
      const kind = isLink ? this.#fs.stat(at)?.kind : entry.kind;
      if (kind === 'directory') {
        if (SKIPPED_DIRECTORIES.has(entry.name) || depth >= MAX_DEPTH) continue;
        const realAt = isLink ? this.#fs.realpath(at) : path.join(real, entry.name);
        if (this.#seen.has(realAt)) continue;
        this.#seen.add(realAt);
        inner.push({ at, real: realAt, depth: depth + 1 });
      } else if (kind === 'file' && !OTHER_SUFFIXES.test(entry.name) && !BACKUPS.test(entry.name)) {
        this.#sniff(at, isLink ? undefined : path.join(real, entry.name));
      }
    }
    stack.push(...inner.reverse());
  }

  #sniff(at: string, real: string | undefined): void {
    const { show, ignored, parsed } = this.#request;
    const size = this.#fs.stat(at)?.size ?? 0;
    if (size > MAX_SNIFFED_BYTES) return;
    let bytes: Uint8Array;
    try {
      bytes = this.#fs.read(at);
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      if (LIKELY.test(at) && !ignored(at)) this.notSearched.push({ path: at, kind: 'file', code: error.code });
      return;
    }
    const text = SourceText.fromBytes(show(at), bytes);
    if (!mayBeNginx(text.text)) return;
    const file = parseFile(text, at);
    const isMain = isMainConfiguration(file.cst);
    if (!isMain && nginxLikeness(file.cst) < ENOUGH_LIKENESS) return;
    parsed.set(at, file);
    if (ignored(at)) this.ignoredCount++;
    else this.found.push({ path: at, real: real ?? this.#fs.realpath(at), isMain });
  }
}

/** Most files of other kinds are out here, before they are parsed. */
function mayBeNginx(text: string): boolean {
  if (text.includes('\0') || /^#!\s*\//.test(text)) return false;
  // some line is a statement or opens a block
  return /^[ \t]*(?:"[a-z_]+"|[a-z_]+)\b[^\n]*[;{}][ \t\r]*(?:#.*)?$/m.test(text);
}
