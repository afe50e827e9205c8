/** `nginx-vet rules`: the list of all rules. */
import type { CommandModule } from 'yargs';
import type { CommandContext } from './context.ts';

export function rulesCommand({ world }: CommandContext): CommandModule<object, { format: string }> {
  return {
    command: 'rules',
    describe: 'list all rules',
    builder: (yargs) =>
      yargs.demandCommand(0, 0).option('format', {
        alias: 'f',
        type: 'string',
        nargs: 1,
        choices: ['pretty', 'json'] as const,
        default: 'pretty',
        describe: 'how the list is written',
      }),
    handler: async ({ format }) => {
      const { rules } = await import('../../rules/index.ts');
      const { defaultOptions } = await import('../rule/index.ts');
      if (format === 'json') {
        const list = rules.map(({ id, category, severity, confidence, presets, fixable, since, options = {} }) => ({
          id,
          category,
          severity,
          confidence,
          presets: [...presets, 'strict'],
          fixable: fixable ?? false,
          since,
          options: defaultOptions(options),
        }));
        world.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
        return;
      }
      const width = Math.max(...rules.map((rule) => rule.id.length));
      let category = '';
      for (const rule of rules) {
        if (rule.category !== category) world.stdout.write(`${category === '' ? '' : '\n'}${rule.category}\n`);
        category = rule.category;
        world.stdout.write(
          `  ${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${rule.presets.join(', ') || 'strict only'}\n`,
        );
      }
      world.stdout.write('\n`nginx-vet explain RULE` says what a rule catches and why.\n');
    },
  };
}
