/** What do the words of the command line and the settings ask of a check? */
import path from 'node:path/posix';
import { rules } from '../../rules/index.ts';
import {
  type Layer,
  type MinConfidence,
  NO_SETTINGS,
  type Preset,
  RULE_LEVELS,
  type RuleLevel,
  type Settings,
} from '../config/index.ts';
import { type CheckRequest, fromSettings, type Policy, policyOf, type TextInput } from '../engine/index.ts';
import type { Rule } from '../rule/index.ts';
import { nearest } from '../text/index.ts';
import { toolVersion } from '../version.ts';
import type { CheckArguments } from './check.ts';
import { type CommandContext, readStdin, UsageError, type World } from './context.ts';
import { type LoadArguments, readingOf } from './load-options.ts';
import type { Plugins } from './plugins.ts';
import { loadWithPlugins } from './settings.ts';

/** The options of `check` that say what is checked and how. */
export type RequestArguments = LoadArguments &
  Pick<CheckArguments, 'paths' | '--'> &
  Partial<Pick<CheckArguments, 'minConfidence' | 'preset' | 'rule' | 'plugin' | 'bindings'>>;

export interface Asked {
  readonly request: CheckRequest;
  readonly settings: Settings;
  readonly policy: Policy;
  /** undefined: nobody asks for any. */
  readonly plugins: Plugins | undefined;
}

/** The request, and what it rests on. Throws ConfigError, UsageError. */
export async function requestOf(
  args: RequestArguments,
  context: CommandContext,
  { ignoresSettings = false } = {},
): Promise<Asked> {
  const { world } = context;
  const start = settingsStart(pathsOf(args), world);
  const { settings, plugins } = ignoresSettings
    ? { settings: NO_SETTINGS, plugins: undefined }
    : await loadWithPlugins(world, args.config, start, args.plugin);
  const all = plugins ? [...rules, ...plugins.rules] : rules;
  const policy = policyOf(layersOf(args, settings, all), all, world.cwd);
  const request = requestFrom(args, { settings, policy }, context, await patternReader(pathsOf(args)));
  return { request: plugins ? { ...request, onFailure: plugins.note } : request, settings, policy, plugins };
}

/** What is said of rules: by the settings, then by the command line. Throws UsageError. */
export function layersOf(
  { minConfidence, preset, rule }: Pick<RequestArguments, 'minConfidence' | 'preset' | 'rule'>,
  settings: Settings,
  known: readonly Rule[] = rules,
): readonly Layer[] {
  const levels = ruleLevels(rule, known);
  if (levels.length === 0 && preset === undefined && minConfidence === undefined) return settings.layers;
  const said = { preset: preset as Preset | undefined, minConfidence: minConfidence as MinConfidence | undefined };
  const commandLine = { ...said, rules: Object.fromEntries(levels), spanOf: () => undefined };
  return [...settings.layers, commandLine];
}

function requestFrom(
  args: RequestArguments,
  { settings, policy }: Pick<Asked, 'settings' | 'policy'>,
  context: CommandContext,
  matchesOf: PatternReader,
): CheckRequest {
  const { world } = context;
  const { rules, severityOf, minConfidence } = policy;
  const { paths, texts } = inputs(args, context, settings.ignored, matchesOf);
  const { nginx, ...reading } = readingOf(args, settings, world);
  return {
    ...fromSettings(settings),
    fs: world.fs,
    cwd: world.cwd,
    paths,
    texts,
    rules,
    knownRules: policy.allRules,
    toolVersion,
    ...(nginx && { nginx }),
    ...reading,
    ...(severityOf && { severityOf }),
    ...(minConfidence && { minConfidence }),
    ...(args.bindings !== undefined && { bindings: args.bindings }),
    now: world.now,
  };
}

/** Settings are looked for from the first path upward, as editors and hooks run from anywhere. */
export function settingsStart(paths: readonly string[], world: World): string {
  for (const named of paths) {
    const absolute = path.resolve(world.cwd, named);
    const stat = named === '-' ? undefined : world.fs.stat(absolute);
    if (stat) return stat.kind === 'directory' ? absolute : path.dirname(absolute);
  }
  return world.cwd;
}

/** The paths, with those after `--`. */
export function pathsOf(args: Pick<RequestArguments, 'paths' | '--'>): readonly string[] {
  return [...(args.paths ?? []), ...(args['--'] ?? [])];
}

/** The files that a pattern names; undefined for what is no pattern. */
type PatternReader = (word: string, cwd: string) => readonly string[] | undefined;

/** The package is loaded only when a word looks like a pattern: most runs name files and directories. */
async function patternReader(words: readonly string[]): Promise<PatternReader> {
  if (!words.some((word) => /[*?[{(]/.test(word))) return () => undefined;
  const { globSync, hasMagic } = await import('glob');
  return (word, cwd) => (hasMagic(word) ? globSync(word, { cwd, nodir: true, posix: true }).sort() : undefined);
}

interface NamedInputs {
  readonly paths: readonly string[];
  readonly texts: readonly TextInput[];
}

function inputs(
  args: RequestArguments,
  context: CommandContext,
  ignored: (absolute: string) => boolean,
  matchesOf: PatternReader,
): NamedInputs {
  const { world } = context;
  const named = pathsOf(args).length > 0 ? pathsOf(args) : ['.'];
  if (named.filter((item) => item === '-').length > 1) {
    throw new UsageError('standard input can be read only once', 'write `-` once');
  }
  const paths: string[] = [];
  const texts: TextInput[] = [];
  for (const item of named) {
    if (item === '') {
      throw new UsageError(
        'an argument is empty',
        'an unset variable of a script? Name a file or a directory, for example `.`',
      );
    }
    if (item === '-') {
      texts.push({ name: args.stdinFilename ?? 'stdin', bytes: readStdin(world) });
      continue;
    }
    const isThere = world.fs.stat(path.resolve(world.cwd, item)) !== undefined;
    if (!isThere && /^[a-z-]+$/.test(item) && commandFor(item, context)) {
      throw new UsageError(`\`${item}\`: no such file or directory`, commandFor(item, context));
    }
    const all = isThere ? undefined : matchesOf(item, world.cwd);
    if (all) {
      const matches = all.filter((match) => !ignored(path.resolve(world.cwd, match)));
      if (matches.length === 0)
        throw new UsageError(
          `\`${item}\` matches no file`,
          'check the pattern; quote it so that the shell leaves it alone',
        );
      for (const one of matches) paths.push(one);
    } else {
      paths.push(item);
    }
  }
  return { paths, texts };
}

/** What to say of a word that is no path: it may be a command that was misspelt, or that stands behind options. */
function commandFor(word: string, { commands }: CommandContext): string | undefined {
  if (commands.includes(word)) return `the command comes first: \`nginx-vet ${word} …\``;
  const meant = nearest(word, commands);
  return meant === undefined ? undefined : `did you mean the command \`${meant}\`?`;
}

function ruleLevels(
  items: readonly string[] | undefined,
  all: readonly Rule[],
): readonly (readonly [string, RuleLevel])[] {
  return (items ?? []).map((item) => {
    const [id = '', level = ''] = item.split('=', 2);
    if (!all.some((rule) => rule.id === id)) {
      const meant = nearest(
        id,
        all.map((rule) => rule.id),
      );
      throw new UsageError(
        `there is no rule \`${id}\``,
        meant ? `did you mean \`${meant}\`?` : '`nginx-vet rules` lists them',
      );
    }
    const known = RULE_LEVELS.find((one) => one === level);
    if (!known) {
      const meantLevel = nearest(level, RULE_LEVELS);
      throw new UsageError(
        `\`${item}\`: the level must be error, warning, info, on or off`,
        meantLevel === undefined ? `for example --rule ${id}=info` : `did you mean \`--rule ${id}=${meantLevel}\`?`,
      );
    }
    return [id, known];
  });
}
