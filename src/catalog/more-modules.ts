/** Is a name one that some third-party module is known to have, even if nothing more is known about it? */
import moreData from './data/more-modules.json' with { type: 'json' };

const exact = new Set<string>();
const prefixes: string[] = [];
for (const names of Object.values(moreData.modules)) {
  for (const name of names) {
    if (name.endsWith('*')) prefixes.push(name.slice(0, -1));
    else exact.add(name);
  }
}

/** True for directives of modules that the catalog knows by name only: contexts and arguments cannot be checked. */
export function isKnownByNameOnly(name: string): boolean {
  return exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}
