/** How a job that could not be done is told: what, where, and what to do; never a stack trace. */
import pc from 'picocolors';
import { ConfigError } from '../config/index.ts';
import { InputError } from '../engine/index.ts';
import { frame } from '../report/index.ts';
import { visible } from '../text/index.ts';
import { YamlMissing } from '../yaml/index.ts';
import { UsageError } from './context.ts';

/** The text for stderr, ending with a newline. */
export function say(thrown: unknown, color: boolean): string {
  // a rule that first asked for a YAML file is not what is wrong
  const error = thrown instanceof Error && thrown.cause instanceof YamlMissing ? thrown.cause : thrown;
  const colors = pc.createColors(color);
  const head = colors.bold(colors.red('nginx-vet:'));
  const help = (text: string | undefined): string =>
    text === undefined ? '' : `  ${colors.bold('help')}  ${visible(text)}\n`;
  if (error instanceof ConfigError) {
    if (error.problems.length === 0) return `${head} ${visible(error.message)}\n${help(error.help)}`;
    return error.problems
      .map(({ message, span, help: hint, related = [] }) => {
        const { lines } = frame({ span, label: '' }, related, { severity: 'error', ...(color && { colors }) });
        return `${head} ${visible(message)}\n${lines.join('\n')}\n${help(hint)}`;
      })
      .join('\n');
  }
  if (error instanceof InputError || error instanceof UsageError || error instanceof YamlMissing) {
    return `${head} ${visible(error.message)}\n${help(error.help)}`;
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${head} internal error: ${visible(text)}\n${help('this is a mistake of nginx-vet: please report it with the configuration that shows it')}`;
}
