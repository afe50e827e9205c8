/** What does nginx (or a module of its) know by a directive's name, and where, since when, with how many arguments? */
import directivesData from './data/directives.json' with { type: 'json' };
import modulesData from './data/modules.json' with { type: 'json' };
import { type Answer, NginxVersion, not } from './version.ts';

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
}

/** What can differ between versions of one variant. */
export interface DirectiveShape {
  readonly ctx: readonly string[];
  readonly args?: readonly number[] | string;
  readonly values?: readonly string[];
}

const directives = new Map(Object.entries(directivesData as unknown as Record<string, readonly DirectiveVariant[]>));
const modules = modulesData as Readonly<Record<string, { readonly type: string }>>;

/** Every variant of a directive's name, of all versions, editions and known third-party modules. */
export function variantsOf(name: string): readonly DirectiveVariant[] {
  return directives.get(name) ?? [];
}

/** All directive names of the catalog. */
export function directiveNames(): Iterable<string> {
  return directives.keys();
}

/**
 * Can a variant exist in this nginx? Plus directives and those of third-party modules count as `unknown`: which edition and
 * modules are in use is not known from the text.
 */
export function exists(variant: DirectiveVariant, version: NginxVersion): Answer {
  if (variant.src === 'removed') {
    // a removed directive of a module that never shipped with nginx has no version
    return variant.removed === undefined ? 'unknown' : both(sinceYes(variant, version), version.before(variant.removed));
  }
  if (variant.src === 'oss') return sinceYes(variant, version);
  return 'unknown';
}

function sinceYes(variant: DirectiveVariant, version: NginxVersion): Answer {
  return variant.since === undefined ? 'yes' : not(version.before(variant.since));
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
    if (older !== 'no') shapes.push(...was);
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

/** nginx's module type (`NGX_HTTP_MODULE` …) of a module of nginx itself. */
export function moduleType(name: string): string | undefined {
  return modules[name]?.type;
}
