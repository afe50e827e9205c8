/**
 * How many characters does every match of the pattern have at least? A lower bound: references and calls count nothing, and after
 * (*ACCEPT) anywhere nothing is promised. Lookarounds and \K are not part of a match.
 */
import { isLookahead, isLookbehind } from './lookbehind.ts';
import type { Branch, Group, Node } from './nodes.ts';

export function minLength(pattern: Group): number {
  const length = ofGroup(pattern);
  return Number.isNaN(length) ? 0 : length;
}

/** NaN, which no sum gets rid of, marks an (*ACCEPT). */
function ofGroup(group: Group): number {
  const isOptional = group.condition !== undefined && group.branches.length < 2;
  const shortest = Math.min(...group.branches.map(ofBranch));
  const isAside = isLookahead(group) || isLookbehind(group) || isOptional;
  return isAside && !Number.isNaN(shortest) ? 0 : shortest;
}

function ofBranch(branch: Branch): number {
  let length = 0;
  for (const item of branch) length += ofItem(item);
  return Math.min(length, Number.MAX_SAFE_INTEGER);
}

function ofItem(item: Node): number {
  switch (item.type) {
    case 'character':
    case 'set':
    case 'any':
      return 1;
    case 'repeat':
      return ofItem(item.item) * item.min;
    case 'group':
      return ofGroup(item);
    case 'verb':
      return item.name === 'ACCEPT' ? Number.NaN : 0;
    default:
      return 0;
  }
}
