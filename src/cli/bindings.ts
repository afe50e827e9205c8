/** `nginx-vet bindings [PATH…]`: which apps were found, and why each dial is ok, wrong or not judged. */
import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from './context.ts';
import { type LoadArguments, withLoadOptions } from './load-options.ts';

export interface BindingsArguments extends LoadArguments {
  readonly paths?: readonly string[] | undefined;
  readonly format: string;
  readonly failOn?: string | undefined;
  readonly color?: boolean | undefined;
  readonly '--'?: readonly string[] | undefined;
}

export function bindingsCommand(context: CommandContext): CommandModule<object, BindingsArguments> {
  return {
    command: 'bindings [paths..]',
    describe: 'list the apps that were found, and why each dial is ok, wrong or not judged',
    builder: (yargs) =>
      withLoadOptions(yargs)
        .positional('paths', {
          type: 'string',
          array: true,
          describe: 'files, directories, globs, or -; default: the working directory',
        })
        .options({
          format: {
            alias: 'f',
            type: 'string',
            nargs: 1,
            choices: ['pretty', 'json'],
            default: 'pretty',
            describe: 'how the list is written',
            group: 'Report:',
          },
          'fail-on': {
            type: 'string',
            choices: ['error', 'warning', 'info', 'never'],
            describe: 'least severity of a mismatch that gives exit code 1 (default warning)',
            requiresArg: true,
            group: 'Report:',
          },
          color: {
            type: 'boolean',
            describe: 'colours; default: when standard output is a terminal',
            group: 'Report:',
          },
        })
        .example('$0 bindings', 'what was found around the configurations in this directory')
        .example('$0 bindings nginx/nginx.conf', 'why nginx-vet says nothing about a dial of this file')
        .example('$0 bindings -f json --fail-on never', 'the same for a program') as unknown as Argv<BindingsArguments>,
    handler: async (args) => {
      const { runBindings } = await import('./run-bindings.ts');
      await runBindings(args, context);
    },
  };
}
