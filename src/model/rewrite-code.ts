/**
 * Which `set` lines have run when a place is reached? The rewrite module compiles `set`, `if`, `break`, `return` and
 * `rewrite` of a level into one program that runs in the order of the text (ngx_http_rewrite_handler).
 *
 * The programs of a request are the server's, then that of the location which was chosen. An outer location's program does
 * not run for a nested one, and `limit_except` has a program of its own that is always empty.
 */
import type { Directive } from '../tree/index.ts';
import { isNamed } from './location.ts';
import type { Scope, Scopes } from './scope.ts';

/** What a variable can have been set by last; `null` = by no `set` that was looked at. */
export type Reaching = ReadonlySet<Directive | null>;

/** One place of a program: before a `set` line, or (undefined) when the program has ended. */
export type Until = Directive | undefined;

interface Flow {
  /** What reaches the next statement; empty when no request does. */
  live: Set<Directive | null>;
  /** What held where the program was left early and the request went on. */
  readonly left: Set<Directive | null>;
}

/** Everything a request can have set before `until`, or before the content handler of `scope` runs. */
export class RewriteCode {
  readonly #scopes: Scopes;
  /** The `set` lines of each server, by variable. */
  readonly #sets = new Map<Scope, Map<string, Directive[]>>();
  readonly #scopeOfSet = new Map<Directive, Scope>();
  readonly #leavesWithLast = new Map<Scope, boolean>();

  constructor(scopes: Scopes) {
    this.#scopes = scopes;
    for (const scope of scopes.all) {
      for (const directive of scope.own('set')) {
        const server = scope.server;
        const name = variableName(directive.args[0]);
        if (!server || name === undefined) continue;
        this.#scopeOfSet.set(directive, scope);
        let byName = this.#sets.get(server);
        if (!byName) {
          byName = new Map();
          this.#sets.set(server, byName);
        }
        const list = byName.get(name);
        if (list) list.push(directive);
        else byName.set(name, [directive]);
      }
    }
  }

  /** The level that a `set` line stands on. */
  scopeOfSet(directive: Directive): Scope | undefined {
    return this.#scopeOfSet.get(directive);
  }

  /** The `set` lines for a variable anywhere in the server around `scope`. */
  setsAround(scope: Scope, name: string): readonly Directive[] {
    const server = scope.server;
    return (server && this.#sets.get(server)?.get(name)) ?? NONE;
  }

  /** The `set` lines of which one is the last to have run for the variable; empty when no request gets there. */
  reaching(scope: Scope, name: string, until: Until): Reaching {
    const server = scope.server;
    if (!server) return UNSET;
    const location = programOf(scope);
    if (location === server) return this.#run(server, name, UNSET, scope, until);
    const before = this.#run(server, name, UNSET, server, undefined);
    if (scope.kind === 'limit_except') return before;
    const after = this.#run(location, name, new Set([...before, ...this.#brought(location, name)]), scope, until);
    return until === undefined ? new Set([...after, ...this.#fromSubrequest(location, name)]) : after;
  }

  /**
   * Does a request get as far as the content handler of `scope`? Not behind a `return` that every request meets. A named
   * location is also reached through `error_page`, past the server's program.
   */
  isReached(scope: Scope): boolean {
    const server = scope.server;
    const location = programOf(scope);
    if (!server || location === server) return true;
    if (!isNamed(location) && this.#run(server, '', UNSET, server, undefined).size === 0) return false;
    return scope.kind === 'limit_except' || this.#run(location, '', UNSET, scope, undefined).size > 0;
  }

  /**
   * What other locations have set before: variables live as long as the request. The server's program runs again after an
   * internal redirect, but not after `rewrite … last` and not for a named location.
   */
  #brought(location: Scope, name: string): readonly Directive[] {
    const sets = this.setsAround(location, name);
    if (sets.length === 0) return NONE;
    return sets.filter((directive) => {
      const from = programOf(this.#scopeOfSet.get(directive)!);
      if (from === location || from.kind === 'server') return false;
      return isNamed(location) || this.#leaves(from);
    });
  }

  /** A subrequest of `auth_request` runs after the programs, and shares the variables of the request that it is made for. */
  #fromSubrequest(location: Scope, name: string): readonly Directive[] {
    const asked = this.#authLocation(location);
    if (!asked) return NONE;
    return this.setsAround(location, name).filter((set) => programOf(this.#scopeOfSet.get(set)!) === asked);
  }

  /** Does a location's program hand the request on with `rewrite … last` (or a `rewrite` without a flag)? */
  #leaves(location: Scope): boolean {
    let leaves = this.#leavesWithLast.get(location);
    if (leaves === undefined) {
      const inside = [location, ...location.children.filter((child) => child.kind === 'if-in-location')];
      leaves = inside.some((scope) => scope.own('rewrite').some((rewrite) => flagOf(rewrite) === 'last'));
      this.#leavesWithLast.set(location, leaves);
    }
    return leaves;
  }

  #authLocation(location: Scope): Scope | undefined {
    for (const level of location.outward()) {
      const uri = level.own('auth_request')[0]?.args[0];
      if (uri === undefined) continue;
      // taken as it is: a `?` begins no query (ngx_http_auth_request)
      return location.server?.children.find((c) => c.kind === 'location' && c.block?.args.at(-1) === uri);
    }
    return undefined;
  }

  /** Runs one program from what held before it, up to `until`; the `if` around `target` is taken to have matched. */
  #run(program: Scope, name: string, before: Reaching, target: Scope, until: Until): Reaching {
    const flow: Flow = { live: new Set(before), left: new Set() };
    for (const directive of program.directives) {
      if (directive === until) return flow.live;
      const inner = directive.name === 'if' && directive.isBlock ? this.#scopes.byBlock.get(directive) : undefined;
      if (!inner) {
        step(flow, directive, name);
        continue;
      }
      if (inner === target) flow.left.clear(); // who is in the `if` did not leave before it
      const inside: Flow = { live: new Set(flow.live), left: flow.left };
      for (const statement of inner.directives) {
        if (statement === until) return inside.live;
        step(inside, statement, name);
      }
      if (inner === target) flow.live = inside.live;
      else for (const set of inside.live) flow.live.add(set);
    }
    for (const set of flow.left) flow.live.add(set);
    return flow.live;
  }
}

function step(flow: Flow, directive: Directive, name: string): void {
  if (flow.live.size === 0) return;
  switch (directive.name) {
    case 'set':
      if (variableName(directive.args[0]) === name) flow.live = new Set([directive]);
      return;
    case 'return':
      flow.live = new Set();
      return;
    case 'break':
      for (const set of flow.live) flow.left.add(set);
      flow.live = new Set();
      return;
    case 'rewrite':
      // the program ends where the pattern matches; with `last` in a server it ends just so, and a location is chosen
      if (flagOf(directive) === 'break' || directive.args[2] === 'last')
        for (const set of flow.live) flow.left.add(set);
      return;
  }
}

/** How a `rewrite` that matches goes on: `last` also for none, where the location is chosen anew when the program has ended. */
function flagOf(rewrite: Directive): 'break' | 'last' | 'answer' {
  const [, replacement = '', flag] = rewrite.args;
  if (flag === 'break') return 'break';
  if (flag === 'redirect' || flag === 'permanent' || /^(?:https?:\/\/|\$scheme)/.test(replacement)) return 'answer';
  return 'last';
}

/** The name of `$name`, as nginx looks it up; undefined for what is no variable. */
export function variableName(argument: string | undefined): string | undefined {
  return argument?.startsWith('$') ? argument.slice(1).toLowerCase() : undefined;
}

/** The level whose program a directive is part of: an `if` belongs to the level around it. */
export function programOf(scope: Scope): Scope {
  const isInner = scope.kind === 'if-in-location' || scope.kind === 'if-in-server' || scope.kind === 'limit_except';
  return isInner && scope.parent ? scope.parent : scope;
}

const UNSET: Reaching = new Set([null]);
const NONE: readonly Directive[] = [];
