/** Which statements are there, at every depth? Deep nesting is legal for nginx, so that nothing here recurses. */
import type { Directive } from './directive.ts';

/** Every statement in nginx's order, blocks before what is in them. `enters` says which blocks are looked into: all. */
export function* everyStatement(
  statements: readonly Directive[],
  enters: (block: Directive) => boolean = () => true,
): Generator<Directive> {
  const stack: { readonly list: readonly Directive[]; at: number }[] = [{ list: statements, at: 0 }];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const directive = frame.list[frame.at++];
    if (!directive) {
      stack.pop();
      continue;
    }
    yield directive;
    if (directive.isBlock && enters(directive)) stack.push({ list: directive.children, at: 0 });
  }
}
