/** What `bindings` does: looks as `check` does, prints all that was found, fails where `check` would for it. */
import pc from 'picocolors';
import { survey } from '../engine/index.ts';
import { formatSurvey, formatSurveyJson } from '../report/index.ts';
import type { BindingsArguments } from './bindings.ts';
import { requestOf } from './check-request.ts';
import { type CommandContext, wantsColor } from './context.ts';
import { type FailLevel, fails } from './run-check.ts';

/** Prints the list, sets the exit code. Throws InputError, ConfigError, UsageError. */
export async function runBindings(args: BindingsArguments, context: CommandContext): Promise<void> {
  const { world } = context;
  const { request, settings, policy } = await requestOf(args, context);
  // the verdicts are shown whether or not their rules are on; what is off is no finding
  const found = survey({ ...request, rules: policy.allRules });
  const color = wantsColor(world, args.color, world.stdout);
  world.stdout.write(
    args.format === 'json'
      ? formatSurveyJson(found)
      : formatSurvey(found, { ...(color && { colors: pc.createColors(true) }) }),
  );
  const level = (args.failOn ?? settings.config.failOn ?? 'warning') as FailLevel;
  context.exitCode = fails(found.findings, level) ? 1 : 0;
}
