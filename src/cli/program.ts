/** The command line as yargs reads it: commands, options, help. */
import yargs, { type Argv, type CommandModule } from 'yargs';
import { toolVersion } from '../version.ts';
import { baselineCommand } from './baseline.ts';
import { bindingsCommand } from './bindings.ts';
import { checkCommand } from './check.ts';
import type { CompletedCommand } from './completion/candidates.ts';
import { completionCommand } from './completion/command.ts';
import type { CommandContext } from './context.ts';
import { buildCommand } from './crossplane-build.ts';
import { formatCommand } from './crossplane-format.ts';
import { lexCommand } from './crossplane-lex.ts';
import { minifyCommand } from './crossplane-minify.ts';
import { parseCommand } from './crossplane-parse.ts';
import { dumpCommand } from './dump.ts';
import { explainCommand } from './explain.ts';
import { initCommand } from './init.ts';
import { type CommandName, HELP } from './names.ts';
import { printConfigCommand } from './print-config.ts';
import { rulesCommand } from './rules.ts';
import { assertSwitches, optionsIn, switchesIn, usageError } from './usage.ts';

const COMMANDS: Readonly<Record<CommandName, (context: CommandContext) => unknown>> = {
  check: checkCommand,
  explain: explainCommand,
  rules: rulesCommand,
  bindings: bindingsCommand,
  init: initCommand,
  baseline: baselineCommand,
  'print-config': printConfigCommand,
  completion: (context) => completionCommand(context, () => allCommands(context)),
  dump: dumpCommand,
  parse: parseCommand,
  lex: lexCommand,
  build: buildCommand,
  format: formatCommand,
  minify: minifyCommand,
};

function allCommands(context: CommandContext): Readonly<Record<CommandName, CompletedCommand>> {
  const made = Object.entries(COMMANDS).map(([name, make]) => [name, make(context) as CompletedCommand]);
  return Object.fromEntries(made) as Record<CommandName, CompletedCommand>;
}

/** Options that may be given several times; of all others the last one counts. */
const REPEATABLE: ReadonlySet<string> = new Set(['_', '--', 'paths', 'rule', 'only', 'plugin', 'path-map', 'pathMap']);
const REPEATABLE_FORMAT: ReadonlySet<string> = new Set([...REPEATABLE, 'format', 'f']);

/** Runs the command that the words name first; yargs' own output (help, version) goes to stdout. Throws what commands throw. */
export async function runProgram(argv: readonly string[], context: CommandContext): Promise<void> {
  const { world } = context;
  const command = argv[0] ?? 'check';
  let printed = '';
  const program = yargs()
    .scriptName('nginx-vet')
    .usage(
      '$0 [check] [PATH…]\n\nReads an nginx configuration the way nginx does and says which requests will fail, and why.',
    )
    .strictOptions()
    .parserConfiguration({ 'populate--': true })
    .middleware((_args: unknown, running?: unknown) => assertSwitches(argv, switchesIn(running)))
    .middleware(tidied(command === 'check' ? REPEATABLE_FORMAT : REPEATABLE))
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
}

/** `check` where nobody asks for help: no other command has to be there. */
function plainCheck(context: CommandContext): object {
  return { ...checkCommand(context), command: '$0 [paths..]' };
}

/** yargs drops a `-` among words of type string; meanwhile it is called this. No word of a command line has a NUL. */
const DASH = '\0-';

/** What commands get: `-` by its name, and of options given several times the last one. */
function tidied(repeatable: ReadonlySet<string>): (args: Record<string, unknown>) => void {
  return (args) => {
    for (const [name, value] of Object.entries(args)) {
      const last = Array.isArray(value) && !repeatable.has(name) ? value.at(-1) : value;
      args[name] = Array.isArray(last) ? last.map((item) => (item === DASH ? '-' : item)) : last === DASH ? '-' : last;
    }
  };
}
