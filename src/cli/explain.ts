/** `nginx-vet explain RULE`: the prose of a rule. */
import type { CommandModule } from 'yargs';
import { nearest } from '../text/index.ts';
import { type CommandContext, UsageError } from './context.ts';

export function explainCommand({ world }: CommandContext): CommandModule<object, { rule: string }> {
  return {
    command: 'explain <rule>',
    describe: 'say what a rule catches, why, and what to write instead',
    builder: (yargs) =>
      yargs.demandCommand(0, 0).positional('rule', { type: 'string', demandOption: true, describe: 'id of the rule' }),
    handler: async ({ rule }) => {
      const { prose } = await import('../../rules/prose.generated.ts');
      const text = Object.hasOwn(prose, rule) ? prose[rule] : undefined;
      if (text === undefined) {
        const meant = nearest(rule, Object.keys(prose));
        throw new UsageError(
          `there is no rule \`${rule}\``,
          meant ? `did you mean \`${meant}\`?` : '`nginx-vet rules` lists them',
        );
      }
      world.stdout.write(text);
    },
  };
}
