/** Which finding is the same finding after the file was edited elsewhere? */
import { createHash } from 'node:crypto';
import { redact } from '../redact/index.ts';
import type { Finding } from '../rule/index.ts';
import { originOf } from '../text/index.ts';

/**
 * The fingerprint of each finding, in the order given: 32 hex digits over rule, path relative to the root, scope, directive
 * and, for findings that agree in all of these, their ordinal in the file. Lines play no part, so moving code keeps it;
 * secrets play no part either, so rotating one keeps it and none can be guessed from it. Two roots with the same files
 * (`a/nginx.conf`, `b/nginx.conf`) have the same fingerprints: what is checked besides a root changes none of its own.
 *
 * Give it all findings of a run: the ordinal counts those that are suppressed later, too.
 */
export function fingerprints(findings: readonly Finding[]): readonly string[] {
  const inFileOrder = findings
    .map((finding, index) => ({ index, key: keyOf(finding), at: originOf(finding.primary.span).start, finding }))
    .sort((a, b) => a.at - b.at || compare(a.finding.message, b.finding.message) || a.index - b.index);
  const seen = new Map<string, number>();
  const result: string[] = new Array(findings.length);
  for (const { index, key, finding } of inFileOrder) {
    const inRoot = `${finding.root}\n${key}`;
    const ordinal = seen.get(inRoot) ?? 0;
    seen.set(inRoot, ordinal + 1);
    result[index] = createHash('sha256').update(`${key}\n${ordinal}`).digest('hex').slice(0, 32);
  }
  return result;
}

function keyOf(finding: Finding): string {
  const path = relativeTo(finding.root, originOf(finding.primary.span).source.path);
  const directive = redact(finding.directive).trim().replace(/\s+/g, ' ').replace(/ ?;$/, '');
  return JSON.stringify([finding.rule, path, finding.scope.map((s) => redact(s)), directive]);
}

/** `path` as seen from the directory of `root`, so that a checkout elsewhere gives the same fingerprints. */
function relativeTo(root: string, path: string): string {
  if (root.startsWith('/') !== path.startsWith('/')) return path;
  const from = parts(root).slice(0, -1);
  const to = parts(path);
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}

function parts(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The fingerprints of a run's findings, by finding: computed for all of them when the first one is asked for. */
export function fingerprinter(findings: readonly Finding[]): (finding: Finding) => string {
  let known: ReadonlyMap<string, string> | undefined;
  return ({ key }) => {
    if (!known) {
      const all = fingerprints(findings);
      known = new Map(findings.map((finding, index) => [finding.key, all[index]!]));
    }
    return known.get(key)!;
  };
}
