/** `nginx-vet completion SHELL`: a script for the shell, and the words that this script asks for. */
import type { CommandModule } from 'yargs';
import { type CommandContext, UsageError } from '../context.ts';
import type { CommandName } from '../names.ts';
import type { CompletedCommand } from './candidates.ts';
import { SHELLS, type Shell } from './scripts.ts';

interface CompletionArguments {
  readonly shell?: Shell | undefined;
  readonly words: boolean;
  readonly '--'?: readonly string[] | undefined;
}

export function completionCommand(
  { world }: CommandContext,
  commands: () => Readonly<Record<CommandName, CompletedCommand>>,
): CommandModule<object, CompletionArguments> {
  return {
    command: 'completion [shell]',
    describe: 'print a script that completes commands, options and rules in your shell',
    builder: (yargs) =>
      yargs
        .positional('shell', { choices: SHELLS, describe: 'default: the shell in $SHELL' })
        .option('words', { type: 'boolean', default: false, hidden: true })
        .example('eval "$(nginx-vet completion bash)"', 'in ~/.bashrc')
        .example('eval "$(nginx-vet completion zsh)"', 'in ~/.zshrc, after compinit')
        .example('nginx-vet completion fish | source', 'in ~/.config/fish/completions/nginx-vet.fish'),
    handler: async ({ shell, words, '--': rest = [] }) => {
      if (words) {
        const { candidates } = await import('./candidates.ts');
        // descriptions of commands and options are one line each
        const lines = candidates(rest.map(String), commands()).map((c) => `${c.word}\t${c.description}\n`);
        world.stdout.write(lines.join(''));
        return;
      }
      const { SCRIPTS } = await import('./scripts.ts');
      world.stdout.write(SCRIPTS[shell ?? shellOf(world.env.SHELL)]);
    },
  };
}

function shellOf(login: string | undefined): Shell {
  const name = login?.replace(/^.*\//, '');
  const known = SHELLS.find((shell) => shell === name);
  if (known === undefined) {
    throw new UsageError(
      name === undefined ? 'which shell? $SHELL is not set' : `there is no completion for \`${name}\``,
      `name one: ${SHELLS.map((shell) => `\`nginx-vet completion ${shell}\``).join(', ')}`,
    );
  }
  return known;
}
