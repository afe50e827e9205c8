/** The command line: arguments in, exit code out. Nothing of the process is touched here. */
import { type CommandContext, type World, wantsColor } from './cli/context.ts';
import { COMMAND_NAMES, HELP } from './cli/names.ts';

export type { World } from './cli/context.ts';

/**
 * Runs one command line. Exit codes: 0 clean, 1 findings at or above the fail level, 2 the job could not be done. Reports go
 * to stdout, everything else to stderr; never throws.
 */
export async function main(world: World): Promise<number> {
  const context: CommandContext = { world, exitCode: 0, commands: COMMAND_NAMES };
  const argv = withCommand(world.argv);
  try {
    if (isCheckOfPaths(argv)) {
      const [{ CHECK_DEFAULTS }, { runCheck }] = await Promise.all([
        import('./cli/check.ts'),
        import('./cli/run-check.ts'),
      ]);
      await runCheck({ ...CHECK_DEFAULTS, paths: argv.slice(1) }, context);
    } else {
      const { runProgram } = await import('./cli/program.ts');
      await runProgram(argv, context);
    }
    return context.exitCode;
  } catch (error) {
    await sayError(world, error);
    return 2;
  }
}

/** `nginx-vet site.conf` is `nginx-vet check site.conf`; yargs' default command would swallow the first of several words. */
function withCommand(argv: readonly string[]): readonly string[] {
  const [first] = argv;
  const isCommand = (COMMAND_NAMES as readonly (string | undefined)[]).includes(first);
  if (first !== undefined && (isCommand || HELP.test(first))) return argv;
  return ['check', ...argv];
}

/** Without options there is nothing to parse: yargs, which takes longer to load than a small file to check, stays away. */
function isCheckOfPaths([command, ...words]: readonly string[]): boolean {
  return command === 'check' && !words.some((word) => word.startsWith('-') && word !== '-');
}

async function sayError(world: World, error: unknown): Promise<void> {
  const { say } = await import('./cli/say-error.ts');
  const asked = world.argv.findLast((word) => word === '--color' || word === '--no-color');
  const option = asked === undefined ? undefined : asked === '--color';
  world.stderr.write(say(error, wantsColor(world, option, world.stderr)));
}
