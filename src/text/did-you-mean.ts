/** Which of the known words somebody probably meant when they wrote an unknown one. */

/**
 * The candidate nearest to `word`: at most two edits away (insert, delete, replace, swap of neighbours; one edit for words
 * of up to three characters), letter case ignored. The first of equally near ones; undefined when none is near.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  return allNearest(word, candidates)[0];
}

/** The same with all that are equally near, in their order; only letter case apart, it is the first alone. */
export function allNearest(word: string, candidates: Iterable<string>): readonly string[] {
  const wanted = word.toLowerCase();
  let limit = wanted.length <= 3 ? 1 : 2;
  let best: string[] = [];
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), limit);
    if (distance > limit || best.includes(candidate)) continue;
    if (distance === 0) return [candidate];
    if (distance < limit) best = [];
    limit = distance;
    best.push(candidate);
  }
  return best;
}

/** Damerau-Levenshtein distance (optimal string alignment); any number above `limit` once it is surely exceeded. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforePrevious[j - 2]! + 1);
      row.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest > limit + 1) return limit + 1; // a swap may still save one, hence the slack
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length]!;
}
