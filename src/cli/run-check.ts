/** What `check` does: options and settings become a request, the report becomes text and an exit code. */
import pc from 'picocolors';
import type { Report } from '../engine/index.ts';
import { formatJson, formatPretty } from '../report/index.ts';
import { type Finding, SEVERITIES, type Severity } from '../rule/index.ts';
import type { CheckArguments } from './check.ts';
import { pathsOf, requestOf } from './check-request.ts';
import { type CommandContext, UsageError, type World, wantsColor } from './context.ts';
import { assertFixOptions, checkAndFix } from './run-fix.ts';

export type FailLevel = Severity | 'never';

/** Runs the check, prints the report, sets the exit code. Throws InputError, ConfigError, UsageError. */
export async function runCheck(args: CheckArguments, context: CommandContext): Promise<void> {
  const { world } = context;
  const { maxWarnings } = args;
  if (maxWarnings !== undefined && !(Number.isInteger(maxWarnings) && maxWarnings >= 0)) {
    throw new UsageError('--max-warnings needs a whole number', 'for example --max-warnings 0');
  }
  assertFixOptions(args, pathsOf(args));
  const { request, settings } = await requestOf(args, context);
  const { config } = settings;
  const isWanted = (finding: Finding): boolean => isAtLeast(finding.severity, args.minSeverity);
  const { report, isPrinted } = checkAndFix(request, args, world, isWanted);
  const shown: Report = { ...report, findings: report.findings.filter(isWanted) };
  const hasNothingToSay = shown.findings.length === 0 && (shown.fixed ?? []).length === 0;
  if (!isPrinted && !(args.quiet && hasNothingToSay)) world.stdout.write(written(shown, args, world));
  const tooMany = maxWarnings !== undefined && countOf(report.findings, 'warning') > maxWarnings;
  context.exitCode =
    tooMany || fails(report.findings, (args.failOn ?? config.failOn ?? 'warning') as FailLevel) ? 1 : 0;
}

function isAtLeast(severity: Severity, least: string | undefined): boolean {
  return least === undefined || SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least as Severity);
}

function written(report: Report, args: CheckArguments, world: World): string {
  if (args.format === 'json') return formatJson(report);
  const color = wantsColor(world, args.color, world.stdout);
  const { isTTY, columns } = world.stdout;
  return formatPretty(report, {
    canFix: true,
    ...(color && { colors: pc.createColors(true) }),
    ...(isTTY && columns !== undefined && { columns }),
  });
}

/** Whether a finding is as severe as the least severity that gives exit code 1. */
export function fails(findings: readonly Finding[], level: FailLevel): boolean {
  return level !== 'never' && findings.some((f) => isAtLeast(f.severity, level));
}

function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((f) => f.severity === severity).length;
}
