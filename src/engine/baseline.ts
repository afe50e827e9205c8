/** Which findings of a run does its baseline know, and which of its entries are stale? */
import path from 'node:path/posix';
import type { Finding, Rule } from '../rule/index.ts';
import { type BaselineEntry, type Compared, compareBaseline, entryMaker, placeIn } from '../suppress/index.ts';
import type { Analysis } from './analyse.ts';
import type { CheckRequest } from './check.ts';
import { isWhole } from './whole.ts';

export interface Judged {
  /** All findings that no comment holds back. */
  readonly findings: readonly Finding[];
  readonly analyses: readonly Analysis[];
  readonly fingerprintOf: (finding: Finding) => string;
}

/** undefined without a baseline. */
export function knownToBaseline(
  { findings, analyses, fingerprintOf }: Judged,
  request: CheckRequest,
): Compared | undefined {
  const { baseline, cwd } = request;
  if (!baseline) return undefined;
  const directory = path.dirname(baseline.path);
  const place = { directory, cwd };
  const entryOf = entryMaker(fingerprintOf, place);
  const roots = new Map(analyses.map((analysis) => [placeIn(place, analysis.tree.root.cst.source.path), analysis]));
  const wasAsked = (entry: BaselineEntry): boolean => {
    if (!isThere(entry.file, directory, request) || !isThere(entry.root, directory, request)) return true;
    const analysis = roots.get(entry.root);
    return (
      analysis !== undefined &&
      isWhole(analysis.tree) &&
      wasRun(entry.rule, path.resolve(directory, entry.file), analysis, request)
    );
  };
  return compareBaseline({ entries: baseline.entries, findings, entryOf, wasAsked });
}

/** What came from standard input, or out of a dump, is nowhere: nobody knows whether it is still there. */
function isThere(file: string, directory: string, { fs }: CheckRequest): boolean {
  return file.startsWith('/') || !/[./]/.test(file) || fs.stat(path.resolve(directory, file)) !== undefined;
}

function wasRun(id: string, file: string, analysis: Analysis, request: CheckRequest): boolean {
  const { rules, knownRules = rules, severityOf, ignored } = request;
  const isRule = (rule: Rule): boolean => rule.id === id;
  if (!knownRules.some(isRule)) return true;
  const rule = rules.find(isRule);
  if (!rule || severityOf?.(id, file) === 'off' || ignored?.(file)) return false;
  return rule.reads !== 'bindings' || analysis.apps() !== undefined;
}
