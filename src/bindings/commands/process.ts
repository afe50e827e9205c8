/** What is known about the processes of one place: what they listen on, and whether that is all they listen on. */

import type { SourceText, Span } from '../../text/index.ts';
import { gradeOf, type Mapped, slice, spanOf } from '../../yaml/index.ts';
import type { Binding, Evidence, Fact, Listen, Protocol, ServerSettings, SocketFile } from '../types.ts';

/** One address of a process. */
export interface Listener {
  readonly listen: Listen;
  readonly protocol: Protocol;
  readonly evidence: Evidence;
  readonly span: Span;
  readonly socket?: SocketFile;
  readonly settings?: ServerSettings;
  /** Only these clients are answered. */
  readonly allowedClients?: Fact<readonly string[]>;
  /** What has to be true for it, where a configuration says one thing or another. */
  readonly alternative?: string;
  /** Where the declaration is reached from. */
  readonly via?: readonly Span[];
}

export interface ProcessFacts {
  /** Recognised server program. */
  readonly server?: string;
  readonly listeners: readonly Listener[];
  /** Every address of the process is in `listeners`. False = there may be others. */
  readonly closed: boolean;
  readonly settings?: ServerSettings;
  /** Whom the server becomes. */
  readonly user?: Fact<string>;
  readonly group?: Fact<string>;
}

/** What a process finds around it: its working directory and the files of its place. */
export interface Surroundings {
  /** Absolute; undefined = not known. */
  readonly cwd?: string;
  /** The image it runs in, or the one that its own is made from: `node:22-alpine`. */
  readonly image?: string;
  /**
   * The text of a file by the path the process opens, absolute or relative to `cwd`. `none` = surely not there, `unknown`
   * = nobody can say.
   */
  file(path: string): SourceText | 'none' | 'unknown';
}

/** Surroundings of which nothing is known. */
export const NOWHERE: Surroundings = { file: () => 'unknown' };

/** Reads the arguments after the program's name; `self` is the name itself, the place of what is only a default. */
export type ServerReader = (args: readonly Mapped[], env: Environment, self: Mapped, at: Surroundings) => ProcessFacts;

/** The environment a process starts with. */
export type Environment = ReadonlyMap<string, Mapped>;

/** A process of which nothing is known. */
export const UNKNOWN_PROCESS: ProcessFacts = { listeners: [], closed: false };

/** A listener that a text declares: `derived` when a variable was in it. */
export function listener(listen: Listen, protocol: Protocol, from: Mapped, evidence?: Evidence): Listener {
  return {
    listen,
    protocol,
    evidence: evidence ?? (gradeOf(from) === 'derived' ? 'derived' : 'declared'),
    span: spanOf(from),
  };
}

/** A value that a text gives. */
export function factOf<T>(value: T, from: Mapped): Fact<T> {
  return { value, by: gradeOf(from) === 'declared' ? 'declared' : 'derived', span: spanOf(from) };
}

/** A value that a program has built in; `self` is the program's name. */
export function defaultFact<T>(value: T, self: Mapped): Fact<T> {
  return { value, by: 'default', span: spanOf(self) };
}

/** The values of an option in all its spellings: `--bind X`, `--bind=X`, `-b X`, `-bX`. */
export function optionValues(args: readonly Mapped[], ...names: readonly string[]): Mapped[] {
  const values: Mapped[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    for (const name of names) {
      const found = optionValue(arg, args[i + 1], name);
      if (found) values.push(found);
    }
  }
  return values;
}

/** The last value of an option: it replaces the ones before. */
export function lastOption(args: readonly Mapped[], ...names: readonly string[]): Mapped | undefined {
  return optionValues(args, ...names).at(-1);
}

/** Whether a flag is among the arguments, with or without a value. */
export function hasOption(args: readonly Mapped[], ...names: readonly string[]): boolean {
  return args.some((arg) => names.some((name) => arg.text === name || arg.text.startsWith(`${name}=`)));
}

/** The arguments that are neither options nor values of the given options. */
export function positionals(args: readonly Mapped[], ...withValue: readonly string[]): Mapped[] {
  return args.filter((arg, i) => !arg.text.startsWith('-') && !withValue.includes(args[i - 1]?.text ?? ''));
}

/**
 * Whether a variable nobody knows may stand for whole options (`gunicorn $ARGS app`). As the value of an option it
 * hides nothing else.
 */
export function hidesOptions(args: readonly Mapped[]): boolean {
  return args.some((arg, i) => /^(\uffff|\$)/.test(arg.text) && !args[i - 1]?.text.startsWith('-'));
}

function optionValue(arg: Mapped, next: Mapped | undefined, name: string): Mapped | undefined {
  if (arg.text === name) return next;
  const long = name.startsWith('--');
  const rest = long ? `${name}=` : name;
  if (!arg.text.startsWith(rest) || (!long && arg.text.startsWith('--'))) return undefined;
  const start = rest.length + (!long && arg.text[rest.length] === '=' ? 1 : 0);
  return slice(arg, start);
}

/** The binding that one address of a process is, with what is known of its server. */
export function boundBy(
  { server, settings }: ProcessFacts,
  address: Listener,
  of: Pick<Binding, 'place' | 'app' | 'active'>,
): Binding {
  return { ...address, ...of, ...(server !== undefined && { server }), ...(settings && { settings }) };
}
