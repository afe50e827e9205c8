/** `nginx-vet baseline [PATH…]`: writes down what is found today, so that only what is new is told from then on. */
import type { Argv, CommandModule } from 'yargs';
import type { CheckArguments } from './check.ts';
import type { CommandContext } from './context.ts';
import { RULE_OPTIONS, SOURCE_OPTIONS } from './judging-options.ts';
import { type LoadArguments, withLoadOptions } from './load-options.ts';

export interface BaselineArguments
  extends LoadArguments,
    Pick<CheckArguments, 'paths' | '--' | 'minConfidence' | 'preset' | 'rule' | 'plugin' | 'bindings'> {
  /** The file to write. */
  readonly baseline?: string | undefined;
  readonly prune: boolean;
}

export function baselineCommand(context: CommandContext): CommandModule<object, BaselineArguments> {
  return {
    command: 'baseline [paths..]',
    describe: 'write down what is found today: from then on only what is new is told',
    builder: (yargs) =>
      withLoadOptions(yargs)
        .positional('paths', { type: 'string', array: true, describe: 'as for check' })
        .options({
          prune: {
            type: 'boolean',
            default: false,
            describe: 'only take out what is gone; add nothing',
            group: 'Baseline:',
          },
          baseline: {
            type: 'string',
            describe: 'the file; default: the nearest .nginx-vet-baseline.json, else a new one beside the settings',
            requiresArg: true,
            group: 'Baseline:',
          },
          ...RULE_OPTIONS,
          ...SOURCE_OPTIONS,
        })
        .example('$0 baseline', 'all findings of today are old')
        .example('$0 baseline --prune', 'take out what has been mended since') as unknown as Argv<BaselineArguments>,
    handler: async (args) => {
      const { runBaseline } = await import('./run-baseline.ts');
      await runBaseline(args, context);
    },
  };
}
