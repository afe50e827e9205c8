/** What does each stage of a Dockerfile make: environment, ports, command, files? */
import path from 'node:path/posix';
import type { SourceText } from '../../text/index.ts';
import { gradeOf, hasHole, type Mapped, slice, spanOf, standing, trim } from '../../yaml/index.ts';
import type { Lookup } from '../compose/interpolate.ts';
import { exposedRange } from '../compose/ports.ts';
import type { ExposedPorts } from '../compose/types.ts';
import { type Instruction, readInstructions } from './instructions.ts';
import type { Argv, Copy, Stage } from './types.ts';
import { expandedText, expandedWords, jsonWords } from './words.ts';

/** The arguments of a build; a value with a hole is one that nobody knows. */
export type BuildArguments = ReadonlyMap<string, Mapped>;

interface Draft {
  name?: string;
  base?: Mapped;
  env: Map<string, Mapped>;
  args: Map<string, Mapped>;
  exposed: ExposedPorts[];
  unknownPorts: boolean;
  entrypoint?: Argv;
  command?: Argv;
  isCommandOwn: boolean;
  probes?: readonly Mapped[];
  user?: Mapped;
  workingDir?: string;
  copies: Copy[];
  runs: Mapped[];
}

/** The stages in order. */
export function readStages(source: SourceText, given: BuildArguments): Stage[] {
  const globals = new Map<string, Mapped>();
  const stages: Draft[] = [];
  for (const instruction of readInstructions(source)) {
    const current = stages.at(-1);
    if (instruction.keyword === 'FROM') stages.push(from(instruction, stages, globals, given));
    else if (current) apply(current, instruction, globals, given);
    else if (instruction.keyword === 'ARG') declare(instruction, globals, given, globals);
  }
  return stages;
}

/** The stage of a name or number, the last one without either. */
export function stageOf(stages: readonly Stage[], target: string | undefined): Stage | undefined {
  if (target === undefined) return stages.at(-1);
  const named = stages.find((stage) => stage.name?.toLowerCase() === target.toLowerCase());
  return named ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined);
}

/** `FROM [--platform=P] IMAGE [AS name]`; IMAGE may be an earlier stage. */
function from({ rest }: Instruction, stages: readonly Draft[], globals: BuildArguments, given: BuildArguments): Draft {
  const words = expandedWords(rest, lookupIn(globals, given)).filter((word) => !word.text.startsWith('--'));
  const [image, as, name] = words;
  const named = as?.text.toLowerCase() === 'as' && name ? { name: name.text } : {};
  const parent = image && (stageOf(stages, image.text) as Draft | undefined);
  const isStage = parent && !/^\d+$/.test(image.text);
  if (!isStage) return { ...emptyDraft(), ...named, ...(image && { base: image }) };
  return {
    ...parent,
    ...named,
    env: new Map(parent.env),
    args: new Map(),
    exposed: [...parent.exposed],
    copies: [...parent.copies],
    runs: [...parent.runs],
    isCommandOwn: false,
  };
}

function emptyDraft(): Draft {
  return {
    env: new Map(),
    args: new Map(),
    exposed: [],
    unknownPorts: false,
    isCommandOwn: false,
    copies: [],
    runs: [],
  };
}

function apply(stage: Draft, instruction: Instruction, globals: BuildArguments, given: BuildArguments): void {
  const { rest } = instruction;
  const lookup: Lookup = (name) => known(stage.env.get(name)) ?? known(stage.args.get(name));
  switch (instruction.keyword) {
    case 'ARG':
      declare(instruction, stage.args, given, globals);
      break;
    case 'ENV':
      for (const [name, value] of assignments(rest, lookup)) stage.env.set(name, value);
      break;
    case 'EXPOSE':
      for (const word of expandedWords(rest, lookup)) {
        const ports = exposedRange(word);
        if (ports === 'unknown') stage.unknownPorts = true;
        else if (ports !== 'skip') stage.exposed.push({ ports, span: spanOf(word) });
      }
      break;
    case 'CMD':
      stage.command = argv(rest);
      stage.isCommandOwn = true;
      break;
    case 'ENTRYPOINT':
      stage.entrypoint = argv(rest);
      // the inherited arguments belong to the entrypoint they were written for
      if (!stage.isCommandOwn) delete stage.command;
      break;
    case 'HEALTHCHECK':
      stage.probes = probesOf(rest);
      break;
    case 'USER':
      stage.user = expandedText(rest, lookup);
      break;
    case 'WORKDIR': {
      const directory = expandedText(rest, lookup);
      if (hasHole(directory)) delete stage.workingDir;
      else if (directory.text.startsWith('/')) stage.workingDir = path.normalize(directory.text);
      else if (stage.workingDir !== undefined) stage.workingDir = path.join(stage.workingDir, directory.text);
      break;
    }
    case 'COPY':
    case 'ADD':
      for (const copy of copyOf(instruction, stage, lookup)) stage.copies.push(copy);
      break;
    case 'RUN':
      stage.runs.push(rest);
      for (const { text } of instruction.heredocs) stage.runs.push(text);
      break;
    default:
  }
}

/** `ARG NAME[=default]`: the build's own value wins, then the one before the first FROM. */
function declare(
  { rest }: Instruction,
  into: Map<string, Mapped>,
  given: BuildArguments,
  globals: BuildArguments,
): void {
  const lookup = lookupIn(into, given);
  for (const word of expandedWords(rest, lookup)) {
    const equals = word.text.indexOf('=');
    const name = equals < 0 ? word.text : word.text.slice(0, equals);
    const byDefault = equals < 0 ? globals.get(name) : slice(word, equals + 1);
    const value = given.get(name) ?? byDefault;
    if (value) into.set(name, value);
  }
}

function lookupIn(declared: BuildArguments, given: BuildArguments): Lookup {
  return (name) => known(declared.get(name)) ?? (declared.has(name) ? known(given.get(name)) : undefined);
}

function known(value: Mapped | undefined): string | undefined {
  return value && gradeOf(value) !== 'unresolved' ? value.text : undefined;
}

/** `A=1 B="2 3"`, or the old `A 1 2 3`. */
function assignments(rest: Mapped, lookup: Lookup): [string, Mapped][] {
  const old = /^([^\s=]+)\s+/.exec(rest.text);
  if (old) return [[old[1]!, expandedText(trim(slice(rest, old[0].length)), lookup)]];
  return expandedWords(rest, lookup).flatMap((word): [string, Mapped][] => {
    const equals = word.text.indexOf('=');
    return equals > 0 ? [[word.text.slice(0, equals), slice(word, equals + 1)]] : [];
  });
}

function argv(rest: Mapped): Argv {
  const words = jsonWords(rest);
  return words ? { words, isShell: false } : { words: rest.text === '' ? [] : [rest], isShell: true };
}

/** `[options] CMD …` or `NONE`. */
function probesOf(rest: Mapped): readonly Mapped[] {
  const command = /^(?:--\S+\s+)*CMD\s+/i.exec(rest.text);
  if (!command) return [];
  const test = slice(rest, command[0].length);
  return jsonWords(test) ?? [test];
}

function copyOf({ rest, heredocs, span }: Instruction, stage: Draft, lookup: Lookup): Copy[] {
  const flags: Mapped[] = [];
  let words = rest;
  for (let flag = /^--\S+\s+/.exec(words.text); flag; flag = /^--\S+\s+/.exec(words.text)) {
    flags.push(trim(slice(words, 0, flag[0].length)));
    words = slice(words, flag[0].length);
  }
  const all = jsonWords(words) ?? expandedWords(words, lookup);
  const target = all.at(-1);
  if (!target || all.length < 2) return [];
  const fromFlag = flags.find((flag) => flag.text.startsWith('--from='));
  const texts = new Map(heredocs.map((heredoc) => [heredoc.name, heredoc.text]));
  return [
    {
      sources: all.slice(0, -1).map((word) => {
        const name = /^<<-?["']?(\w+)["']?$/.exec(word.text)?.[1];
        return name === undefined ? word : standing(spanOf(word), name);
      }),
      ...(fromFlag && { from: expandedText(slice(fromFlag, '--from='.length), lookup) }),
      texts,
      target: targetOf(target, stage.workingDir),
      after: stage.runs.length,
      span,
    },
  ];
}

function targetOf(target: Mapped, workingDir: string | undefined): string | undefined {
  const { text } = target;
  if (hasHole(target)) return undefined;
  if (!text.startsWith('/') && workingDir === undefined) return undefined;
  const absolute = path.normalize(text.startsWith('/') ? text : `${workingDir}/${text}`);
  const isDirectory = /(^|\/)\.{0,2}$/.test(text);
  return isDirectory && !absolute.endsWith('/') ? `${absolute}/` : absolute;
}
