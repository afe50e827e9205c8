/** `nginx-vet build PAYLOAD`: the configuration files of a crossplane payload. */
import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from './context.ts';
import { LAYOUT, type LayoutArguments } from './crossplane-options.ts';

export interface BuildArguments extends LayoutArguments {
  readonly payload: string;
  readonly verbose: boolean;
  readonly dir?: string | undefined;
  readonly force: boolean;
  readonly headers: boolean;
  readonly stdout: boolean;
}

export function buildCommand(context: CommandContext): CommandModule<object, BuildArguments> {
  return {
    command: 'build <payload>',
    describe: 'write the configuration files that a JSON payload of `parse` stands for',
    builder: (yargs) =>
      yargs.positional('payload', { type: 'string', demandOption: true, describe: 'the JSON file' }).options({
        verbose: { alias: 'v', type: 'boolean', default: false, describe: 'say what was written' },
        dir: {
          alias: 'd',
          type: 'string',
          requiresArg: true,
          describe: 'directory to build in; default: the working directory',
        },
        force: { alias: 'f', type: 'boolean', default: false, describe: 'overwrite existing files without asking' },
        ...LAYOUT,
        headers: { type: 'boolean', default: true, describe: 'begin each file with a note (--no-headers)' },
        stdout: { type: 'boolean', default: false, describe: 'print the files instead of writing them' },
      }) as unknown as Argv<BuildArguments>,
    handler: async (args) => {
      const { runBuild } = await import('./crossplane-run.ts');
      runBuild(args, context);
    },
  };
}
