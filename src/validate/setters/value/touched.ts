/**
 * Which levels set something of their own that nginx checks when it merges levels at the end of http? Only these are looked
 * at: all others have what the level around them has, and a configuration may have a hundred thousand levels.
 */
import type { Level, Setter } from '../../setter.ts';

/** Remembers, at the http level, each level on which a directive of a group stands. */
export function touching(group: string, setter: Setter): Setter {
  const key = `touched ${group}`;
  return (directive, reading, variant) => {
    const http = reading.level.nearest('http');
    if (http) {
      http.fact(key, () => new Set<Level>()).add(reading.level);
    }
    return setter(directive, reading, variant);
  };
}

/** The levels on which something of a group stands, in nginx's order of reading. */
export function touchedLevels(http: Level, group: string): readonly Level[] {
  return [...http.fact(`touched ${group}`, () => new Set<Level>())];
}

/**
 * The levels whose values nginx comes to see merged, the outer ones first. http's own count only through a server that sets
 * nothing of the group.
 */
export function levelsToMerge(http: Level, group: string): readonly Level[] {
  const levels = touchedLevels(http, group);
  if (levels.length === 0) return levels;
  const servers = levels.filter((level) => level.kind === 'server').length;
  const isHttpSeen = http.read('server').length > servers;
  const byDepth: Level[][] = [];
  for (const level of levels) {
    if (level === http && !isHttpSeen) continue;
    const at = depth(level);
    while (byDepth.length <= at) byDepth.push([]);
    byDepth[at]!.push(level);
  }
  return byDepth.flat();
}

function depth(level: Level): number {
  let result = 0;
  for (let parent = level.parent; parent; parent = parent.parent) result++;
  return result;
}
