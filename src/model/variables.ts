/** What can a variable be? Constant propagation through `set`, `map`, `geo` and `split_clients`. */
import { type Directive, isOpenValue, PLACEHOLDER } from '../tree/index.ts';
import { Definitions } from './definitions.ts';
import { type Part, parseExpression } from './expression.ts';
import { programOf, RewriteCode, type Until } from './rewrite-code.ts';
import { isOpenTemplate, type Scope, type Scopes } from './scope.ts';

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

const UNKNOWN: PossibleValues = { values: [], complete: false };
/** Enough for every real configuration; keeps nested maps from multiplying. */
const MAX_VALUES = 64;
/** Variables made of variables, in a row; more is no configuration that a person wrote. */
const MAX_DEPTH = 40;

export class Variables {
  /** Does a request get as far as a level's handler, and which `set` lines ran before it? */
  readonly code: RewriteCode;
  readonly #definitions: Definitions;
  /** What was found before, by the place where it was asked (a level, or the `set` line before which it holds). */
  readonly #known = new Map<Scope | Directive, Map<string, PossibleValues>>();
  /** Blocks whose values have no variables in them: the same wherever they are used. */
  readonly #constant = new Map<Directive, PossibleValues | undefined>();

  constructor(scopes: Scopes) {
    this.code = new RewriteCode(scopes);
    this.#definitions = new Definitions(scopes);
  }

  /** Is there code (Lua, njs, Perl) that may write any variable and dial by itself? */
  get hasScripts(): boolean {
    return this.#definitions.hasScripts;
  }

  /** The values of a script string when it is used by the content handler of `scope`. */
  valuesOf(value: string, scope: Scope): PossibleValues {
    if (!value.includes('$') && !value.includes(PLACEHOLDER))
      return { values: [{ text: value, origins: [] }], complete: true };
    return this.#evaluate(parseExpression(value), scope, undefined, 0);
  }

  #evaluate(parts: readonly Part[], scope: Scope, until: Until, depth: number): PossibleValues {
    let values: PossibleValue[] = [{ text: '', origins: [] }];
    let complete = true;
    for (const part of parts) {
      const possible = this.#partValues(part, scope, until, depth);
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

  #partValues(part: Part, scope: Scope, until: Until, depth: number): PossibleValues {
    if (part.kind === 'text') {
      if (part.text.includes(PLACEHOLDER)) return UNKNOWN;
      return { values: [{ text: part.text, origins: [] }], complete: true };
    }
    if (part.kind === 'capture' || depth >= MAX_DEPTH) return UNKNOWN;
    const place = until ?? scope;
    let known = this.#known.get(place);
    if (!known) {
      known = new Map();
      this.#known.set(place, known);
    }
    const before = known.get(part.name);
    if (before) return before;
    known.set(part.name, UNKNOWN); // while it is being found: a variable that needs itself has no value that can be known
    const found = this.#variableValues(part.name, scope, until, depth);
    known.set(part.name, found);
    return found;
  }

  #variableValues(name: string, scope: Scope, until: Until, depth: number): PossibleValues {
    const sets = this.code.setsAround(scope, name);
    if (sets.length === 0) return this.#unsetValues(name, scope, until, depth);
    const reaching = this.code.reaching(scope, name, until);
    if (reaching.size > MAX_VALUES) return UNKNOWN;
    const results: PossibleValues[] = [];
    for (const set of reaching) {
      if (set !== null) {
        const at = this.code.scopeOfSet(set)!;
        results.push(withOrigin(this.#evaluate(valueParts(set, 1), at, set, depth + 1), set));
        continue;
      }
      // no `set` surely runs: it may come from another location through an internal redirect, or stay empty
      const unset = this.#unsetValues(name, scope, until, depth);
      results.push(unset);
      if (unset.complete) continue;
      const location = programOf(scope);
      for (const other of sets.slice(0, MAX_VALUES)) {
        const from = this.code.scopeOfSet(other)!;
        if (programOf(from) === location || programOf(from).kind === 'server') continue;
        results.push(withOrigin(this.#evaluate(valueParts(other, 1), from, other, depth + 1), other));
      }
    }
    const possible = union(results);
    const isOpen = this.#definitions.hasScripts || this.#definitions.isOpen(name) || hidesCode(scope);
    return isOpen ? { values: possible.values, complete: false } : possible;
  }

  /** The values of a variable that no `set` has touched. */
  #unsetValues(name: string, scope: Scope, until: Until, depth: number): PossibleValues {
    const { family } = scope;
    const block = this.#definitions.blocksOf(name, family).at(-1);
    if (block) {
      const possible = this.#blockValues(block, scope, until, depth);
      return this.#definitions.isOpen(name) ? { values: possible.values, complete: false } : possible;
    }
    return family === 'http' && name === 'scheme' ? SCHEME : UNKNOWN;
  }

  #blockValues(block: Directive, scope: Scope, until: Until, depth: number): PossibleValues {
    if (!this.#constant.has(block)) {
      const hasVariables = block.name === 'map' && block.children.some((entry) => entry.args[0]?.includes('$'));
      this.#constant.set(block, hasVariables ? undefined : this.#entries(block, scope, until, depth));
    }
    return this.#constant.get(block) ?? this.#entries(block, scope, until, depth);
  }

  #entries(block: Directive, scope: Scope, until: Until, depth: number): PossibleValues {
    const results: PossibleValues[] = [];
    if (isOpenTemplate(block.file)) results.push(UNKNOWN);
    let hasDefault = false;
    let percent = 0;
    for (const entry of block.children) {
      const value = entry.args[0];
      if (value === undefined || isOption(block, entry)) continue;
      if (entry.name === 'include' && block.name !== 'split_clients') {
        if (!wasRead(block, entry)) results.push(UNKNOWN);
        continue;
      }
      if (entry.name === (block.name === 'split_clients' ? '*' : 'default')) hasDefault = true;
      if (block.name === 'split_clients') percent += Number.parseFloat(entry.name) || 0;
      // only map takes variables in its values (ngx_http_geo, ngx_http_split_clients copy the text)
      const parts = block.name === 'map' ? valueParts(entry, 0) : [{ kind: 'text', text: value } as const];
      results.push(withOrigin(this.#evaluate(parts, scope, until, depth + 1), entry));
    }
    if (!hasDefault && percent < 100) results.push({ values: [{ text: '', origins: [block] }], complete: true });
    return union(results);
  }
}

/** What an argument is made of; what a template has yet to fill in is no text. */
function valueParts({ args, file }: Directive, index: number): readonly Part[] {
  const value = args[index] ?? '';
  return isOpenValue(value, file.template) ? [{ kind: 'text', text: PLACEHOLDER }] : parseExpression(value);
}

/** `$scheme` of a request. */
const SCHEME: PossibleValues = {
  values: [
    { text: 'http', origins: [] },
    { text: 'https', origins: [] },
  ],
  complete: true,
};

/** May a level around hold `set` lines that are not in the text? */
function hidesCode(scope: Scope): boolean {
  return scope.hidesDirectives || programOf(scope).hidesDirectives || (scope.server?.hidesDirectives ?? false);
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

function isOption(block: Directive, entry: Directive): boolean {
  if (block.name === 'map') return entry.args.length === 0;
  return block.name === 'geo' && (entry.name === 'delete' || entry.name === 'proxy');
}

/** Did the include of a body bring statements? Those that could not be read leave the body's values open. */
function wasRead(block: Directive, include: Directive): boolean {
  return block.children.some((child) => child.via === include);
}
