/** Which findings of a check after edits are those of the check before? */
import type { Finding } from '../rule/index.ts';
import { originOf } from '../text/index.ts';
import type { EditedText } from './edited-text.ts';

export interface Matches {
  /** What each finding afterwards was before; what is not in it is new. */
  readonly earlier: ReadonlyMap<Finding, Finding>;
  /** What each finding before has become; what is not in it is gone. */
  readonly later: ReadonlyMap<Finding, Finding>;
}

/** Pairs each finding with one at most: at its place with its words, at its place, or with its words elsewhere in its block. */
export function matchFindings(
  before: readonly Finding[],
  after: readonly Finding[],
  edited: ReadonlyMap<string, EditedText>,
): Matches {
  const earlier = new Map<Finding, Finding>();
  const later = new Map<Finding, Finding>();
  const placeBefore = new Map(before.map((finding) => [finding, place(finding, edited)]));
  const placeAfter = new Map(after.map((finding) => [finding, place(finding, new Map())]));
  const keys: readonly ((finding: Finding, at: string) => string)[] = [
    ({ rule, message }, at) => JSON.stringify([rule, at, message]),
    ({ rule }, at) => JSON.stringify([rule, at]),
    ({ rule, message, scope, primary }) => JSON.stringify([rule, message, scope, originOf(primary.span).source.path]),
  ];
  for (const key of keys) {
    const waiting = new Map<string, Finding[]>();
    for (const finding of before) {
      if (later.has(finding)) continue;
      const name = key(finding, placeBefore.get(finding)!);
      const list = waiting.get(name);
      if (list) list.push(finding);
      else waiting.set(name, [finding]);
    }
    for (const finding of after) {
      if (earlier.has(finding)) continue;
      const was = waiting.get(key(finding, placeAfter.get(finding)!))?.shift();
      if (!was) continue;
      earlier.set(finding, was);
      later.set(was, finding);
    }
  }
  return { earlier, later };
}

/** The file and the byte at which a finding begins, once the file is edited. */
function place({ primary }: Finding, edited: ReadonlyMap<string, EditedText>): string {
  const { source, start } = originOf(primary.span);
  return `${source.path}:${edited.get(source.path)?.moved(start) ?? start}`;
}
