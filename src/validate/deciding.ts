/** Which module's directive is this, where nginx found one that fits? The first one that fits the context decides. */
import { type DirectiveVariant, exists, type NginxVersion, variantsOf } from '../catalog/index.ts';
import type { Directive } from '../tree/index.ts';
import type { Setter } from './setter.ts';
import { entrySetterOf, setterOf } from './tables.ts';

/** What holds for every statement of one name in one context: a configuration has few of them, and many statements. */
export class Decision {
  /** The variant of nginx's own modules that handles it; undefined for third-party, Plus and unknown ones, and for entries. */
  readonly variant: DirectiveVariant | undefined;
  /** The directive's own check. */
  readonly setter: Setter | undefined;
  /** An entry of a special body: not looked up by its name. */
  readonly isEntry: boolean;
  /** The shapes (block or not, number of arguments) in which the statement was found to be fine. */
  readonly #sound = new Set<number>();

  constructor(variant: DirectiveVariant | undefined, setter: Setter | undefined, isEntry: boolean) {
    this.variant = variant;
    this.setter = setter;
    this.isEntry = isEntry;
  }

  /** Was a statement of this shape found to be fine before? */
  isKnownSound(directive: Directive): boolean {
    return this.#sound.has(shapeOf(directive));
  }

  noteSound(directive: Directive): void {
    // an entry's soundness does not follow from its shape alone
    if (!directive.context.startsWith('@')) this.#sound.add(shapeOf(directive));
  }
}

function shapeOf({ args, isBlock }: Directive): number {
  return args.length * 2 + (isBlock ? 1 : 0);
}

/** Decisions by context and name. */
export class Deciding {
  readonly #version: NginxVersion;
  readonly #known = new Map<string, Map<string, Decision>>();
  readonly #entries = new Map<string, Decision>();

  constructor(version: NginxVersion) {
    this.#version = version;
  }

  /** What holds for a statement. */
  of({ name, context }: Directive): Decision {
    // the entries of a map have 200,000 different names
    if (context.charCodeAt(0) === AT && name !== 'include') return this.#entry(context);
    let inContext = this.#known.get(context);
    if (!inContext) {
      inContext = new Map();
      this.#known.set(context, inContext);
    }
    let decision = inContext.get(name);
    if (!decision) {
      const variant = this.#find(name, context);
      decision = new Decision(variant, variant && setterOf(variant, name), false);
      inContext.set(name, decision);
    }
    return decision;
  }

  #entry(body: string): Decision {
    let decision = this.#entries.get(body);
    if (!decision) {
      decision = new Decision(undefined, entrySetterOf(body), true);
      this.#entries.set(body, decision);
    }
    return decision;
  }

  #find(name: string, context: string): DirectiveVariant | undefined {
    // what nginx once had (`ssl on;`) had its check as well
    return variantsOf(name).find(
      (v) =>
        (v.src === 'oss' || v.src === 'removed') &&
        exists(v, this.#version) !== 'no' &&
        (v.ctx.includes(context) || v.ctx.includes('any')),
    );
  }
}

const AT = 64;
