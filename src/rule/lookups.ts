/** How are answers of a view made once, and its statements found by name? */
import { type ConfigTree, type Directive, everyStatement } from '../tree/index.ts';

/** The answer is made when somebody first asks. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Every statement of the tree under its name. */
export function statementsByName(tree: ConfigTree): Map<string, Directive[]> {
  const map = new Map<string, Directive[]>();
  for (const directive of everyStatement(tree.statements)) {
    const list = map.get(directive.name);
    if (list) list.push(directive);
    else map.set(directive.name, [directive]);
  }
  return map;
}
