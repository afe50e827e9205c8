/** `nginx-vet minify FILE`: the shortest text with the same meaning. */
import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from './context.ts';
import { OUT } from './crossplane-options.ts';

export interface MinifyArguments {
  readonly file: string;
  readonly out?: string | undefined;
}

export function minifyCommand(context: CommandContext): CommandModule<object, MinifyArguments> {
  return {
    command: 'minify <file>',
    describe: 'print one file without comments and needless white space',
    builder: (yargs) =>
      yargs
        .positional('file', { type: 'string', demandOption: true, describe: 'the file' })
        .options({ out: OUT }) as unknown as Argv<MinifyArguments>,
    handler: async (args) => {
      const { runMinify } = await import('./crossplane-run.ts');
      runMinify(args, context);
    },
  };
}
