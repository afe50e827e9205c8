/** How can the last word of a command line go on? */
import type { Argv } from 'yargs';
import yargs from 'yargs';
import { rules } from '../../../rules/index.ts';
import { FORMATS } from '../../report/index.ts';
import { COMMAND_NAMES, type CommandName } from '../names.ts';

export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** A command as far as completion needs it. */
export interface CompletedCommand {
  readonly command: string | readonly string[] | undefined;
  readonly describe?: unknown;
  readonly builder?: unknown;
}

/** The options of one command, as yargs collects them. */
interface Options {
  readonly descriptions: Readonly<Record<string, string | undefined>>;
  readonly choices: Readonly<Record<string, readonly string[] | undefined>>;
  readonly switches: ReadonlySet<string>;
  /** The name of the first argument. */
  readonly first: string | undefined;
  /** Short and second names → the name. */
  readonly names: ReadonlyMap<string, string>;
}

/** Values that yargs does not know as choices, by option or by the command whose argument they are. */
const VALUES: Readonly<Record<string, () => readonly Candidate[]>> = {
  'check format': () => Object.keys(FORMATS).map((word) => ({ word, description: 'format of a report' })),
  'check rule': () =>
    rules.flatMap(({ id }) =>
      ['error', 'warning', 'info', 'off'].map((level) => ({ word: `${id}=${level}`, description: '' })),
    ),
  explain: () => rules.map(({ id, severity, category }) => ({ word: id, description: `${category}, ${severity}` })),
};

/**
 * Candidates for the last of `words` (what stands after the program's name); none where a file is meant, which the shell
 * completes better. Never throws.
 */
export function candidates(
  words: readonly string[],
  commands: Readonly<Record<CommandName, CompletedCommand>>,
): readonly Candidate[] {
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const isCommand = (COMMAND_NAMES as readonly (string | undefined)[]).includes(before[0]);
  const name = (isCommand ? before[0] : 'check') as CommandName;
  if (before.includes('--')) return [];
  const options = optionsOf(commands[name]);
  const found = isValue(before, last, name, options) ?? [
    ...(before.length === 0 ? commandsIn(commands) : []),
    ...(last.startsWith('-')
      ? optionWords(options)
      : isFirstArgument(before, isCommand)
        ? argumentsOf(name, options)
        : []),
  ];
  return found.filter(({ word }) => word.startsWith(last));
}

function commandsIn(commands: Readonly<Record<string, CompletedCommand>>): readonly Candidate[] {
  return Object.entries(commands).map(([word, { describe }]) => ({ word, description: String(describe ?? '') }));
}

/** The values of the option that the last word belongs to; undefined where it is no option's value. */
function isValue(
  before: readonly string[],
  last: string,
  command: string,
  options: Options,
): readonly Candidate[] | undefined {
  const [, attached] = /^--([\w-]+)=/.exec(last) ?? [];
  const [, previous] = attached === undefined ? (/^--?([\w-]+)$/.exec(before.at(-1) ?? '') ?? []) : [];
  const given = attached ?? previous;
  if (given === undefined) return undefined;
  const name = options.names.get(given) ?? given;
  if (!(name in options.descriptions) || options.switches.has(name)) return undefined;
  const values = VALUES[`${command} ${name}`]?.() ?? words(options.choices[name]);
  return attached === undefined ? values : values.map((v) => ({ ...v, word: `--${attached}=${v.word}` }));
}

function words(choices: readonly string[] | undefined): readonly Candidate[] {
  return (choices ?? []).map((word) => ({ word, description: '' }));
}

function optionWords({ descriptions }: Options): readonly Candidate[] {
  return Object.entries(descriptions).map(([name, description = '']) => ({
    word: name.length === 1 ? `-${name}` : `--${name}`,
    // yargs marks its own texts, so that it can translate them
    description: description.replace(/^__yargsString__:/, ''),
  }));
}

function isFirstArgument(before: readonly string[], isCommand: boolean): boolean {
  return before.filter((word) => !word.startsWith('-')).length === (isCommand ? 1 : 0);
}

/** What the first argument of a command can be, where it is no path. */
function argumentsOf(command: string, { choices, first }: Options): readonly Candidate[] {
  return VALUES[command]?.() ?? words(first === undefined ? undefined : choices[first]);
}

function optionsOf({ builder, command }: CompletedCommand): Options {
  const program = yargs([]);
  if (typeof builder === 'function') (builder as (of: Argv) => unknown)(program);
  const known = (program as unknown as { getOptions(): KnownOptions }).getOptions();
  const usage = (program as unknown as Internals).getInternalMethods().getUsageInstance();
  const positionals = [
    ...[command]
      .flat()
      .join(' ')
      .matchAll(/[<[](\w+)/g),
  ].map(([, name = '']) => name);
  const isOption = (name: string): boolean => name in known.key && !positionals.includes(name);
  return {
    descriptions: Object.fromEntries(
      Object.entries(usage.getDescriptions()).filter(([name]) => isOption(name) && !known.hiddenOptions.includes(name)),
    ),
    choices: known.choices,
    first: positionals[0],
    switches: new Set(known.boolean),
    names: new Map(Object.entries(known.alias).flatMap(([name, others]) => others.map((other) => [other, name]))),
  };
}

interface KnownOptions {
  readonly boolean: readonly string[];
  readonly hiddenOptions: readonly string[];
  readonly key: Readonly<Record<string, unknown>>;
  readonly choices: Readonly<Record<string, readonly string[] | undefined>>;
  readonly alias: Readonly<Record<string, readonly string[]>>;
}

/** What yargs' types leave out: descriptions of a program that was put together. */
interface Internals {
  getInternalMethods(): { getUsageInstance(): { getDescriptions(): Readonly<Record<string, string | undefined>> } };
}
