/** What can a variable be? Constant propagation through `set`, `map`, `geo` and `split_clients`. */
import { type Directive, PLACEHOLDER } from '../tree/index.ts';
import { type Part, parseExpression } from './expression.ts';
import type { Scope, Scopes } from './scope.ts';

/** The values an expression can have, as far as the configuration tells. */
export interface PossibleValues {
  readonly values: readonly PossibleValue[];
  /** False when other values are possible that the configuration does not show. */
  readonly complete: boolean;
}

export interface PossibleValue {
  readonly text: string;
  /** The `set`, `map` … lines that it comes from. */
  readonly origins: readonly Directive[];
}

/** A `map`, `geo` or `split_clients` block that defines a variable. */
interface Definition {
  readonly block: Directive;
}

const UNKNOWN: PossibleValues = { values: [], complete: false };
/** Enough for every real configuration; keeps nested maps from multiplying. */
const MAX_VALUES = 64;
const MAX_DEPTH = 8;

export class Variables {
  readonly #definitions = new Map<string, Definition[]>();
  /** `set` lines by server scope and variable name. */
  readonly #sets = new Map<Scope, Map<string, { directive: Directive; scope: Scope }[]>>();
  readonly #scopes: Scopes;

  constructor(scopes: Scopes) {
    this.#scopes = scopes;
    for (const scope of scopes.all) {
      if (scope.kind === 'http' || scope.kind === 'stream') this.#collectDefinitions(scope);
      for (const directive of scope.own('set')) {
        const server = serverOf(scope);
        const name = variableName(directive.args[0]);
        if (!server || name === undefined) continue;
        let byName = this.#sets.get(server);
        if (!byName) this.#sets.set(server, (byName = new Map()));
        const list = byName.get(name);
        if (list) list.push({ directive, scope });
        else byName.set(name, [{ directive, scope }]);
      }
    }
  }

  /** The `map`, `geo` or `split_clients` blocks that define a variable. */
  definitionsOf(name: string): readonly Directive[] {
    return (this.#definitions.get(name.toLowerCase()) ?? []).map((d) => d.block);
  }

  /** The values of a script string when it is used at `scope`. */
  valuesOf(value: string, scope: Scope): PossibleValues {
    return this.#evaluate(parseExpression(value), scope, 0);
  }

  #collectDefinitions(scope: Scope): void {
    for (const directive of scope.directives) {
      if (!directive.isBlock) continue;
      if (directive.name !== 'map' && directive.name !== 'geo' && directive.name !== 'split_clients') continue;
      const name = variableName(directive.args.at(-1));
      if (name === undefined) continue;
      const list = this.#definitions.get(name);
      if (list) list.push({ block: directive });
      else this.#definitions.set(name, [{ block: directive }]);
    }
  }

  #evaluate(parts: readonly Part[], scope: Scope, depth: number): PossibleValues {
    let values: PossibleValue[] = [{ text: '', origins: [] }];
    let complete = true;
    for (const part of parts) {
      const possible = this.#partValues(part, scope, depth);
      complete &&= possible.complete;
      if (possible.values.length === 0) return UNKNOWN;
      const next: PossibleValue[] = [];
      for (const left of values) {
        for (const right of possible.values) {
          if (next.length >= MAX_VALUES) return { values: next, complete: false };
          next.push({ text: left.text + right.text, origins: [...left.origins, ...right.origins] });
        }
      }
      values = next;
    }
    return { values, complete };
  }

  #partValues(part: Part, scope: Scope, depth: number): PossibleValues {
    if (part.kind === 'text') {
      if (part.text.includes(PLACEHOLDER)) return UNKNOWN;
      return { values: [{ text: part.text, origins: [] }], complete: true };
    }
    if (part.kind === 'capture' || depth >= MAX_DEPTH) return UNKNOWN;
    const blocks = this.#definitions.get(part.name);
    if (blocks) return union(blocks.map(({ block }) => this.#blockValues(block, scope, depth)));
    return this.#setValues(part.name, scope, depth);
  }

  #blockValues(block: Directive, scope: Scope, depth: number): PossibleValues {
    const results: PossibleValues[] = [];
    let hasDefault = block.name === 'split_clients';
    for (const entry of block.children) {
      const value = entry.args[0];
      if (value === undefined || isMapOption(block, entry)) continue;
      if (entry.name === 'include') {
        if (block.name !== 'split_clients' && !wasRead(block, entry)) results.push(UNKNOWN);
        continue;
      }
      if (entry.name === 'default') hasDefault = true;
      const parts = block.name === 'geo' ? ([{ kind: 'text', text: value }] as const) : parseExpression(value);
      results.push(withOrigin(this.#evaluate(parts, scope, depth + 1), entry));
    }
    if (!hasDefault) results.push({ values: [{ text: '', origins: [block] }], complete: true });
    return union(results);
  }

  /**
   * `set` is imperative: the rewrite code of the server runs first, then that of the location which was chosen. An outer
   * location's code does not run for a nested one.
   */
  #setValues(name: string, scope: Scope, depth: number): PossibleValues {
    const server = serverOf(scope);
    const sets = server && this.#sets.get(server)?.get(name);
    if (!server || !sets) return UNKNOWN;
    const results: PossibleValues[] = [];
    const location = codeScopeOf(scope);
    for (const level of location === server ? [server] : [location, server]) {
      const here = sets.filter((s) => codeScopeOf(s.scope) === level);
      // what comes later wins; an unconditional `set` hides all that was set before it
      for (const { directive, scope: setScope } of here.reverse()) {
        const value = directive.args[1];
        if (value === undefined) continue;
        const isConditional = setScope !== level && setScope !== scope;
        // `set $x $x.suffix;` and the like refer to what came before: not followed
        const self = parseExpression(value).some((p) => p.kind === 'variable' && p.name === name);
        results.push(self ? UNKNOWN : withOrigin(this.#evaluate(parseExpression(value), setScope, depth + 1), directive));
        if (!isConditional) return union(results);
      }
    }
    // no `set` surely runs: it may come from another location through an internal redirect, or stay empty
    for (const { directive, scope: setScope } of sets) {
      if (codeScopeOf(setScope) === location || codeScopeOf(setScope) === server) continue;
      results.push(withOrigin(this.#evaluate(parseExpression(directive.args[1] ?? ''), setScope, depth + 1), directive));
    }
    return { values: union(results).values, complete: false };
  }

  /** Every scope of the configuration, for callers that look for definitions of their own. */
  get scopes(): Scopes {
    return this.#scopes;
  }
}

function withOrigin(possible: PossibleValues, origin: Directive): PossibleValues {
  return {
    complete: possible.complete,
    values: possible.values.map((v) => ({ text: v.text, origins: [origin, ...v.origins] })),
  };
}

function union(all: readonly PossibleValues[]): PossibleValues {
  const seen = new Map<string, PossibleValue>();
  for (const { values } of all) for (const value of values) if (!seen.has(value.text)) seen.set(value.text, value);
  return { values: [...seen.values()], complete: all.length > 0 && all.every((p) => p.complete) };
}

function isMapOption(block: Directive, entry: Directive): boolean {
  if (block.name === 'map') return entry.args.length === 0;
  if (block.name === 'geo') return entry.name === 'delete' || entry.name === 'proxy' || entry.name === 'ranges';
  return false;
}

/** Did the include of a body bring statements? Those that could not be read leave the body's values open. */
function wasRead(block: Directive, include: Directive): boolean {
  return block.children.some((child) => child.via === include);
}

function variableName(argument: string | undefined): string | undefined {
  return argument?.startsWith('$') ? argument.slice(1).toLowerCase() : undefined;
}

/** The server around a scope. */
export function serverOf(scope: Scope): Scope | undefined {
  for (const level of scope.outward()) if (level.kind === 'server' || level.kind === 'stream-server') return level;
  return undefined;
}

/** The level whose rewrite code a directive is part of: an `if` belongs to the level around it. */
function codeScopeOf(scope: Scope): Scope {
  const isIf = scope.kind === 'if-in-location' || scope.kind === 'if-in-server' || scope.kind === 'limit_except';
  return isIf && scope.parent ? scope.parent : scope;
}
