/** Which groups does nothing dial? */

import { everyStatement } from '../tree/index.ts';
import type { Model } from './model.ts';
import type { Upstream } from './upstream.ts';

/**
 * The groups whose name stands nowhere but in their own block. None where that cannot be known: in a fragment, with files
 * that could not be read or are filled in later, with code in scripts, or where a variable may bring any name.
 */
export function unusedUpstreams({ tree, scopes, hops, upstreams, variables }: Model): readonly Upstream[] {
  const isOpen =
    tree.isFragment ||
    tree.includeProblems.length > 0 ||
    tree.files.some((file) => file.template !== undefined) ||
    scopes.some((scope) => scope.hidesDirectives) ||
    variables.hasScripts;
  if (isOpen || upstreams.length === 0) return [];
  const words = new Set<string>();
  for (const { name, args } of everyStatement(tree.statements)) if (name !== 'upstream') addWords(args, words);
  return upstreams.filter((upstream) => {
    if (words.has(upstream.name.toLowerCase())) return false;
    return hops.every((hop) => hop.isComplete || (hop.family === 'stream') !== (upstream.family === 'stream'));
  });
}

function addWords(args: readonly string[], words: Set<string>): void {
  for (const arg of args) for (const word of arg.toLowerCase().split(/[^\w.-]+/)) words.add(word);
}
