/** `nginx-vet print-config FILE`: what is in effect for a file, and who says so. */
import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from './context.ts';
import { JUDGING_OPTIONS, type JudgingArguments } from './judging-options.ts';
import { type LoadArguments, withLoadOptions } from './load-options.ts';

export interface PrintConfigArguments extends LoadArguments, JudgingArguments {
  readonly file: string;
  readonly format: string;
  readonly all: boolean;
  readonly color?: boolean | undefined;
}

export function printConfigCommand(context: CommandContext): CommandModule<object, PrintConfigArguments> {
  return {
    command: 'print-config <file>',
    describe: 'show the settings that are in effect for a file, and where each of them comes from',
    builder: (yargs) =>
      withLoadOptions(yargs.demandCommand(0, 0))
        .positional('file', { type: 'string', demandOption: true, describe: 'a file that findings may be in' })
        .options({
          format: {
            alias: 'f',
            type: 'string',
            nargs: 1,
            choices: ['pretty', 'json'],
            default: 'pretty',
            describe: 'how it is written',
          },
          all: { type: 'boolean', default: false, describe: 'also the rules that the settings do not speak of' },
          color: { type: 'boolean', describe: 'colours; default: when standard output is a terminal' },
          ...JUDGING_OPTIONS,
        })
        .example('$0 print-config nginx/nginx.conf', 'what holds for the main configuration')
        .example(
          '$0 print-config compose.yaml --preset strict',
          'what would hold with that option',
        ) as unknown as Argv<PrintConfigArguments>,
    handler: async (args) => {
      const { runPrintConfig } = await import('./run-print-config.ts');
      await runPrintConfig(args, context);
    },
  };
}
