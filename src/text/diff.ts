/** What changes between two texts, as `patch -p1` and `git apply` take it? The unified format, byte for byte. */

/** A file before and after; texts are byte strings. */
export interface Change {
  /** As it is to be named behind `a/` and `b/`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Kinds of lines: for colours. */
export type DiffLineKind = 'file' | 'hunk' | ' ' | '-' | '+' | 'note';

export interface DiffLine {
  readonly kind: DiffLineKind;
  /** The line without its LF (a CR before it is part of the line). A byte string. */
  readonly text: string;
}

const CONTEXT = 3;

/** The lines of the diff; none when nothing changes. */
export function unifiedDiff({ path, before, after }: Change): readonly DiffLine[] {
  if (before === after) return [];
  const old = linesOf(before);
  const now = linesOf(after);
  const out: DiffLine[] = [
    { kind: 'file', text: `--- ${label(`a/${path}`)}` },
    { kind: 'file', text: `+++ ${label(`b/${path}`)}` },
  ];
  for (const group of grouped(differences(old, now))) hunk(out, group, old, now);
  return out;
}

/** Lines with their LF; the last one may have none. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * git and patch read a name up to a tab, so one follows a name with spaces; what has control characters, quotes or bytes that
 * are no ASCII is quoted as C does (a byte string).
 */
function label(name: string): string {
  if (!/[^\x20-\x7e]|["\\]/.test(name)) return name.includes(' ') ? `${name}\t` : name;
  const quoted = name.replace(/[^\x20-\x7e]|["\\]/g, (c) =>
    c === '"' || c === '\\' ? `\\${c}` : `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${quoted}"`;
}

/** Lines `from` up to `to` of the old text become lines `nowFrom` up to `nowTo` of the new one (0-based). */
interface Difference {
  readonly from: number;
  readonly to: number;
  readonly nowFrom: number;
  readonly nowTo: number;
}

/**
 * The runs of lines that differ. Edits are small and far apart: where the texts part, the nearest two lines at which they
 * meet again end the run. That need not be the shortest diff there is, but it is always a right one.
 */
function differences(old: readonly string[], now: readonly string[]): readonly Difference[] {
  let to = old.length;
  let nowTo = now.length;
  while (to > 0 && nowTo > 0 && old[to - 1] === now[nowTo - 1]) {
    to--;
    nowTo--;
  }
  const found: Difference[] = [];
  let from = 0;
  let nowFrom = 0;
  for (;;) {
    while (from < to && nowFrom < nowTo && old[from] === now[nowFrom]) {
      from++;
      nowFrom++;
    }
    if (from === to && nowFrom === nowTo) return found;
    const next = meeting(old, now, { from, to, nowFrom, nowTo });
    for (const one of shortest(old, now, next)) found.push(one);
    from = next.to;
    nowFrom = next.nowTo;
  }
}

/** Lines that are looked ahead. */
const FAR = 400;

/** The nearest place behind the beginnings of `rest` where two lines are alike; its ends when there is none. */
function meeting(old: readonly string[], now: readonly string[], rest: Difference): Difference {
  const { from, nowFrom } = rest;
  const most = Math.min(FAR, rest.to - from + rest.nowTo - nowFrom);
  for (let distance = 1; distance <= most; distance++) {
    for (let gone = 0; gone <= distance; gone++) {
      const to = from + gone;
      const nowTo = nowFrom + distance - gone;
      if (to >= rest.to || nowTo >= rest.nowTo) continue;
      if (old[to] !== now[nowTo] || old[to + 1] !== now[nowTo + 1]) continue;
      return { from, to, nowFrom, nowTo };
    }
  }
  return rest;
}

/** A run with more pairs of lines than these is left as it is. */
const MAX_PAIRS = 40_000;

/** The same run without the lines that both texts have in it (their longest common subsequence). */
function shortest(old: readonly string[], now: readonly string[], run: Difference): readonly Difference[] {
  const { from, to, nowFrom, nowTo } = run;
  const width = nowTo - nowFrom + 1;
  if ((to - from + 1) * width > MAX_PAIRS) return [run];
  /** How many lines the rests from here on have in common. */
  const common = new Uint32Array((to - from + 1) * width);
  const at = (i: number, j: number): number => (i - from) * width + (j - nowFrom);
  for (let i = to - 1; i >= from; i--) {
    for (let j = nowTo - 1; j >= nowFrom; j--) {
      common[at(i, j)] =
        old[i] === now[j] ? common[at(i + 1, j + 1)]! + 1 : Math.max(common[at(i + 1, j)]!, common[at(i, j + 1)]!);
    }
  }
  const found: Difference[] = [];
  let start: { readonly i: number; readonly j: number } | undefined;
  let i = from;
  let j = nowFrom;
  while (i < to || j < nowTo) {
    const isSame = i < to && j < nowTo && old[i] === now[j];
    if (isSame && start) found.push({ from: start.i, to: i, nowFrom: start.j, nowTo: j });
    if (isSame) start = undefined;
    else start ??= { i, j };
    const isGone = !isSame && (j === nowTo || (i < to && common[at(i + 1, j)]! >= common[at(i, j + 1)]!));
    if (isSame || isGone) i++;
    if (isSame || !isGone) j++;
  }
  if (start) found.push({ from: start.i, to, nowFrom: start.j, nowTo });
  return found;
}

/** Differences whose context would touch are one hunk. */
function grouped(all: readonly Difference[]): readonly (readonly Difference[])[] {
  const groups: Difference[][] = [];
  for (const difference of all) {
    const last = groups.at(-1);
    if (last && difference.from - last.at(-1)!.to <= 2 * CONTEXT) last.push(difference);
    else groups.push([difference]);
  }
  return groups;
}

function hunk(out: DiffLine[], group: readonly Difference[], old: readonly string[], now: readonly string[]): void {
  const first = group[0]!;
  const last = group.at(-1)!;
  const lead = Math.min(CONTEXT, first.from);
  const trail = Math.min(CONTEXT, old.length - last.to);
  const range = (from: number, to: number): string => {
    const count = to - from;
    // of no lines the one before is named
    return count === 1 ? `${from + 1}` : `${count === 0 ? from : from + 1},${count}`;
  };
  const before = range(first.from - lead, last.to + trail);
  const after = range(first.nowFrom - lead, last.nowTo + trail);
  out.push({ kind: 'hunk', text: `@@ -${before} +${after} @@` });
  let at = first.from - lead;
  const put = (kind: ' ' | '-' | '+', line: string): void => {
    const hasEnd = line.endsWith('\n');
    out.push({ kind, text: kind + (hasEnd ? line.slice(0, -1) : line) });
    if (!hasEnd) out.push({ kind: 'note', text: '\\ No newline at end of file' });
  };
  for (const { from, to, nowFrom, nowTo } of group) {
    for (; at < from; at++) put(' ', old[at]!);
    for (; at < to; at++) put('-', old[at]!);
    for (let i = nowFrom; i < nowTo; i++) put('+', now[i]!);
  }
  for (; at < last.to + trail; at++) put(' ', old[at]!);
}
