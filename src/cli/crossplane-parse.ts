/** `nginx-vet parse FILE`: a configuration as crossplane's JSON payload. */
import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from './context.ts';
import { INDENT_OF_JSON, OUT } from './crossplane-options.ts';

export interface ParseArguments {
  readonly file: string;
  readonly out?: string | undefined;
  readonly indent?: number | undefined;
  readonly ignore?: string | undefined;
  readonly catch: boolean;
  readonly tbOnerror: boolean;
  readonly combine: boolean;
  readonly singleFile: boolean;
  readonly includeComments: boolean;
  readonly strict: boolean;
}

export function parseCommand(context: CommandContext): CommandModule<object, ParseArguments> {
  return {
    command: 'parse <file>',
    describe: "print a configuration as JSON, in crossplane's payload format",
    builder: (yargs) =>
      yargs.positional('file', { type: 'string', demandOption: true, describe: 'the main configuration' }).options({
        out: OUT,
        indent: INDENT_OF_JSON,
        ignore: { type: 'string', requiresArg: true, describe: 'leave out these directives (comma-separated)' },
        catch: {
          type: 'boolean',
          default: true,
          describe: 'go on after a mistake (--no-catch: first one of a file only)',
        },
        'tb-onerror': { type: 'boolean', default: false, describe: 'put a trace into the errors' },
        combine: {
          type: 'boolean',
          default: false,
          describe: 'make one file of all: includes are replaced by what they name',
        },
        'single-file': { type: 'boolean', default: false, describe: 'do not read included files' },
        'include-comments': { type: 'boolean', default: false, describe: 'include comments' },
        strict: { type: 'boolean', default: false, describe: 'unknown directives are errors' },
      }) as unknown as Argv<ParseArguments>,
    handler: async (args) => {
      const { runParse } = await import('./crossplane-run.ts');
      runParse(args, context);
    },
  };
}
