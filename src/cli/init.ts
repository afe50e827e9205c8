/** `nginx-vet init [PATH]`: writes the settings that follow from what is there. */
import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from './context.ts';
import { type LoadArguments, withLoadOptions } from './load-options.ts';

export interface InitArguments extends LoadArguments {
  readonly path: string;
  readonly bindings: boolean;
  readonly stdout: boolean;
  readonly force: boolean;
}

export function initCommand(context: CommandContext): CommandModule<object, InitArguments> {
  return {
    command: 'init [path]',
    describe: 'write a settings file from what is found: nginx version, path map, where the apps listen',
    builder: (yargs) =>
      withLoadOptions(yargs.demandCommand(0, 0))
        .positional('path', {
          type: 'string',
          default: '.',
          describe: 'a configuration, or the directory to look through',
        })
        .options({
          bindings: {
            type: 'boolean',
            default: false,
            describe: 'pin where the apps that nginx dials listen: from then on both sides are held to it',
            group: 'Settings:',
          },
          force: {
            type: 'boolean',
            default: false,
            describe: 'write although there are settings: those of this directory are replaced, others are extended',
            group: 'Settings:',
          },
          stdout: {
            type: 'boolean',
            default: false,
            describe: 'print the settings, write nothing',
            group: 'Settings:',
          },
        })
        .example('$0 init', 'write .nginx-vet.yaml for this directory; a file that is there stays as it is')
        .example('$0 init --bindings', 'with the contract: which app listens where')
        .example('$0 init nginx/nginx.conf --stdout', 'look first') as unknown as Argv<InitArguments>,
    handler: async (args) => {
      const { runInit } = await import('./run-init.ts');
      await runInit(args, context);
    },
  };
}
