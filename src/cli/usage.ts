/** What is wrong with the arguments, and what should be written instead? yargs' complaints in our words. */
import { nearest } from '../text/index.ts';
import { UsageError } from './context.ts';

export interface UsageContext {
  readonly argv: readonly string[];
  /** Names of all options of the command, without dashes. */
  readonly options: readonly string[];
  /** The command that was recognised. */
  readonly command: string;
}

/** yargs' message (it has no codes) as an error with its help. */
export function usageError(message: string, context: UsageContext): UsageError {
  const { command, argv } = context;
  const list = `\`nginx-vet ${command} --help\` lists its options`;
  const [, unknown] = /^Unknown arguments?: (.*)$/m.exec(message) ?? [];
  if (unknown !== undefined) return unknownOption(unknown.split(', '), context, list);

  const [, name = '', given = '', choices] = /Argument: (\S+), Given: (.*), Choices: (.*)$/m.exec(message) ?? [];
  if (choices !== undefined) {
    const allowed = choices.split(', ').map((choice) => choice.replace(/^"|"$/g, ''));
    const value = given.split(', ').at(-1)?.replace(/^"|"$/g, '') ?? '';
    const what =
      argv.some((word) => word.startsWith('-')) && name !== 'what' ? `--${name}` : `\`nginx-vet ${command}\``;
    const meant = nearest(value, allowed);
    const hint = meant === undefined ? 'choose' : `did you mean \`${meant}\`? There is`;
    return new UsageError(
      `\`${value}\` is no value of ${what}`,
      `${hint} ${allowed.map((c) => `\`${c}\``).join(', ')}`,
    );
  }

  const [, missing] = /^Not enough arguments following: (.*)$/m.exec(message) ?? [];
  if (missing !== undefined) return new UsageError(`${dashed(missing)} needs a value`, list);
  if (/^Not enough non-option arguments/.test(message)) {
    return new UsageError(
      `\`nginx-vet ${command}\` needs more arguments`,
      `\`nginx-vet ${command} --help\` says which`,
    );
  }
  if (/^Too many non-option arguments/.test(message)) {
    const words = argv.filter((word) => !word.startsWith('-'));
    return new UsageError(`\`nginx-vet ${command}\` takes no \`${words.at(-1) ?? ''}\``, list);
  }
  return new UsageError(message.split('\n')[0] ?? message, list);
}

/** Throws UsageError for `--color=maybe`: yargs takes any value of a switch but `true` for `false`. */
export function assertSwitches(argv: readonly string[], switches: readonly string[]): void {
  for (const word of argv) {
    if (word === '--') return;
    const [, no = '', name = '', value] = /^--?(no-)?([\w-]+)=(.*)$/s.exec(word) ?? [];
    if (value === undefined || value === 'true' || value === 'false' || !switches.includes(name)) continue;
    const on = dashed(name);
    throw new UsageError(
      `${no ? `--no-${name}` : on} takes no value, so not \`${value}\``,
      `write \`${on}\` or \`--no-${name}\``,
    );
  }
}

/** The names of all options of the command that runs that are on or off, aliases included. */
export function switchesIn(running: unknown): readonly string[] {
  const usage = running as { getOptions?(): { readonly boolean?: readonly string[] } };
  return usage.getOptions?.().boolean ?? [];
}

/** The option names (and words) of the command that failed, from what yargs hands to `fail`: its usage, whatever its types say. */
export function optionsIn(failed: unknown): readonly string[] {
  const usage = failed as { getDescriptions?(): Readonly<Record<string, unknown>> };
  return Object.keys(usage.getDescriptions?.() ?? {});
}

function unknownOption(names: readonly string[], { argv, options }: UsageContext, list: string): UsageError {
  // `-site.conf` is read as -s -i -t …
  const path = argv.find((word) => /^-[^-]./.test(word) && names.includes(word[1]!));
  if (path !== undefined && /[./]/.test(path)) {
    return new UsageError(`\`${path}\` is read as options`, `for a path that begins with \`-\` write \`./${path}\``);
  }
  const [name = ''] = names;
  const meant = nearest(name, options);
  return new UsageError(
    `unknown option ${dashed(name)}`,
    meant === undefined ? list : `did you mean \`${dashed(meant)}\`?`,
  );
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
