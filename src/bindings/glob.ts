/** Does a path match a glob of nginx-vet's own config or of a .gitignore? (`*`, `?`, `**`, `[…]`) */

/**
 * Matches without backtracking over the whole text twice: per segment with the usual two-pointer walk, so that no
 * pattern costs more than the product of the lengths.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  return matchSegments(pattern.split('/'), path.split('/'));
}

function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  let p = 0;
  let s = 0;
  let star = -1;
  let resume = 0;
  while (s < path.length) {
    if (pattern[p] === '**') {
      star = p++;
      resume = s;
    } else if (p < pattern.length && matchSegment(pattern[p]!, path[s]!)) {
      p++;
      s++;
    } else if (star >= 0) {
      p = star + 1;
      s = ++resume;
    } else return false;
  }
  while (pattern[p] === '**') p++;
  return p === pattern.length;
}

function matchSegment(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const end = pattern[p] === '[' ? pattern.indexOf(']', p + 2) : -1;
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (end > 0 && inClass(pattern.slice(p + 1, end), text[t]!)) {
      p = end + 1;
      t++;
    } else if (end < 0 && p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

function inClass(set: string, c: string): boolean {
  const negated = set[0] === '!' || set[0] === '^';
  const members = negated ? set.slice(1) : set;
  let found = false;
  for (let i = 0; i < members.length; i++) {
    if (members[i + 1] === '-' && i + 2 < members.length) {
      if (c >= members[i]! && c <= members[i + 2]!) found = true;
      i += 2;
    } else if (members[i] === c) found = true;
  }
  return found !== negated;
}
