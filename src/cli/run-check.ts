/** What `check` does: options and settings become a request, the report becomes text and an exit code. */
import type { Report } from '../engine/index.ts';
import { FORMATS, type Format } from '../report/index.ts';
import { type Finding, SEVERITIES, type Severity } from '../rule/index.ts';
import { baselineFor, sayStale } from './baseline-of.ts';
import type { CheckArguments } from './check.ts';
import { pathsOf, requestOf } from './check-request.ts';
import { type CommandContext, UsageError } from './context.ts';
import { onlookers } from './observers.ts';
import { onlyOf } from './only.ts';
import { sayFailures } from './plugins.ts';
import { assertFixOptions, checkAndFix } from './run-fix.ts';
import { targetsOf, writeReports } from './write-reports.ts';

export type FailLevel = Severity | 'never';

/** Runs the check, writes the reports, sets the exit code. Throws InputError, ConfigError, UsageError. */
export async function runCheck(args: CheckArguments, context: CommandContext): Promise<void> {
  const { world } = context;
  const { maxWarnings } = args;
  if (maxWarnings !== undefined && !(Number.isInteger(maxWarnings) && maxWarnings >= 0)) {
    throw new UsageError('--max-warnings needs a whole number', 'for example --max-warnings 0');
  }
  assertFixOptions(args, pathsOf(args));
  const targets = targetsOf(args, world);
  const { request: asked, settings, policy, plugins } = await requestOf(args, context);
  const request = { ...asked, baseline: baselineFor(args, settings, world), only: onlyOf(args.only, world) };
  const { config } = settings;
  const isWanted = (finding: Finding): boolean => isAtLeast(finding.severity, args.minSeverity);
  const { observer, checked, done } = onlookers(world, args);
  const formats: readonly Format[] = targets.map(({ format }) => FORMATS[format]);
  const traffic = formats.some(({ readsTraffic }) => readsTraffic);
  const { report, isPrinted } = inSight(checked, () =>
    checkAndFix({ request: { ...request, observer, traffic }, policy }, args, world, isWanted),
  );
  const shown: Report = { ...report, findings: report.findings.filter(isWanted) };
  const tooMany = maxWarnings !== undefined && countOf(report.findings, 'warning') > maxWarnings;
  const isFailed = tooMany || fails(report.findings, (args.failOn ?? config.failOn ?? 'warning') as FailLevel);
  const exitCode = isFailed ? 1 : 0;
  const { color, quiet } = args;
  await writeReports(
    shown,
    targets.filter(({ file }) => !isPrinted || file !== undefined),
    { color, quiet, exitCode, rules: request.rules },
    world,
  );
  if (!quiet) sayStale(report, world);
  const failures = plugins?.failures ?? [];
  sayFailures(failures, world);
  done();
  context.exitCode = failures.length > 0 ? 2 : exitCode;
}

/** Also when it throws, nothing of the progress stays on the screen. */
function inSight<T>(over: () => void, work: () => T): T {
  try {
    return work();
  } finally {
    over();
  }
}

function isAtLeast(severity: Severity, least: string | undefined): boolean {
  return least === undefined || SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least as Severity);
}

/** Whether a finding is as severe as the least severity that gives exit code 1. */
export function fails(findings: readonly Finding[], level: FailLevel): boolean {
  return level !== 'never' && findings.some((f) => isAtLeast(f.severity, level));
}

function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((f) => f.severity === severity).length;
}
