/** Which module's directive is this, where nginx found one that fits? The first one that fits the context decides. */
import { type DirectiveVariant, exists, type NginxVersion, variantsOf } from '../catalog/index.ts';
import type { Directive } from '../tree/index.ts';

/** Finds variants; remembers them by context and name, of which a configuration has few. */
export class Deciding {
  readonly #version: NginxVersion;
  readonly #found = new Map<string, DirectiveVariant | undefined>();

  constructor(version: NginxVersion) {
    this.#version = version;
  }

  /** The variant of nginx's own modules that handles the statement; undefined for third-party, Plus and unknown ones. */
  variant(directive: Directive): DirectiveVariant | undefined {
    const key = `${directive.context} ${directive.name}`;
    if (!this.#found.has(key)) this.#found.set(key, this.#find(directive));
    return this.#found.get(key);
  }

  #find({ name, context }: Directive): DirectiveVariant | undefined {
    return variantsOf(name).find(
      (v) => v.src === 'oss' && exists(v, this.#version) !== 'no' && (v.ctx.includes(context) || v.ctx.includes('any')),
    );
  }
}
