/** May a parameter be one of NGINX Plus, whose text looks like that of nginx? */
import { variantsOf } from '../../../catalog/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Reading } from '../../setter.ts';

/**
 * True where nothing rules out NGINX Plus: no version was named, or a directive is used that only Plus has. Then a
 * parameter that Plus knows is nothing to complain about.
 */
export function maybePlus(reading: Reading): boolean {
  return reading.version.text === null || reading.main.fact('uses NGINX Plus', () => usesPlus(reading.tree.statements));
}

function usesPlus(statements: readonly Directive[]): boolean {
  const left = [...statements];
  for (let directive = left.pop(); directive; directive = left.pop()) {
    const { name, context } = directive;
    const here = variantsOf(name).filter((variant) => variant.ctx.includes(context));
    if (here.length > 0 && here.every((variant) => variant.src === 'plus')) return true;
    for (const child of directive.children) left.push(child);
  }
  return false;
}
