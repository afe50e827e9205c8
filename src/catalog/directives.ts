/** What does nginx (or a module of its) know by a directive's name, and where, since when, with how many arguments? */
import directivesData from './data/directives.json' with { type: 'json' };
import plusData from './data/plus-releases.json' with { type: 'json' };
import { type Answer, type NginxVersion, not } from './version.ts';

/** The contexts of the catalog: blocks whose body nginx looks directives up for. */
export type Context =
  | 'main'
  | 'events'
  | 'http'
  | 'server'
  | 'location'
  | 'upstream'
  | 'if-in-server'
  | 'if-in-location'
  | 'limit_except'
  | 'stream'
  | 'stream-server'
  | 'stream-upstream'
  | 'mail'
  | 'mail-server'
  | 'mgmt'
  | 'oidc_provider'
  | 'acme_issuer'
  | '@otel_exporter'
  | 'rtmp'
  | 'rtmp-server'
  | 'rtmp-application'
  | 'rtmp-recorder'
  | 'any';

/** How a directive's values on nested levels combine (reference: merge_*_conf functions of the modules). */
export type Inheritance = 'replace' | 'array-if-none' | 'none' | 'none-except-if';

/** One directive of one module. Absent fields are not known. */
export interface DirectiveVariant {
  readonly module: string;
  readonly src: 'oss' | 'plus' | 'third' | 'removed' | 'docs';
  readonly ctx: readonly string[];
  /** The allowed numbers of arguments, or `N+`. */
  readonly args?: readonly number[] | string;
  readonly block?: boolean;
  /** What the body is: a context, or a special body such as `@types` whose entries are no directives. */
  readonly body?: string;
  readonly type?: string;
  readonly values?: readonly string[];
  readonly dup?: string;
  readonly inherit?: Inheritance;
  readonly since?: string;
  readonly removed?: string;
  readonly history?: readonly { readonly v: string; readonly was: readonly DirectiveShape[] }[];
  readonly default?: readonly string[];
  readonly build?: string;
  /** The releases of NGINX Plus that have it, as far as they are known (`R33..latest`). */
  readonly plus?: string;
}

/** What can differ between versions of one variant. */
export interface DirectiveShape {
  readonly ctx: readonly string[];
  readonly args?: readonly number[] | string;
  readonly values?: readonly string[];
}

const directives = new Map(Object.entries(directivesData as unknown as Record<string, readonly DirectiveVariant[]>));
const plusReleases = new Map(Object.entries(plusData.releases));

/** Every variant of a directive's name, of all versions, editions and known third-party modules. */
export function variantsOf(name: string): readonly DirectiveVariant[] {
  return directives.get(name) ?? [];
}

/** All directive names of the catalog. */
export function directiveNames(): Iterable<string> {
  return directives.keys();
}

/**
 * Can a variant exist in this nginx? Plus directives and those of third-party modules are never a `yes`: which edition and
 * modules are in use is not known from the text.
 */
export function exists(variant: DirectiveVariant, version: NginxVersion): Answer {
  switch (variant.src) {
    case 'oss':
      return since(variant.since, version);
    case 'plus':
      if (version.edition !== undefined && version.edition !== 'plus') return 'no';
      return since(plusReleases.get(variant.plus?.split('..')[0] ?? ''), version) === 'no' ? 'no' : 'unknown';
    case 'removed':
      // a removed directive of a module that never shipped with nginx has no version
      if (variant.removed === undefined) return 'unknown';
      return both(since(variant.since, version), version.before(variant.removed));
    default:
      return 'unknown';
  }
}

function since(first: string | undefined, version: NginxVersion): Answer {
  return first === undefined ? 'yes' : not(version.before(first));
}

function both(a: Answer, b: Answer): Answer {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'unknown';
}

/** The shapes a variant can have in this nginx: one, or several when the version is not known exactly. */
export function shapesOf(variant: DirectiveVariant, version: NginxVersion): readonly DirectiveShape[] {
  if (!variant.history) return [variant];
  const shapes: DirectiveShape[] = [];
  for (const { v, was } of variant.history) {
    const older = version.before(v);
    if (older !== 'no') for (const one of was) shapes.push(one);
    if (older === 'yes') return shapes;
  }
  shapes.push(variant);
  return shapes;
}

/** Does the shape take this many arguments? nginx's table has masks for 0 to 7 and "1MORE", "2MORE", "ANY". */
export function takes(shape: DirectiveShape, count: number): boolean {
  const { args } = shape;
  if (args === undefined) return true;
  if (typeof args === 'string') return count >= Number.parseInt(args, 10);
  return args.includes(count);
}
