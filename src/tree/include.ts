/** Which files does an `include` name? (ngx_conf_include in src/core/ngx_conf_file.c) */
import path from 'node:path/posix';
import { NginxVersion, stockInclude } from '../catalog/index.ts';
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
  /** A path of the machine that nginx will run on, as written; whether it exists there cannot be seen here. */
  | { readonly kind: 'unseen'; readonly path: string }
  /** Not among the files that were given of another machine. */
  | { readonly kind: 'absent'; readonly path: string };

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

/** Directories of a repository that are laid over a container's file system: the image and its start scripts add to them. */
const OVERLAY = /\/(?:rootfs|root|overlay)$/;

/** How far above a fragment the directory is looked for that its relative includes start from. */
const MAX_ABOVE = 8;

export interface ResolverOptions {
  readonly fs: FileSystem;
  /** Absolute path of the root. */
  readonly path: string;
  readonly prefix?: string | undefined;
  readonly pathMap?: PathMap;
  readonly version?: NginxVersion;
  /** A fragment's own directory need not be the one that its relative includes start from. */
  readonly isFragment?: boolean;
  /** The files are some of another machine's: paths are looked for as they are, and what is not here may be there. */
  readonly isElsewhere?: boolean;
}

export class IncludeResolver {
  /** Directory that relative paths start from. */
  readonly prefix: string;
  readonly #fs: FileSystem;
  readonly #pathMap: PathMap;
  readonly #version: NginxVersion;
  /** True when the configuration lies where nginx runs it: then every path can be checked here. */
  readonly #isInstalled: boolean;
  /** True when relative paths start from the known prefix and no other files will be put beside those that are here. */
  readonly #isWhole: boolean;
  readonly #isPrefixKnown: boolean;
  /** Set for the files of another machine: the directory of the main one, which nginx takes without a prefix. */
  readonly #elsewhere: string | undefined;

  constructor(options: ResolverOptions) {
    const { fs, path: root, prefix, pathMap = [], version = NginxVersion.unknown, isFragment = false } = options;
    this.#fs = fs;
    this.prefix = prefix ?? path.dirname(root);
    this.#pathMap = pathMap;
    this.#version = version;
    this.#isInstalled = prefix !== undefined || INSTALL_PREFIXES.some((p) => isBelow(this.prefix, p));
    this.#isPrefixKnown = prefix !== undefined || !isFragment;
    this.#isWhole = prefix !== undefined || (!isFragment && !isOverlaid(this.prefix));
    this.#elsewhere = options.isElsewhere ? path.dirname(root) : undefined;
  }

  /** The targets of one `include` with one argument, in nginx's order. A pattern that matches nothing has none. */
  resolve(directive: Directive): readonly IncludeTarget[] {
    const argument = cString(directive.args[0]!);
    if (argument.includes(PLACEHOLDER) || (directive.isInTemplate && argument.includes('$'))) return [];
    const configured = fromByteString(argument);
    const isAbsolute = configured.startsWith('/');
    // nginx concatenates; it does not resolve `..`, which the file system then does
    const full = isAbsolute ? configured : joined(this.prefix, configured);
    const isGlob = isPattern(full) && !this.#isLiteralIn(directive);
    const mapped = isAbsolute && this.#elsewhere === undefined ? mapPath(full, this.#pathMap) : undefined;
    const candidates = mapped !== undefined ? [mapped] : this.#candidates(full, configured, isGlob);
    for (const candidate of candidates) {
      const found = this.#find(candidate, isGlob);
      if (found.length > 0) return found;
    }
    const stock = stockInclude(configured);
    if (isGlob) return candidates.length === 0 && stock === undefined ? [{ kind: 'unseen', path: full }] : [];
    if (stock !== undefined) return [{ kind: 'stock', path: configured, text: stock }];
    if (this.#elsewhere !== undefined) return [{ kind: 'absent', path: full }];
    const isHere = mapped !== undefined || (isAbsolute ? this.#isInstalled : this.#isWhole);
    // what a template becomes, and where, is not known; nor can a name that is no UTF-8 be asked for
    const isCertain = isHere && !directive.isInTemplate && !configured.includes('\ufffd');
    return [isCertain ? { kind: 'missing', path: mapped ?? full } : { kind: 'unseen', path: mapped ?? configured }];
  }

  /** geo reads its includes itself (ngx_http_geo_include): before 1.29.8 a pattern was a name like any other. */
  #isLiteralIn(directive: Directive): boolean {
    return directive.context === '@geo' && this.#version.before('1.29.8') === 'yes';
  }

  #candidates(full: string, configured: string, isGlob: boolean): readonly string[] {
    if (this.#elsewhere !== undefined)
      return full === configured ? [full] : [full, joined(this.#elsewhere, configured)];
    if (configured.startsWith('/')) return this.#absoluteCandidates(full);
    // `sites-available/shop` says `include snippets/tls.conf`: the prefix is some directory above it
    const candidates = [full];
    if (!this.#isPrefixKnown && !isGlob) {
      let above = this.prefix;
      for (let i = 0; i < MAX_ABOVE && above !== '/'; i++) {
        above = path.dirname(above);
        candidates.push(joined(above, configured));
      }
    }
    return candidates;
  }

  /**
   * Where to look. A configuration in a checkout that includes `/etc/nginx/…` means the directory it will be copied to: its
   * own directory stands for that one, and this machine's own /etc/nginx is none of its business.
   */
  #absoluteCandidates(full: string): readonly string[] {
    if (this.#isInstalled) return [full];
    const prefix = INSTALL_PREFIXES.find((p) => isBelow(full, p));
    if (prefix === undefined) return [full];
    const beside = this.prefix + full.slice(prefix.length);
    // a pattern that matches nothing beside the main file may match where nginx runs
    return this.#find(beside, isPattern(beside)).length > 0 ? [beside] : [];
  }

  #find(full: string, isGlob: boolean): readonly IncludeTarget[] {
    if (isGlob) return glob(this.#fs, full).map((p) => ({ kind: 'file', path: p }));
    return this.#fs.stat(full) ? [{ kind: 'file', path: full }] : [];
  }
}

/** nginx hands the name to the C library, for which a NUL ends it. */
function cString(text: string): string {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

function joined(directory: string, relative: string): string {
  return directory.endsWith('/') ? directory + relative : `${directory}/${relative}`;
}

function isBelow(file: string, directory: string): boolean {
  return file === directory || file.startsWith(`${directory}/`);
}

function isOverlaid(directory: string): boolean {
  return INSTALL_PREFIXES.some((p) => directory.endsWith(p) && OVERLAY.test(directory.slice(0, -p.length)));
}

/** The path after the first mapping whose `from` it lies below; undefined when none does. */
export function mapPath(full: string, pathMap: PathMap): string | undefined {
  for (const { from, to } of pathMap) {
    const trimmed = from.endsWith('/') ? from.slice(0, -1) : from;
    if (isBelow(full, trimmed)) return path.join(to, full.slice(trimmed.length));
  }
  return undefined;
}
