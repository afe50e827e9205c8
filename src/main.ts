/** The command line: arguments in, exit code out. Nothing of the process is touched here. */
import yargs from 'yargs';
import { checkCommand } from './cli/check.ts';
import { type CommandContext, UsageError, type World, wantsColor } from './cli/context.ts';
import { buildCommand } from './cli/crossplane-build.ts';
import { formatCommand } from './cli/crossplane-format.ts';
import { lexCommand } from './cli/crossplane-lex.ts';
import { minifyCommand } from './cli/crossplane-minify.ts';
import { parseCommand } from './cli/crossplane-parse.ts';
import { dumpCommand } from './cli/dump.ts';
import { explainCommand } from './cli/explain.ts';
import { rulesCommand } from './cli/rules.ts';
import { toolVersion } from './version.ts';

export type { World } from './cli/context.ts';

/** Runs one command line. Exit codes: 0 clean, 1 findings at or above the fail level, 2 the job could not be done. */
export async function main(world: World): Promise<number> {
  const context: CommandContext = { world, exitCode: 0 };
  let printed = '';
  try {
    await yargs()
      .scriptName('nginx-vet')
      .usage('$0 [check] [PATH…]\n\nReads an nginx configuration the way nginx does and says which requests will fail, and why.')
      .command(checkCommand(context))
      .command(explainCommand(context))
      .command(rulesCommand(context))
      .command(dumpCommand(context))
      .command(parseCommand(context))
      .command(lexCommand(context))
      .command(buildCommand(context))
      .command(formatCommand(context))
      .command(minifyCommand(context))
      .strictOptions()
      .parserConfiguration({ 'duplicate-arguments-array': false })
      .version(toolVersion)
      .help()
      .alias({ h: 'help', V: 'version' })
      .wrap(Math.min(100, world.stdout.columns ?? 80))
      .exitProcess(false)
      .locale('en')
      .fail((message, error) => {
        throw error ?? new UsageError(firstLine(message), '`nginx-vet --help` lists commands and options');
      })
      .parseAsync([...world.argv], {}, (_error, _args, output) => {
        printed = output;
      });
    if (printed !== '') world.stdout.write(`${printed}\n`);
    return context.exitCode;
  } catch (error) {
    await sayError(world, error);
    return 2;
  }
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}

async function sayError(world: World, error: unknown): Promise<void> {
  const { say } = await import('./cli/say-error.ts');
  world.stderr.write(say(error, wantsColor(world, undefined, world.stderr)));
}
