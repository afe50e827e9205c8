/** How is a lookaround opened? `(?=` and `(*pla:` come here alike; as the condition of a group it must not be quantified. */
import type { GroupKind } from './nodes.ts';
import type { State } from './state.ts';

/** From the mark that makes it a lookahead. */
export function openLookahead(state: State, kind: GroupKind, start: number, expected: number): void {
  state.pos++;
  openAssertion(state, kind, start, expected);
}

/** `at` is where PCRE2 points when a branch has no fixed length. */
export function openLookbehind(state: State, kind: GroupKind, start: number, at: number, expected: number): void {
  state.hasLookbehind = true;
  openAssertion(state, kind, start, expected, at);
}

function openAssertion(state: State, kind: GroupKind, start: number, expected: number, at?: number): void {
  state.depth++;
  if (expected > 0) state.pushNest('condition');
  state.openGroup(kind, start, at === undefined ? {} : { at });
}
