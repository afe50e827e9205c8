/**
 * Does some level lose entries of a list that it inherited? nginx inherits `proxy_set_header`, `fastcgi_param` and their like
 * only as a whole: the first line of a level drops all outer ones.
 */
import { variantsOf } from '../catalog/index.ts';
import type { Analysis } from '../engine/index.ts';
import { effectiveList, type Scope } from '../model/index.ts';
import type { Directive } from '../tree/index.ts';
import type { EditedText } from './edited-text.ts';

/** The lists among directives. */
export function listsAmong(names: Iterable<string>): readonly string[] {
  return [...names].filter((name) => variantsOf(name).some((variant) => variant.inherit === 'array-if-none'));
}

/** What would be lost, in words; undefined when nothing is. `edited` is by the paths people are shown. */
export function lostEntries(
  before: readonly Analysis[],
  after: readonly Analysis[],
  lists: readonly string[],
  edited: ReadonlyMap<string, EditedText>,
): string | undefined {
  if (lists.length === 0) return undefined;
  const nowOf = inOrderOfPaths(after);
  for (const [root, { model }] of inOrderOfPaths(before)) {
    const now = nowOf.get(root);
    if (!now) continue;
    const levels = byPlace(now.model.scopes, (at) => at);
    for (const [place, scope] of byPlace(model.scopes, (at, path) => edited.get(path)?.moved(at) ?? at)) {
      const same = levels.get(place);
      if (!same) continue;
      for (const list of lists) {
        const lost = lostEntry(scope, same, list, edited);
        if (lost) return `\`${list} ${lost.args[0] ?? ''}\` would no longer hold in \`${labelOf(scope)}\``;
      }
    }
  }
  return undefined;
}

/** Roots by their paths; a file that holds several texts is the root of each. */
function inOrderOfPaths(analyses: readonly Analysis[]): ReadonlyMap<string, Analysis> {
  const found = new Map<string, Analysis>();
  for (const analysis of analyses) {
    const { path } = analysis.tree.root;
    let count = 0;
    while (found.has(`${path} ${count}`)) count++;
    found.set(`${path} ${count}`, analysis);
  }
  return found;
}

function lostEntry(
  before: Scope,
  after: Scope,
  list: string,
  edited: ReadonlyMap<string, EditedText>,
): Directive | undefined {
  const had = effectiveList(before, list).entries;
  if (had.length === 0) return undefined;
  const has = new Set(effectiveList(after, list).entries.map(nameOf));
  // what an edit itself changes is meant to be changed
  return had.find((entry) => {
    const { source, start, end } = entry.span;
    return !has.has(nameOf(entry)) && !edited.get(source.path)?.changes(start, end);
  });
}

/** Header or parameter; a line with another value for it is the fix itself. */
function nameOf({ args }: Directive): string {
  return args[0]?.toLowerCase() ?? '';
}

/** Levels by where their blocks begin; those of a file that is included several times are told apart by their order. */
function byPlace(scopes: readonly Scope[], moved: (at: number, path: string) => number): ReadonlyMap<string, Scope> {
  const found = new Map<string, Scope>();
  const seen = new Map<string, number>();
  for (const scope of scopes) {
    const span = scope.block?.span;
    if (!span) continue;
    const place = `${span.source.path}:${moved(span.start, span.source.path)}`;
    const count = seen.get(place) ?? 0;
    seen.set(place, count + 1);
    found.set(`${place} ${count}`, scope);
  }
  return found;
}

function labelOf({ block }: Scope): string {
  return block ? [block.name, ...block.args].join(' ') : '';
}
