/** Where do new lines for a hop stand? */
import type { Hop, Scope } from '../model/index.ts';
import type { Directive } from '../tree/index.ts';

/** The location whose settings and lists a hop uses: `if` and `limit_except` may have few of their own. */
export function locationOf({ scope }: Hop): Scope | undefined {
  const level = scope.kind === 'location' ? scope : scope.parent;
  return level?.kind === 'location' ? level : undefined;
}

/** Of hops that use one location's settings only one: a line that is set for each of them would stand there twice. */
export function onePerLocation(hops: readonly Hop[]): readonly Hop[] {
  const found = new Map<Scope | Hop, Hop>();
  for (const hop of hops) {
    const location = locationOf(hop) ?? hop;
    if (!found.has(location) || hop.scope === location) found.set(location, hop);
  }
  return [...found.values()];
}

/** What a level's new lines for a hop stand behind: its pass directive, or the `if` around that. */
export function anchorIn(level: Scope, { scope, pass }: Hop): Directive {
  return standingIn(level === scope ? pass : scope.block!, level);
}

/** The statement of the level's own text that brings a statement: itself, or the `include` around its file. */
export function standingIn(directive: Directive, level: Scope): Directive {
  return includesAround(directive, level).at(-1) ?? directive;
}

/** The `include` lines through which a statement came to a level, from the inside out. */
export function includesAround(directive: Directive, level: Scope | null): readonly Directive[] {
  const includes: Directive[] = [];
  for (let via = directive.via; via && via !== level?.block?.via; via = via.via) includes.push(via);
  return includes;
}
