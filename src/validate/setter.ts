/**
 * How does a directive's own check look? nginx calls one function per directive (`set` in ngx_command_t) while it reads, and
 * further functions per module at the end of the http, stream and mail blocks. A `Setter` stands for the former, a `Closer`
 * for the latter.
 */
import type { DirectiveVariant, NginxVersion } from '../catalog/index.ts';
import type { Span } from '../text/index.ts';
import type { ConfigTree, Directive } from '../tree/index.ts';
import type { DiagnosticRule } from './diagnostic.ts';
import { type Proposal, without } from './proposal.ts';

/** What nginx says about a value, and where a person would fix it. */
export interface Complaint {
  readonly rule: DiagnosticRule;
  /** nginx's own words without the place (a byte string). */
  readonly message: string;
  /** Where a person would fix it; default: the statement's head. */
  readonly span?: Span;
  /** Written beside the carets; default: empty. */
  readonly label?: string;
  readonly help?: string | undefined;
  readonly proposal?: Proposal | undefined;
  readonly related?: readonly { readonly span: Span; readonly label: string }[];
  /** `warn` = nginx says so and goes on. Default: `emerg`. */
  readonly level?: 'emerg' | 'warn';
  /**
   * The place that nginx prints: the end of the statement (default), of another one, the line of a block's closing brace
   * (`close`), or none.
   */
  readonly place?: 'none' | Directive | { readonly close: Directive };
}

/** One configuration level while nginx reads it. */
export class Level {
  readonly parent: Level | null;
  /** The block; null for the main level and for what surrounds a fragment. */
  readonly block: Directive | null;
  /** The context its statements are looked up in. */
  readonly kind: string;
  /** True for the levels around a fragment: what they hold is not known. */
  readonly isImplied: boolean;
  #children: Level[] | undefined;
  /** The directives of the level that nginx has read so far. */
  readonly #read: Directive[] = [];
  /** The same by name, made when there are so many that looking through them would be slow: most levels have few. */
  #byName: Map<string, Directive[]> | undefined;
  /** What setters keep between calls, as nginx keeps it in a module's configuration; one entry per kind of fact. */
  #facts: Map<string, unknown> | undefined;

  constructor(parent: Level | null, block: Directive | null, kind: string, isImplied: boolean) {
    this.parent = parent;
    this.block = block;
    this.kind = kind;
    this.isImplied = isImplied;
    if (!parent) return;
    parent.#children ??= [];
    parent.#children.push(this);
  }

  /** The levels inside, in nginx's order. */
  get children(): readonly Level[] {
    return this.#children ?? NO_LEVELS;
  }

  /** The directives of one name that were read on this level before the current one. */
  read(name: string): readonly Directive[] {
    if (this.#byName) return this.#byName.get(name) ?? NONE;
    let found: Directive[] | undefined;
    for (const directive of this.#read) {
      if (directive.name !== name) continue;
      if (found) found.push(directive);
      else found = [directive];
    }
    return found ?? NONE;
  }

  /** For the walk only. */
  add(directive: Directive): void {
    if (this.#byName) {
      addTo(this.#byName, directive);
      return;
    }
    if (this.#read.push(directive) <= FEW) return;
    this.#byName = new Map();
    for (const one of this.#read) addTo(this.#byName, one);
  }

  /** The fact of a setter on this level, made when first asked for. */
  fact<T>(key: string, make: () => T): T {
    this.#facts ??= new Map();
    if (!this.#facts.has(key)) this.#facts.set(key, make());
    return this.#facts.get(key) as T;
  }

  /** This level or the nearest around it of a kind. */
  nearest(...kinds: readonly string[]): Level | undefined {
    for (let level: Level | null = this; level; level = level.parent) if (kinds.includes(level.kind)) return level;
    return undefined;
  }

  /** The directive in effect at the end of the reading, inherited by replacement: own, else the nearest outer one's. */
  effective(name: string): Directive | undefined {
    for (let level: Level | null = this; level; level = level.parent) {
      const own = level.read(name);
      if (own.length > 0) return own[0];
    }
    return undefined;
  }
}

/** As many directives of a level are looked through one by one. */
const FEW = 24;

function addTo(byName: Map<string, Directive[]>, directive: Directive): void {
  const list = byName.get(directive.name);
  if (list) list.push(directive);
  else byName.set(directive.name, [directive]);
}

const NONE: readonly Directive[] = [];
const NO_LEVELS: readonly Level[] = [];

/** What is known while nginx reads. */
export interface Reading {
  readonly version: NginxVersion;
  readonly tree: ConfigTree;
  /** The level of the current statement; in a closer the level that ends. */
  readonly level: Level;
  /** The main level. */
  readonly main: Level;
  /** True when names may be defined by text that is not here: a fragment, a template, an include that could not be read. */
  readonly isPartial: boolean;
}

/**
 * Checks one directive when nginx reads it. For a block: before its statements are read. For an entry of a special body
 * (`map`, `types` …) there is no variant.
 */
export type Setter = (
  directive: Directive,
  reading: Reading,
  variant: DirectiveVariant | undefined,
) => Iterable<Complaint>;

/** Setters by module and directive (`'ngx_http_core_module listen'`), or by special body for its entries (`'@map'`). */
export type SetterTable = Readonly<Record<string, Setter>>;

/** Checks at the end of a block, in nginx's order of modules. */
export interface Closer {
  /** nginx's module, for the order (catalog module-order.json). */
  readonly module: string;
  /** The block at whose `}` it runs, or `configuration` for what comes after the whole text. */
  readonly at:
    | 'http'
    | 'server'
    | 'location'
    | 'upstream'
    | 'stream'
    | 'stream-server'
    | 'stream-upstream'
    | 'mail'
    | 'mail-server'
    | 'events'
    | 'map'
    | 'configuration'
    | (string & {});
  /**
   * nginx's stages at the end of http: `init` (init_main_conf and merges, module by module), `locations` (location trees),
   * `postconfiguration`, `variables`, `servers` (names and ports). Other blocks have `init` only.
   */
  readonly stage: 'init' | 'locations' | 'postconfiguration' | 'variables' | 'servers';
  check(reading: Reading): Iterable<Complaint>;
}

/** `"%s" directive %s`, as ngx_conf_handler words what a setter returns. */
export function returned(directive: Directive, words: string, more: Partial<Complaint> = {}): Complaint {
  return { rule: 'invalid-value', message: `"${directive.name}" directive ${words}`, ...more };
}

/** `"%s" directive is duplicate`, with the first one as related place. */
export function duplicate(directive: Directive, first: Directive | undefined): Complaint {
  return {
    rule: 'duplicate-directive',
    message: `"${directive.name}" directive is duplicate`,
    label: 'set a second time on this level',
    ...(first && { related: [{ span: first.headSpan, label: 'first set here' }] }),
    help: 'keep one of the two',
    // said twice in the same words: nobody can miss the second
    ...(first && isSame(directive, first) && { proposal: without(directive) }),
  };
}

function isSame(a: Directive, b: Directive): boolean {
  return (
    !a.isBlock && a.name === b.name && a.args.length === b.args.length && a.args.every((arg, i) => arg === b.args[i])
  );
}
