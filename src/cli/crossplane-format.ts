/** `nginx-vet format FILE`: the configuration laid out well. */
import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from './context.ts';
import { LAYOUT, type LayoutArguments, OUT } from './crossplane-options.ts';

export interface FormatArguments extends LayoutArguments {
  readonly file: string;
  readonly out?: string | undefined;
}

export function formatCommand(context: CommandContext): CommandModule<object, FormatArguments> {
  return {
    command: 'format <file>',
    describe: 'print one file laid out well; comments and blank lines are kept',
    builder: (yargs) =>
      yargs
        .positional('file', { type: 'string', demandOption: true, describe: 'the file' })
        .options({ out: OUT, ...LAYOUT }) as unknown as Argv<FormatArguments>,
    handler: async (args) => {
      const { runFormat } = await import('./crossplane-run.ts');
      runFormat(args, context);
    },
  };
}
