/** Which directive was probably meant by an unknown name? */
import { directiveNames, variantsOf } from '../catalog/index.ts';
import { allNearest } from '../text/index.ts';
import type { Directive } from '../tree/index.ts';

/** How many names are compared with all others: a text that is no configuration at all need not be understood. */
const MAX_ASKED = 100;

/** Suggestions for one configuration; a name that occurs often is looked up once. */
export class Suggestions {
  readonly #namesIn = new Map<string, readonly string[]>();
  readonly #known = new Map<string, readonly string[]>();

  /** The directives of the same context whose names are nearest; empty when none is near. */
  for({ name, context }: Directive): readonly string[] {
    const lower = name.toLowerCase();
    if (variantsOf(lower).length > 0) return [lower];
    const key = `${context} ${name}`;
    if (!this.#known.has(key)) {
      if (this.#known.size >= MAX_ASKED) return [];
      this.#known.set(key, allNearest(name, this.#names(context)));
    }
    return this.#known.get(key) ?? [];
  }

  #names(context: string): readonly string[] {
    let names = this.#namesIn.get(context);
    if (!names) {
      const belongs = (name: string) => variantsOf(name).some((v) => v.src !== 'removed' && v.ctx.includes(context));
      names = [...directiveNames()].filter(belongs);
      this.#namesIn.set(context, names);
    }
    return names;
  }
}
