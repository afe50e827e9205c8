/** The outcome of one run: what was looked at and what was found. Formats turn it into text and see nothing else. */
import type { Finding, Fix } from '../rule/index.ts';
import type { BaselineEntry } from '../suppress/index.ts';
import type { Stage } from './observer.ts';
import type { Traffic } from './traffic.ts';

export interface ReportRoot {
  readonly path: string;
  /** `version` is null when unknown. */
  readonly nginx: { readonly version: string | null; readonly source: 'option' | 'config' | 'image' | 'unknown' };
  readonly servers: number;
  /** Places at which nginx dials an app. */
  readonly dials: number;
  /** How many of them a declared app confirmed or contradicted. */
  readonly checkedDials: number;
  /** The `nginx -T` dump that showed the root; absent where its files were read themselves. */
  readonly dump?: string;
}

export interface ReportFile {
  readonly path: string;
  readonly role: 'main' | 'included' | 'fragment' | 'template';
  readonly status: 'ok' | 'error' | 'unreadable';
}

/** A finding as it was before its fix was applied. */
export interface AppliedFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** A finding that is not told: a comment in a file, or the baseline, holds it back. */
export interface Suppressed {
  readonly finding: Finding;
  readonly fingerprint: string;
  readonly kind: 'comment' | 'baseline';
  /** What the comment says why. Text for people. */
  readonly reason?: string;
}

export interface ReportBaseline {
  /** Its path, as people are shown it. */
  readonly file: string;
  /** Entries whose findings are gone. */
  readonly stale: readonly BaselineEntry[];
  /** All others: those of findings that are there, and those that this run did not look at. */
  readonly kept: readonly BaselineEntry[];
}

export interface Report {
  readonly tool: { readonly name: 'nginx-vet'; readonly version: string };
  readonly roots: readonly ReportRoot[];
  readonly files: readonly ReportFile[];
  /** Sorted: by file (main files first as listed), line, column, rule. */
  readonly findings: readonly Finding[];
  /**
   * The fingerprint of one of the findings, or of the suppressed ones; all findings of the run count for its ordinal,
   * whatever is told of them. Absent: computed from `findings`.
   */
  readonly fingerprintOf?: (finding: Finding) => string;
  readonly suppressed: number;
  readonly baselined: number;
  /** The findings that were held back, sorted like `findings`: as many as `suppressed` and `baselined` say. */
  readonly suppressions?: readonly Suppressed[];
  /** The baseline that was compared with; absent without one. */
  readonly baseline?: ReportBaseline;
  /** Findings that have a fix which nginx-vet will not write, with the reason (`its file is a template`). */
  readonly unfixable?: ReadonlyMap<Finding, string>;
  /** Where fixes were applied: the findings that are gone, in the order of the fixes. Then `findings` are what is left. */
  readonly fixed?: readonly AppliedFix[];
  /** Where it was asked for: which way requests take. */
  readonly traffic?: Traffic;
  readonly durationMs: number;
  /** Where the time went: milliseconds of each stage that was met, without those of the stages within it. */
  readonly stageMs?: ReadonlyMap<Stage, number>;
}
