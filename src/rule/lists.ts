/** What is in a list of headers or parameters, and what did an inner list leave out of the outer one? */
import type { ListSetting } from '../model/index.ts';
import type { Directive } from '../tree/index.ts';

/** The first arguments of entries: names of headers or parameters, as written. */
export function argumentNames(entries: readonly Directive[]): ReadonlySet<string> {
  return new Set(entries.map((entry) => entry.args[0] ?? ''));
}

/** Entries of the outer list whose names the list in effect does not have: they are not inherited. */
export function lostFrom(list: ListSetting): readonly Directive[] {
  const kept = argumentNames(list.entries);
  return list.dropped.filter((entry) => !kept.has(entry.args[0] ?? ''));
}
