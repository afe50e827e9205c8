/** `nginx-vet dump tokens|cst|tree|model|hops FILE`: the values of the pipe, to see why a rule speaks or is silent. */
import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from './context.ts';
import { type LoadArguments, withLoadOptions } from './load-options.ts';

export const DUMPS = ['tokens', 'cst', 'tree', 'model', 'hops'] as const;
export type DumpKind = (typeof DUMPS)[number];

export interface DumpArguments extends LoadArguments {
  readonly what: DumpKind;
  readonly file: string;
}

export function dumpCommand(context: CommandContext): CommandModule<object, DumpArguments> {
  return {
    command: 'dump <what> <file>',
    describe: 'print what nginx-vet makes of a file: its tokens, statements, includes, levels, dials',
    builder: (yargs) =>
      withLoadOptions(yargs.demandCommand(0, 0))
        .positional('what', { choices: DUMPS, demandOption: true, describe: 'which stage' })
        .positional('file', {
          type: 'string',
          demandOption: true,
          describe: 'a file, or - for standard input',
        }) as unknown as Argv<DumpArguments>,
    handler: async (args) => {
      const { runDump } = await import('./run-dump.ts');
      await runDump(args, context);
    },
  };
}
