/** Has a configuration been read in whole? Where something is broken or missing, rules are silent about what they cannot see. */
import type { ConfigTree } from '../tree/index.ts';

export function isWhole({ files, includeProblems }: ConfigTree): boolean {
  if (includeProblems.length > 0) return false;
  return files.every(
    ({ role, cst }) => role === 'stock' || (cst.problems.length === 0 && cst.repairs.length === 0 && cst.isBalanced),
  );
}
