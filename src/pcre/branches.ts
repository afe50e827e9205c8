/**
 * Does a conditional group have more branches than its condition allows: one for DEFINE, two otherwise? PCRE2 asks this last, in
 * its second compiling pass, inner groups first.
 */
import { Refusal } from './failure.ts';
import { branchesOf } from './lookbehind.ts';
import type { Branch, Group, Node } from './nodes.ts';

export function checkConditionBranches(group: Group): void {
  for (const branch of branchesOf(group)) checkBranch(branch);
}

/**
 * For a condition without a place of its own (an assertion, the version) PCRE2 points at the last reference, named item or text
 * callout before it in the same branch, or at the start of the pattern: its variable still has that offset.
 */
function checkBranch(branch: Branch): void {
  let place = 0;
  for (const item of branch) {
    const node = item.type === 'repeat' ? item.item : item;
    place = placeOf(node) ?? place;
    if (node.type !== 'group') continue;
    checkConditionBranches(node);
    const { condition, branches } = node;
    if (condition === undefined) continue;
    const isDefine = condition.kind === 'define';
    if (branches.length > (isDefine ? 1 : 2)) throw new Refusal(isDefine ? 154 : 127, place);
  }
}

function placeOf(node: Node): number | undefined {
  if (node.type === 'back-reference' || node.type === 'call') return node.at;
  if (node.type === 'callout') return typeof node.argument === 'string' ? node.at : undefined;
  if (node.type !== 'group' || node.condition === undefined) return undefined;
  const { condition } = node;
  if (condition.kind === 'assertion' || condition.kind === 'version') return undefined;
  return condition.kind === 'number' ? condition.at - 2 : condition.at;
}
