/** `nginx-vet lex FILE`: the tokens of a configuration as JSON, as crossplane lists them. */
import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from './context.ts';
import { INDENT_OF_JSON, OUT } from './crossplane-options.ts';

export interface LexArguments {
  readonly file: string;
  readonly out?: string | undefined;
  readonly indent?: number | undefined;
  readonly lineNumbers: boolean;
}

export function lexCommand(context: CommandContext): CommandModule<object, LexArguments> {
  return {
    command: 'lex <file>',
    describe: 'print the tokens of one file as JSON, as crossplane does',
    builder: (yargs) =>
      yargs.positional('file', { type: 'string', demandOption: true, describe: 'the file' }).options({
        out: OUT,
        indent: INDENT_OF_JSON,
        'line-numbers': { alias: 'n', type: 'boolean', default: false, describe: 'with their line numbers' },
      }) as unknown as Argv<LexArguments>,
    handler: async (args) => {
      const { runLex } = await import('./crossplane-run.ts');
      runLex(args, context);
    },
  };
}
