/** How a line is added to a list that nginx inherits only as a whole: to the level's own list, or with the inherited lines. */
import type { Hop, ListSetting, Scope } from '../model/index.ts';
import { fromByteString, type TextEdit, textOf } from '../text/index.ts';
import { type Directive, insertAfter } from '../tree/index.ts';
import { anchorIn, includesAround, locationOf, standingIn } from './anchors.ts';
import type { Fix, Safety } from './finding.ts';
import { addAfter } from './fixes.ts';

/**
 * Makes lines hold in the list of the hop's family (`proxy_set_header`, `fastcgi_param` …) at the hop's level. `lines` are
 * written without the directive's name, `Connection ""`; their first word tells which line of the level they replace.
 *
 * Where the level has a list of its own the fix is as safe as the caller says, unless other places take the list over from
 * there. Where it has none the first line would drop what is inherited: then the inherited lines are repeated before it,
 * as they are written, and the fix is a suggestion. undefined where it is not known what is inherited.
 */
export function addToList(hop: Hop, lines: readonly string[], safety: Safety): Fix | undefined {
  const { list } = hop;
  if (!list) return undefined;
  const level = locationOf(hop);
  if (!level) return undefined;
  const title = titleOf(list, lines);
  if (list.scope === level) {
    if (changesStock(list, lines)) return undefined;
    const { edits, isShared } = ownEdits(hop, list, lines, level);
    const isAlone =
      level === hop.scope && !isShared && !level.hidesDirectives && !isInheritedFrom(level, list.directive);
    return { title, safety: isAlone ? safety : 'suggestion', edits };
  }
  if (!list.isKnown || list.unseenOuter > 0) return undefined;
  const inherited = repeated(list, lines);
  const statements = [...inherited, ...lines.map((line) => `${list.directive} ${line};`)];
  return {
    title: inherited.length === 0 ? title : `${title} after the inherited lines`,
    safety: 'suggestion',
    edits: [insertAfter(anchorIn(level, hop), statements)],
  };
}

/** The same at the level that owns the list in effect, for all places that take it over from there. */
export function addToOwner(hop: Hop, lines: readonly string[], safety: Safety): Fix | undefined {
  const { list } = hop;
  if (!list?.scope || changesStock(list, lines)) return undefined;
  const { edits, isShared } = ownEdits(hop, list, lines, list.scope);
  return { title: titleOf(list, lines), safety: isShared ? 'suggestion' : safety, edits };
}

/** Adds statements where the hop's list is, or would be: in the location around an `if`. */
export function addBesideList(hop: Hop, statements: readonly string[], safety: Safety): Fix | undefined {
  const { list } = hop;
  if (!list) return undefined;
  if (list.scope) return addAfter(standingIn(list.entries.at(-1)!, list.scope), statements, safety);
  const level = locationOf(hop);
  return level && addAfter(anchorIn(level, hop), statements, safety);
}

/** Repeats lines of an outer list, as they are written, behind the list that hides them. */
export function repeatBehind(list: ListSetting, lines: readonly Directive[]): Fix | undefined {
  const last = list.entries.at(-1);
  if (!last || !list.scope) return undefined;
  const statements = lines.map((line) => textOf(line.span));
  return {
    title: `repeat ${lines.length === 1 ? `\`${fromByteString(statements[0]!)}\`` : `${lines.length} outer lines`}`,
    safety: 'suggestion',
    edits: [insertAfter(standingIn(last, list.scope), statements)],
  };
}

/**
 * Repeats what the level's own list lost of the outer one, after its last entry and as it is written outside; undefined where
 * nothing is lost.
 */
export function repeatLost({ list }: Hop): Fix | undefined {
  const last = list?.entries.at(-1);
  if (!list?.scope || !last || list.dropped.length === 0) return undefined;
  const own = list.entries.map((entry) => `${entry.args[0]} `);
  const lost = repeated({ ...list, entries: list.dropped, scope: list.droppedScope }, own);
  if (lost.length === 0) return undefined;
  return {
    title: `repeat the outer \`${list.directive}\` lines`,
    safety: 'suggestion',
    edits: [insertAfter(standingIn(last, list.scope), lost)],
  };
}

/** Changes to a level that has the list: the value of lines with the same name, and new lines after the last one. */
function ownEdits(hop: Hop, list: ListSetting, lines: readonly string[], level: Scope) {
  const edits: TextEdit[] = [];
  const missing: string[] = [];
  let isShared = false;
  for (const line of lines) {
    const same = list.entries.filter((entry) => isNamed(entry, nameOf(line)));
    for (const entry of same) {
      const { source, end } = entry.headSpan;
      edits.push({ span: source.span(entry.argSpan(0).start, end), text: line });
      if (isElsewhere(entry, level)) isShared = true;
    }
    if (same.length === 0) missing.push(`${list.directive} ${line};`);
  }
  if (missing.length > 0) {
    const beside = list.entries.findLast((entry) => entry.via === hop.pass.via && entry.file.role !== 'stock');
    const anchor = beside ?? standingIn(list.entries.at(-1)!, level);
    if (isElsewhere(anchor, level)) isShared = true;
    edits.push(insertAfter(anchor, missing));
  }
  return { edits, isShared };
}

/**
 * The inherited lines as they are written, without those that the new ones replace. An `include` that brings nothing but
 * such lines is repeated itself.
 */
function repeated({ entries, scope }: ListSetting, lines: readonly string[]): readonly string[] {
  const names = new Set(lines.map(nameOf));
  const kept = new Set(entries.filter((entry) => !names.has(entry.args[0]?.toLowerCase() ?? '')));
  const statements = new Set<Directive>();
  for (const entry of kept) {
    const whole = includesAround(entry, scope).findLast((include) =>
      scope!.directives.every((d) => kept.has(d) || !includesAround(d, scope).includes(include)),
    );
    statements.add(whole ?? entry);
  }
  return [...statements].map((statement) => textOf(statement.span));
}

function titleOf(list: ListSetting, lines: readonly string[]): string {
  return `add \`${fromByteString(lines.map((line) => `${list.directive} ${line};`).join(' '))}\``;
}

/** Would a line of a file that nginx's packages install have to change? */
function changesStock({ entries }: ListSetting, lines: readonly string[]): boolean {
  const names = lines.map(nameOf);
  return entries.some((entry) => entry.file.role === 'stock' && names.some((name) => isNamed(entry, name)));
}

/** Does another place take the level's list over: a nested location without one, or an `if` with a pass directive? */
function isInheritedFrom(level: Scope, list: string): boolean {
  return level.children.some((inner) =>
    inner.kind === 'location' ? inner.own(list).length === 0 : inner.directives.some((d) => d.name.endsWith('_pass')),
  );
}

/** Does a statement of the level stand in a file that the level includes, perhaps as others do? */
function isElsewhere(directive: Directive, level: Scope): boolean {
  return directive.via !== (level.block?.via ?? null);
}

function isNamed(entry: Directive, name: string): boolean {
  return entry.args[0]?.toLowerCase() === name;
}

function nameOf(line: string): string {
  return line.slice(0, line.search(/\s|$/)).toLowerCase();
}
