/** At which level does a directive stand, and which level does it inherit from? */
import { type ConfigTree, type Directive, PLACEHOLDER, type TreeFile } from '../tree/index.ts';

export type ScopeKind =
  | 'main'
  | 'http'
  | 'server'
  | 'location'
  | 'if-in-server'
  | 'if-in-location'
  | 'limit_except'
  | 'upstream'
  | 'stream'
  | 'stream-server'
  | 'stream-upstream';

/** One configuration level of nginx: its own directives and the level it inherits from. */
export class Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | null;
  /** The block; null for the main level and for the levels around a fragment. */
  readonly block: Directive | null;
  /** A level that must be there, but whose text is not: what surrounds a fragment. */
  readonly isImplicit: boolean;
  /** Are its variables and groups those of http or of stream? */
  readonly family: 'http' | 'stream';
  /** The server that it is in, or is itself. */
  readonly server: Scope | undefined;
  readonly children: Scope[] = [];
  readonly #directives: Directive[] = [];
  /** Of all scopes of a configuration together. */
  readonly #written: Written;
  #hidesDirectives = false;
  #byName: Map<string, Directive[]> | undefined;

  constructor(
    kind: ScopeKind,
    parent: Scope | null,
    block: Directive | null,
    isImplicit: boolean,
    written: Written = { names: new Set(), isOpen: false },
  ) {
    this.#written = written;
    this.kind = kind;
    this.parent = parent;
    this.block = block;
    this.isImplicit = isImplicit;
    this.family = kind.startsWith('stream') ? 'stream' : (parent?.family ?? 'http');
    this.server = kind === 'server' || kind === 'stream-server' ? this : parent?.server;
    if (block !== null && isOpenTemplate(block.file)) this.hide();
  }

  /** This level's own directives of one name, in nginx's order. */
  own(name: string): readonly Directive[] {
    if (this.#directives.length <= FEW) return named(this.#directives, name);
    if (!this.#byName) {
      this.#byName = new Map();
      for (const directive of this.#directives) {
        const list = this.#byName.get(directive.name);
        if (list) list.push(directive);
        else this.#byName.set(directive.name, [directive]);
      }
    }
    return this.#byName.get(name) ?? NONE;
  }

  /** May the level have directives that are not in the text? An include that could not be read, a template's inserts. */
  get hidesDirectives(): boolean {
    return this.#hidesDirectives;
  }

  /** Can any level of the configuration set it? Mostly none does, and then nobody has to look. */
  maySet(name: string): boolean {
    return this.#written.isOpen || this.#written.names.has(name);
  }

  /** All own directives in nginx's order (blocks included). */
  get directives(): readonly Directive[] {
    return this.#directives;
  }

  /** For buildScopes only: a scope is complete when the model is handed out. */
  add(directive: Directive): void {
    this.#directives.push(directive);
    this.#written.names.add(directive.name);
    if (isOpenTemplate(directive.file)) this.hide();
  }

  /** For buildScopes only: something that is not here may stand in the level. */
  hide(): void {
    this.#hidesDirectives = true;
    this.#written.isOpen = true;
  }

  /** This level and those around it, from the inside out. */
  *outward(): Generator<Scope> {
    for (let scope: Scope | null = this; scope; scope = scope.parent) yield scope;
  }
}

/** What the scopes of a configuration have in common. */
interface Written {
  /** Every directive name that stands in one of them. */
  readonly names: Set<string>;
  /** May one of them have directives that are not in the text? */
  isOpen: boolean;
}

const NONE: readonly Directive[] = [];

/** Up to here, looking at each costs less than a map, of which there would be one for each level. */
const FEW = 12;

function named(directives: readonly Directive[], name: string): readonly Directive[] {
  let found: Directive[] | undefined;
  for (const directive of directives) {
    if (directive.name !== name) continue;
    if (found) found.push(directive);
    else found = [directive];
  }
  return found ?? NONE;
}

/** May a file's template language insert statements? Those that only fill in words cannot. */
export function isOpenTemplate({ template }: TreeFile): boolean {
  return template !== undefined && template !== 'envsubst' && template !== 'placeholder';
}

/** Is the path of an include made when the template is filled in? Then nobody knows what it brings. */
function isFilledIn(include: Directive): boolean {
  const path = include.args[0] ?? '';
  return path.includes(PLACEHOLDER) || (include.isInTemplate && path.includes('$'));
}

export interface Scopes {
  readonly main: Scope;
  /** Every scope in nginx's order. */
  readonly all: readonly Scope[];
  readonly byBlock: ReadonlyMap<Directive, Scope>;
}

/** The scopes of a configuration. Blocks that have none (`map`, `types`, `events` …) stay directives of theirs. */
export function buildScopes(tree: ConfigTree): Scopes {
  const all: Scope[] = [];
  const byBlock = new Map<Directive, Scope>();
  const unseen = new Set(tree.includeProblems.map((p) => p.directive));
  const written: Written = { names: new Set(), isOpen: false };

  const make = (kind: ScopeKind, parent: Scope | null, block: Directive | null, isImplicit: boolean): Scope => {
    const scope = new Scope(kind, parent, block, isImplicit, written);
    parent?.children.push(scope);
    all.push(scope);
    if (block) byBlock.set(block, scope);
    return scope;
  };

  const main = make('main', null, null, tree.isFragment);
  const implicit = new Map<ScopeKind, Scope>([['main', main]]);
  const outer = (kind: ScopeKind): Scope => {
    let scope = implicit.get(kind);
    if (!scope) {
      scope = make(kind, outer(OUTER[kind] ?? 'main'), null, true);
      implicit.set(kind, scope);
    }
    return scope;
  };

  const stack: { readonly statements: readonly Directive[]; at: number; readonly scope: Scope | null }[] = [
    { statements: tree.statements, at: 0, scope: tree.isFragment ? null : main },
  ];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const directive = frame.statements[frame.at++];
    if (!directive) {
      stack.pop();
      continue;
    }
    const scope = frame.scope ?? outerOf(directive, outer);
    if (directive.name === 'include') {
      if (unseen.has(directive) || isFilledIn(directive)) scope.hide();
      continue;
    }
    scope.add(directive);
    if (directive.isBlock && isScopeKind(directive.body)) {
      const inner = make(directive.body, scope, directive, false);
      stack.push({ statements: directive.children, at: 0, scope: inner });
    }
  }
  return { main, all, byBlock };
}

/** The level that surrounds one of another kind. */
const OUTER: Partial<Record<ScopeKind, ScopeKind>> = {
  http: 'main',
  server: 'http',
  location: 'server',
  'if-in-location': 'location',
  'if-in-server': 'server',
  limit_except: 'location',
  upstream: 'http',
  stream: 'main',
  'stream-server': 'stream',
  'stream-upstream': 'stream',
};

function outerOf(directive: Directive, outer: (kind: ScopeKind) => Scope): Scope {
  return outer(isScopeKind(directive.context) ? directive.context : 'main');
}

function isScopeKind(body: string): body is ScopeKind {
  return body === 'main' || body in OUTER;
}
