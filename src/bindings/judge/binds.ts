/** Which facts say that something binds, and which only speak about a port? */
import { withPins } from '../own-facts.ts';
import type { Binding, Evidence } from '../types.ts';

const BINDS: ReadonlySet<Evidence> = new Set(['observed', 'declared', 'derived', 'env-port', 'default']);

/** Whether a binding says that something binds; the others only speak about a port. */
export function isBind(binding: Binding): boolean {
  return BINDS.has(binding.evidence);
}

/** Whether a binding may contradict a dial: a file that nothing known to run reads can only support one. */
export function isSureBind(binding: Binding): boolean {
  return isBind(binding) && binding.active !== false;
}

/**
 * What is known of an app besides its address stands in its declaration, unless the settings that pin it say so, too.
 * The bindings answer one and the same dial.
 */
export function ratherDeclared(bindings: readonly Binding[]): readonly Binding[] {
  const own = bindings.filter((binding) => !binding.pinned);
  const pins = bindings.filter((binding) => binding.pinned);
  return own.length > 0 ? own.map((binding) => withPins(binding, pins)) : bindings;
}
