/** How many findings of which kind are there, and how is that said in one line? */
import type { Finding } from '../rule/index.ts';
import { originOf } from '../text/index.ts';
import { redact } from './redact.ts';
import type { Report } from './report.ts';

export interface Summary {
  /** Files that were looked at. */
  readonly files: number;
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly suppressed: number;
  readonly baselined: number;
  /** Findings that `--fix` would repair. */
  readonly fixable: number;
  /** Findings that fixes have repaired; absent where none was asked for. */
  readonly fixed?: number;
  /** Findings by rule id, in byte order of the ids. */
  readonly byRule: Counts;
  readonly byCategory: Counts;
  /** By the file that a finding is shown in. */
  readonly byFile: Counts;
  /** By the server block around them (`Finding.server`); those in none are not counted. */
  readonly byServer: Counts;
}

export type Counts = Readonly<Record<string, number>>;

export function summarize(report: Report): Summary {
  const count = { error: 0, warning: 0, info: 0 };
  for (const { severity } of report.findings) count[severity]++;
  const by = (key: (finding: Finding) => string | undefined): Counts => tally(report.findings.map(key));
  return {
    files: report.files.length,
    ...count,
    suppressed: report.suppressed,
    baselined: report.baselined,
    fixable: report.findings.filter((finding) => fixableAs(finding, report) === 'safe').length,
    ...(report.fixed && { fixed: report.fixed.length }),
    byRule: by(({ rule }) => rule),
    byCategory: by(({ category }) => category),
    byFile: by(({ primary }) => originOf(primary.span).source.path),
    byServer: by(({ server }) => server && redact(server)),
  };
}

/** How often each key is there, in the order of the keys. */
function tally(keys: readonly (string | undefined)[]): Counts {
  const counts = new Map<string, number>();
  for (const key of keys) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The safest fix that nginx-vet would apply to a finding: `safe` with `--fix` alone, `unsafe` with `--unsafe-fixes` as well.
 * Suggestions are left to people, and so is what the report says cannot be fixed.
 */
export function fixableAs(
  finding: Finding,
  { unfixable }: Pick<Report, 'unfixable'> = {},
): 'safe' | 'unsafe' | undefined {
  if (unfixable?.has(finding)) return undefined;
  return (['safe', 'unsafe'] as const).find((safety) => finding.fixes.some((fix) => fix.safety === safety));
}

/**
 * The last line of a run: `2 errors, 1 warning in 3 files (1 fixable with --fix)`, or what was looked at when nothing was
 * found. After fixes: `1 fixed, 2 errors left in 3 files`. What was held back (suppressed, baselined) is said as well.
 */
export function summaryLine(report: Report, options: { readonly canFix?: boolean } = {}): string {
  const summary = summarize(report);
  const held = [
    ...(summary.suppressed > 0 ? [`${summary.suppressed} suppressed`] : []),
    ...(summary.baselined > 0 ? [`${summary.baselined} in the baseline`] : []),
  ];
  const files = plural(summary.files, 'file');
  const fixed = report.fixed && report.fixed.length > 0 ? `${report.fixed.length} fixed` : undefined;
  if (report.findings.length === 0) {
    const unreadable = report.files.filter((file) => file.status === 'unreadable').length;
    const checked = sum(report.roots.map((root) => root.checkedDials));
    const parts = [
      files + (unreadable > 0 ? ` (${unreadable} unreadable)` : ''),
      plural(sum(report.roots.map((root) => root.dials)), 'dial'),
      ...(checked > 0 ? [`${checked} checked against declared apps`] : []),
      ...held,
    ];
    return `${fixed === undefined ? '' : `${fixed}, now `}clean: ${parts.join(', ')}`;
  }
  const found = [
    ...(fixed === undefined ? [] : [fixed]),
    ...(summary.error > 0 ? [plural(summary.error, 'error')] : []),
    ...(summary.warning > 0 ? [plural(summary.warning, 'warning')] : []),
    ...(summary.info > 0 ? [plural(summary.info, 'info')] : []),
  ];
  const aside = [...(options.canFix ? fixableText(report) : []), ...held];
  const where = fixed === undefined ? `in ${files}` : `left in ${files}`;
  return `${found.join(', ')} ${where}${aside.length > 0 ? ` (${aside.join(', ')})` : ''}`;
}

/** After a run that fixed, only what more could be done is worth a word: what `--fix` alone does is done. */
function fixableText(report: Report): readonly string[] {
  const count = (wanted: string) => report.findings.filter((f) => fixableAs(f, report) === wanted).length;
  const safe = count('safe');
  const unsafe = count('unsafe');
  return [
    ...(safe > 0 ? [`${safe} fixable with --fix`] : []),
    ...(unsafe > 0 ? [`${unsafe}${safe > 0 ? ' more' : ' fixable'} with --unsafe-fixes`] : []),
  ];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
