/** Which files does an `include` name? (ngx_conf_include in src/core/ngx_conf_file.c) */
import path from 'node:path/posix';
import { stockInclude } from '../catalog/index.ts';
import type { FileSystem } from '../fs/index.ts';
import { fromByteString } from '../text/index.ts';
import type { Directive } from './directive.ts';
import { glob, isPattern } from './glob.ts';
import { PLACEHOLDER } from './template.ts';

/** Replacements of leading path parts: where a path of the configuration is found on this machine. */
export type PathMap = readonly { readonly from: string; readonly to: string }[];

export type IncludeTarget =
  | { readonly kind: 'file'; readonly path: string }
  /** Not here, but its content is known: nginx's packages install it. */
  | { readonly kind: 'stock'; readonly path: string; readonly text: string }
  | { readonly kind: 'missing'; readonly path: string }
  /** A path of the machine that nginx will run on; whether it exists there cannot be seen here. */
  | { readonly kind: 'unseen'; readonly path: string };

/** Configuration directories of nginx's builds and packages. */
const INSTALL_PREFIXES = [
  '/etc/nginx',
  '/usr/local/nginx/conf',
  '/usr/local/openresty/nginx/conf',
  '/usr/local/etc/nginx',
  '/opt/homebrew/etc/nginx',
  '/opt/bitnami/nginx/conf',
  '/etc/openresty',
];

export class IncludeResolver {
  /** Directory that relative paths start from. */
  readonly prefix: string;
  readonly #fs: FileSystem;
  readonly #pathMap: PathMap;
  /** True when the configuration lies where nginx runs it: then every path can be checked here. */
  readonly #installed: boolean;

  constructor(options: { fs: FileSystem; path: string; prefix?: string | undefined; pathMap?: PathMap }) {
    this.#fs = options.fs;
    this.prefix = options.prefix ?? path.dirname(options.path);
    this.#pathMap = options.pathMap ?? [];
    this.#installed = options.prefix !== undefined || INSTALL_PREFIXES.some((p) => isBelow(this.prefix, p));
  }

  /** The targets of one `include` with one argument, in nginx's order. A pattern that matches nothing has none. */
  resolve(directive: Directive): readonly IncludeTarget[] {
    const argument = directive.args[0]!;
    if (argument.includes(PLACEHOLDER) || (directive.isInTemplate && argument.includes('$'))) return [];
    const configured = fromByteString(argument);
    const isAbsolute = configured.startsWith('/');
    // nginx concatenates; it does not resolve `..`, which the file system then does
    const full = isAbsolute ? configured : `${this.prefix}/${configured}`;
    const mapped = isAbsolute ? mapPath(full, this.#pathMap) : undefined;
    const candidates = mapped !== undefined ? [mapped] : this.#candidates(full, isAbsolute);
    for (const candidate of candidates) {
      const found = this.#find(candidate);
      if (found.length > 0) return found;
    }
    if (isPattern(full)) return candidates.length === 0 ? [{ kind: 'unseen', path: full }] : [];
    const stock = stockInclude(configured);
    if (stock !== undefined) return [{ kind: 'stock', path: configured, text: stock }];
    const isHere = mapped !== undefined || !isAbsolute || this.#installed;
    return [{ kind: isHere ? 'missing' : 'unseen', path: mapped ?? full }];
  }

  /**
   * Where to look. A configuration in a checkout that includes `/etc/nginx/…` means the directory it will be copied to: its
   * own directory stands for that one, and this machine's own /etc/nginx is none of its business.
   */
  #candidates(full: string, isAbsolute: boolean): readonly string[] {
    if (!isAbsolute || this.#installed) return [full];
    const prefix = INSTALL_PREFIXES.find((p) => isBelow(full, p));
    if (prefix === undefined) return [full];
    const beside = this.prefix + full.slice(prefix.length);
    // a pattern that matches nothing beside the main file may match where nginx runs
    return this.#find(beside).length > 0 ? [beside] : [];
  }

  #find(full: string): readonly IncludeTarget[] {
    if (isPattern(full)) return glob(this.#fs, full).map((p) => ({ kind: 'file', path: p }));
    return this.#fs.stat(full) ? [{ kind: 'file', path: full }] : [];
  }
}

function isBelow(file: string, directory: string): boolean {
  return file === directory || file.startsWith(`${directory}/`);
}

/** The path after the first mapping whose `from` it lies below; undefined when none does. */
export function mapPath(full: string, pathMap: PathMap): string | undefined {
  for (const { from, to } of pathMap) {
    const trimmed = from.endsWith('/') ? from.slice(0, -1) : from;
    if (isBelow(full, trimmed)) return path.join(to, full.slice(trimmed.length));
  }
  return undefined;
}
