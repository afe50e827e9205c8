/** Which variables does the configuration define outside of requests, and what else may give a variable its value? */
import type { Directive } from '../tree/index.ts';
import { variableName } from './rewrite-code.ts';
import type { Scope, Scopes } from './scope.ts';

/** The `map`, `geo` and `split_clients` blocks, and the writers whose values the configuration does not show. */
export class Definitions {
  readonly #blocks = { http: new Map<string, Directive[]>(), stream: new Map<string, Directive[]>() };
  /** Names that a regular expression captures, or that a module sets while requests are served. */
  readonly #open = new Set<string>();
  /** Code that may write any variable: Lua, njs, Perl. */
  readonly hasScripts: boolean;

  constructor(scopes: Scopes) {
    let hasScripts = false;
    for (const scope of scopes.all) {
      for (const directive of scope.directives) {
        if (directive.isBlock && DEFINING.has(directive.name)) this.#define(directive, scope.family);
        else if (SCRIPT.test(directive.name)) hasScripts = true;
        if (MATCHING.has(directive.name)) for (const argument of directive.args) this.#capture(argument);
        if (directive.name !== 'set' && SETTING.test(directive.name)) {
          const name = variableName(directive.args[0]);
          if (name !== undefined) this.#open.add(name);
        }
      }
    }
    this.hasScripts = hasScripts;
  }

  /** The blocks that define a variable, in nginx's order; the last one counts (`var->get_handler` is replaced). */
  blocksOf(name: string, family: Scope['family']): readonly Directive[] {
    return this.#blocks[family].get(name) ?? [];
  }

  /** May something give the variable a value that the configuration does not show? */
  isOpen(name: string): boolean {
    return this.#open.has(name);
  }

  #define(block: Directive, family: Scope['family']): void {
    if (block.name === 'map')
      for (const entry of block.children) if (entry.name.startsWith('~')) this.#capture(entry.name);
    const name = variableName(block.args.at(-1));
    if (name === undefined) return;
    const list = this.#blocks[family].get(name);
    if (list) list.push(block);
    else this.#blocks[family].set(name, [block]);
  }

  #capture(pattern: string): void {
    if (!pattern.includes('(?')) return;
    for (const [, name = ''] of pattern.matchAll(/\(\?(?:P?<|')([A-Za-z_]\w*)[>']/g))
      this.#open.add(name.toLowerCase());
  }
}

const DEFINING = new Set(['map', 'geo', 'split_clients']);
/** Directives with regular expressions whose named groups become variables. */
const MATCHING = new Set(['server_name', 'location', 'if', 'rewrite']);
/** `auth_request_set`, `js_set`, `perl_set`, `set_by_lua`, `set_md5`, `auth_jwt_claim_set` … */
const SETTING = /(?:^|_)set(?:_|$)|^js_var$|^keyval$/;
const SCRIPT =
  /_by_lua(?:_block|_file)?$|^js_(?:access|content|header_filter|body_filter|filter|preread|periodic)$|^perl$/;
