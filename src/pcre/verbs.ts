/** What does `(*…` mean? Backtracking verbs, and the spelled-out assertions such as (*pla:…) and (*script_run:…). */
import { openLookahead, openLookbehind } from './assertions.ts';
import { isLower } from './characters.ts';
import type { GroupKind, Verb } from './nodes.ts';
import { readVerbName } from './numbers.ts';
import { limit, type State } from './state.ts';
import type { Walk } from './walk.ts';

const verbs: ReadonlyMap<string, Verb['name']> = new Map([
  ['', 'MARK'],
  ['MARK', 'MARK'],
  ['ACCEPT', 'ACCEPT'],
  ['F', 'FAIL'],
  ['FAIL', 'FAIL'],
  ['COMMIT', 'COMMIT'],
  ['PRUNE', 'PRUNE'],
  ['SKIP', 'SKIP'],
  ['THEN', 'THEN'],
]);

type AlphaKind = GroupKind | 'atomic-script-run';

const alphaGroups: ReadonlyMap<string, AlphaKind> = new Map([
  ['pla', 'lookahead'],
  ['plb', 'lookbehind'],
  ['napla', 'non-atomic-lookahead'],
  ['naplb', 'non-atomic-lookbehind'],
  ['nla', 'negative-lookahead'],
  ['nlb', 'negative-lookbehind'],
  ['positive_lookahead', 'lookahead'],
  ['positive_lookbehind', 'lookbehind'],
  ['non_atomic_positive_lookahead', 'non-atomic-lookahead'],
  ['non_atomic_positive_lookbehind', 'non-atomic-lookbehind'],
  ['negative_lookahead', 'negative-lookahead'],
  ['negative_lookbehind', 'negative-lookbehind'],
  ['atomic', 'atomic'],
  ['sr', 'script-run'],
  ['asr', 'atomic-script-run'],
  ['script_run', 'script-run'],
  ['atomic_script_run', 'atomic-script-run'],
]);

/** The place is at the `*`. `(*` and `(*)` are no items: PCRE2 then meets the star as a quantifier of nothing. */
export function readStarItem(walk: Walk, start: number, expected: number): void {
  const { state } = walk;
  if (state.left() <= 1 || state.peek(1) === ')') return;
  if (isLower(state.peek(1))) openAlphaGroup(state, start, expected);
  else readVerb(walk, start);
}

function openAlphaGroup(state: State, start: number, expected: number): void {
  const kind = alphaGroups.get(readVerbName(state));
  if (state.peek() !== ':' || kind === undefined) throw state.refusal(195);
  if (expected > 0) refuseAsCondition(state, kind);
  switch (kind) {
    case 'lookahead':
    case 'negative-lookahead':
    case 'non-atomic-lookahead':
      openLookahead(state, kind, start, expected);
      return;
    case 'lookbehind':
    case 'negative-lookbehind':
    case 'non-atomic-lookbehind': {
      const at = state.pos - 3;
      state.pos++;
      openLookbehind(state, kind, start, at, expected);
      return;
    }
  }
  state.pos++;
  state.depth++;
  if (kind !== 'atomic-script-run') {
    state.openGroup(kind, start);
    return;
  }
  state.openGroup('script-run', start);
  state.openGroup('atomic', start);
  state.pushNest('atomic-script-run');
}

function refuseAsCondition(state: State, kind: AlphaKind): void {
  if (kind === 'non-atomic-lookahead' || kind === 'non-atomic-lookbehind') throw state.refusal(198);
  if (kind === 'atomic' || kind === 'script-run' || kind === 'atomic-script-run') throw state.refusal(128);
}

function readVerb(walk: Walk, start: number): void {
  const { state } = walk;
  const name = verbs.get(readVerbName(state));
  const next = state.peek();
  if ((next !== ':' && next !== ')') || name === undefined) throw state.refusal(160);
  if (state.isNext(':)')) state.pos++;
  if (name === 'MARK' && state.peek() !== ':') throw state.refusal(166);
  walk.quantifiable = name === 'ACCEPT';
  const hasArgument = state.peek() === ':';
  state.pos++;
  const argument = hasArgument ? readArgument(state) : undefined;
  state.add({ type: 'verb', name, ...(argument === undefined ? {} : { argument }), start, end: state.pos });
}

/** Everything up to the next parenthesis, without any escapes. */
function readArgument(state: State): string {
  const from = state.pos;
  const close = state.text.indexOf(')', from);
  if (close < 0) throw state.refusal(160, state.end);
  if (close - from > limit.verbArgument) throw state.refusal(176, close);
  state.pos = close + 1;
  return state.text.slice(from, close);
}
