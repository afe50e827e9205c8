/** Does everything that only speaks about an app's port name the same one? (bindings.md 13.4) */
import type { Binding } from '../types.ts';

/** Ports of debuggers and live reload: published for the developer, they say nothing about the app's own port. */
const DEBUG_PORTS = new Set([9229, 9230, 5678, 3001, 9003, 5005, 2345, 35729, 24678, 1234]);

/**
 * What is said, where it names one port only, in at least two kinds of statements or by publishing it. Undefined where it
 * does not, or too little is said. Built-in guesses alone are no declaration.
 */
export function unanimousPort(bindings: readonly Binding[]): readonly Binding[] | undefined {
  const speaking = bindings.filter(({ listen }) => listen.kind === 'tcp' && !DEBUG_PORTS.has(listen.port));
  const ports = new Set(speaking.map(({ listen }) => (listen.kind === 'tcp' ? listen.port : 0)));
  if (ports.size !== 1) return undefined;
  const said = speaking.filter((b) => b.evidence !== 'image-default' && b.evidence !== 'default');
  const kinds = new Set(said.map((b) => b.evidence));
  return kinds.size < 2 && !kinds.has('published') ? undefined : said;
}
