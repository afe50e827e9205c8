/** The command line: arguments in, exit code out. Nothing of the process is touched here. */
import yargs, { type Argv, type CommandModule } from 'yargs';
import { checkCommand } from './cli/check.ts';
import { type CommandContext, type World, wantsColor } from './cli/context.ts';
import { buildCommand } from './cli/crossplane-build.ts';
import { formatCommand } from './cli/crossplane-format.ts';
import { lexCommand } from './cli/crossplane-lex.ts';
import { minifyCommand } from './cli/crossplane-minify.ts';
import { parseCommand } from './cli/crossplane-parse.ts';
import { dumpCommand } from './cli/dump.ts';
import { explainCommand } from './cli/explain.ts';
import { rulesCommand } from './cli/rules.ts';
import { optionsIn, usageError } from './cli/usage.ts';
import { toolVersion } from './version.ts';

export type { World } from './cli/context.ts';

const COMMANDS = {
  check: checkCommand,
  explain: explainCommand,
  rules: rulesCommand,
  dump: dumpCommand,
  parse: parseCommand,
  lex: lexCommand,
  build: buildCommand,
  format: formatCommand,
  minify: minifyCommand,
} as const;

/** Options that may be given several times; of all others the last one counts. */
const REPEATABLE: ReadonlySet<string> = new Set(['_', '--', 'paths', 'rule', 'path-map', 'pathMap']);

/**
 * Runs one command line. Exit codes: 0 clean, 1 findings at or above the fail level, 2 the job could not be done. Reports go
 * to stdout, everything else to stderr; never throws.
 */
export async function main(world: World): Promise<number> {
  const names = Object.keys(COMMANDS);
  const context: CommandContext = { world, exitCode: 0, commands: names };
  const argv = withCommand(world.argv, names);
  const command = argv[0] ?? 'check';
  let printed = '';
  try {
    const program = yargs()
      .scriptName('nginx-vet')
      .usage(
        '$0 [check] [PATH…]\n\nReads an nginx configuration the way nginx does and says which requests will fail, and why.',
      )
      .strictOptions()
      .parserConfiguration({ 'populate--': true })
      .middleware(tidied)
      .version(toolVersion)
      .help()
      .alias({ h: 'help', V: 'version' })
      .wrap(Math.min(100, world.stdout.columns ?? 80))
      .exitProcess(false)
      .locale('en')
      .fail((message: string | null, error: Error | undefined, at: Argv) => {
        if (error && error.name !== 'YError') throw error;
        throw usageError(message ?? error?.message ?? '', { argv, options: optionsIn(at), command });
      });
    // `check` alone is yargs' default command: for any other it composes the whole help text before it runs one
    const isPlainCheck = command === 'check' && !argv.some((word) => HELP.test(word));
    const made = isPlainCheck ? [plainCheck(context)] : Object.values(COMMANDS).map((make) => make(context));
    for (const each of made) program.command(each as unknown as CommandModule);
    const words = argv.slice(isPlainCheck ? 1 : 0).map((word) => (word === '-' ? DASH : word));
    await program.parseAsync(words, {}, (_error, _args, output) => {
      printed = output;
    });
    if (printed !== '') world.stdout.write(`${printed}\n`);
    return context.exitCode;
  } catch (error) {
    await sayError(world, error);
    return 2;
  }
}

/** `nginx-vet site.conf` is `nginx-vet check site.conf`; yargs' default command would swallow the first of several words. */
function withCommand(argv: readonly string[], names: readonly string[]): readonly string[] {
  const [first] = argv;
  if (first !== undefined && (names.includes(first) || HELP.test(first))) return argv;
  return ['check', ...argv];
}

const HELP = /^(?:-[a-zA-Z]*[hV][a-zA-Z]*|--help|--version)$/;

/** `check` where nobody asks for help: no other command has to be there. */
function plainCheck(context: CommandContext): object {
  return { ...checkCommand(context), command: '$0 [paths..]' };
}

/** yargs drops a `-` among words of type string; meanwhile it is called this. No word of a command line has a NUL. */
const DASH = '\0-';

/** What commands get: `-` by its name, and of options given several times the last one. */
function tidied(args: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(args)) {
    const last = Array.isArray(value) && !REPEATABLE.has(name) ? value.at(-1) : value;
    args[name] = Array.isArray(last) ? last.map((item) => (item === DASH ? '-' : item)) : last === DASH ? '-' : last;
  }
}

async function sayError(world: World, error: unknown): Promise<void> {
  const { say } = await import('./cli/say-error.ts');
  const asked = world.argv.findLast((word) => word === '--color' || word === '--no-color');
  const option = asked === undefined ? undefined : asked === '--color';
  world.stderr.write(say(error, wantsColor(world, option, world.stderr)));
}
