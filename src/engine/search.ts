/** Which files below a directory are nginx configuration? What is in them decides, never the name alone. */
import path from 'node:path/posix';
import { foundHolder, type Holder, mayBeHolder } from '../embedded/index.ts';
import { type FileSystem, FsError, OTHERS_DIRECTORIES } from '../fs/index.ts';
import { SourceText } from '../text/index.ts';
import { kindOf, mayBeNginx, type ParsedFiles, parseFile } from '../tree/index.ts';
import { type Observer, staged } from './observer.ts';

export interface Found {
  readonly path: string;
  /** The path without symbolic links. */
  readonly real: string;
  readonly isMain: boolean;
  /** Set where the file is no nginx text itself. */
  readonly holder?: Holder;
}

/** Something of the directory that was not looked at. */
export interface NotSearched {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'rest' | 'deep' | 'large';
  /** errno's name; absent for `rest` (too many files: what follows `path` was left out), `deep` and `large`. */
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
/** Dumps and ConfigMaps are smaller than this; logs and data are not. */
const MAX_HOLDER_BYTES = 16 * 1024 * 1024;

interface SearchRequest {
  readonly fs: FileSystem;
  /** The path as people are shown it. */
  readonly show: (absolute: string) => string;
  readonly ignored: (absolute: string) => boolean;
  /** The nginx files are added here: whoever judges them need not parse them again. */
  readonly parsed: ParsedFiles;
  readonly observer?: Observer | undefined;
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
    const { observer, show } = this.#request;
    const entries = staged(observer, 'search', observer ? show(directory) : '', () => this.#fs.list(directory));
    for (const entry of entries) {
      this.#entries++;
      const at = path.join(directory, entry.name);
      const isLink = entry.kind === 'symlink';
      const kind = isLink ? this.#fs.stat(at)?.kind : entry.kind;
      if (kind === 'directory') {
        if (SKIPPED_DIRECTORIES.has(entry.name)) continue;
        const realAt = isLink ? this.#fs.realpath(at) : path.join(real, entry.name);
        if (this.#seen.has(realAt)) continue;
        this.#seen.add(realAt);
        if (depth >= MAX_DEPTH) {
          this.notSearched.push({ path: at, kind: 'deep' });
          continue;
        }
        inner.push({ at, real: realAt, depth: depth + 1 });
      } else if (kind === 'file' && !BACKUPS.test(entry.name)) {
        const realAt = isLink ? undefined : path.join(real, entry.name);
        if (mayBeHolder(entry.name)) this.#sniff(at, realAt, MAX_HOLDER_BYTES);
        else if (!OTHER_SUFFIXES.test(entry.name)) this.#sniff(at, realAt, MAX_SNIFFED_BYTES);
      }
    }
    for (const one of inner.reverse()) stack.push(one);
  }

  #sniff(at: string, real: string | undefined, limit: number): void {
    const { show, ignored, parsed } = this.#request;
    const size = this.#fs.stat(at)?.size ?? 0;
    if (size > limit) {
      if (LIKELY.test(at) && !ignored(at)) this.notSearched.push({ path: at, kind: 'large' });
      return;
    }
    let bytes: Uint8Array;
    try {
      bytes = this.#fs.read(at);
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      if (LIKELY.test(at) && !ignored(at)) this.notSearched.push({ path: at, kind: 'file', code: error.code });
      return;
    }
    const found = { path: at, real: real ?? this.#fs.realpath(at) };
    const source = SourceText.fromBytes(show(at), bytes);
    const holder = foundHolder(source);
    if (holder) {
      if (ignored(at)) this.ignoredCount++;
      else this.found.push({ ...found, isMain: false, holder });
      return;
    }
    if (OTHER_SUFFIXES.test(at) || !mayBeNginx(source.text)) return;
    const file = parseFile(source, at);
    const kind = kindOf(file.cst);
    if (!kind) return;
    parsed.set(at, file);
    if (ignored(at)) this.ignoredCount++;
    else this.found.push({ ...found, isMain: kind === 'main' });
  }
}
