/** What is in effect for one file, and who says so? */
import { inEffect, type Layer, type Path, type Settings } from '../config/index.ts';
import { isIn, shownPath } from '../engine/index.ts';
import { defaultOptions, type Rule } from '../rule/index.ts';
import type { Span } from '../text/index.ts';
import { layersOf } from './check-request.ts';
import type { World } from './context.ts';
import type { JudgingArguments } from './judging-options.ts';
import { type LoadArguments, readingOf } from './load-options.ts';

/** Who says it: a place in a settings file, an option of the command line, nobody. */
export type Origin =
  | { readonly kind: 'default' | 'option' }
  | { readonly kind: 'file'; readonly span: Span; readonly part?: string | undefined };

export interface EffectiveValue {
  readonly name: string;
  /** Paths are as people are shown them; undefined: not set. */
  readonly value: string | undefined;
  readonly from: Origin;
}

export interface EffectiveRule {
  readonly id: string;
  readonly isOn: boolean;
  /** The severity that all its findings have; absent: each has that of the rule. */
  readonly severity?: string;
  /** The severity of the rule itself; single findings may have others. */
  readonly own: string;
  /** With the defaults of what is not set; absent where the rule has none. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Whether the settings or the command line name it. */
  readonly isNamed: boolean;
  readonly from: Origin;
  readonly optionsFrom: Origin;
}

export interface Effective {
  readonly file: string;
  /** The settings files, the one that was found first. */
  readonly settings: readonly string[];
  /** Where it is said that nothing is reported on the file. */
  readonly ignoredBy: Span | undefined;
  readonly values: readonly EffectiveValue[];
  readonly rules: readonly EffectiveRule[];
}

/** What a command line and settings say. */
export interface SaidHere {
  readonly args: LoadArguments & JudgingArguments;
  readonly settings: Settings;
  readonly world: World;
}

/** What holds for findings in a file (absolute path). Throws UsageError. */
export function effectiveFor(file: string, rules: readonly Rule[], said: SaidHere): Effective {
  const { args, settings, world } = said;
  const { cwd } = world;
  const effect = inEffect(layersOf(args, settings), file);
  return {
    file: shownPath(cwd, file),
    settings: settings.files.toReversed().map(({ source }) => source.path),
    ignoredBy: settings.ignoringGlob(file),
    values: [
      ...readingValues(said),
      { name: 'preset', value: effect.preset.value, from: originIn(effect.preset.layer, ['preset']) },
      {
        name: 'minConfidence',
        value: effect.minConfidence.value,
        from: originIn(effect.minConfidence.layer, ['minConfidence']),
      },
      ...(effect.bindingsConfidence === effect.minConfidence
        ? []
        : [
            {
              name: 'bindings.minConfidence',
              value: effect.bindingsConfidence.value,
              from: originIn(effect.bindingsConfidence.layer, ['bindings', 'minConfidence']),
            },
          ]),
      ...otherValues(said),
    ],
    rules: rules.map((rule): EffectiveRule => {
      const named = effect.rules.get(rule.id);
      const level = named?.level.value ?? (isIn(effect.preset.value, rule) ? 'on' : 'off');
      const at = ['rules', rule.id];
      return {
        id: rule.id,
        isOn: level !== 'off',
        ...(level !== 'on' && level !== 'off' && { severity: level }),
        own: rule.severity,
        ...(rule.options && { options: { ...defaultOptions(rule.options), ...named?.options?.value } }),
        isNamed: named !== undefined,
        from: named ? originIn(named.level.layer, at) : originIn(effect.preset.layer, ['preset']),
        optionsFrom: originIn(named?.options?.layer, at),
      };
    }),
  };
}

function originIn(layer: Layer | undefined, at: Path): Origin {
  if (!layer) return { kind: 'default' };
  const span = layer.spanOf(at);
  return span ? { kind: 'file', span, part: layer.part } : { kind: 'option' };
}

/** How configurations are read. */
function readingValues({ args, settings, world }: SaidHere): readonly EffectiveValue[] {
  const { config } = settings;
  const { prefix, pathMap } = readingOf(args, settings, world);
  const { cwd } = world;
  const mapped = new Set((args.pathMap ?? []).map((item) => item.slice(0, item.indexOf('='))));
  const origin = (isOption: boolean, ...at: Path) => (isOption ? OPTION : fileOrigin(settings, at));
  return [
    {
      name: 'nginxVersion',
      value: args.nginxVersion ?? config.nginxVersion,
      from: origin(args.nginxVersion !== undefined, 'nginxVersion'),
    },
    { name: 'edition', value: args.edition ?? config.edition, from: origin(args.edition !== undefined, 'edition') },
    {
      name: 'prefix',
      value: prefix === undefined ? undefined : shownPath(cwd, prefix),
      from: origin(args.prefix !== undefined, 'prefix'),
    },
    ...pathMap.map(({ from, to }) => ({
      name: `pathMap ${from}`,
      value: shownPath(cwd, to),
      from: origin(mapped.has(from), 'pathMap', from),
    })),
  ];
}

function otherValues({ args, settings, world: { cwd } }: SaidHere): readonly EffectiveValue[] {
  const { config, plugins } = settings;
  return [
    {
      name: 'failOn',
      value: args.failOn ?? config.failOn ?? 'warning',
      from: args.failOn === undefined ? fileOrigin(settings, ['failOn']) : OPTION,
    },
    {
      name: 'baseline',
      value: config.baseline === undefined ? undefined : shownPath(cwd, config.baseline),
      from: fileOrigin(settings, ['baseline']),
    },
    ...plugins.map(({ path, span }, index): EffectiveValue => {
      return { name: `plugins[${index}]`, value: shownPath(cwd, path), from: { kind: 'file', span } };
    }),
    {
      name: 'bindings',
      value: config.bindings === undefined ? undefined : Object.keys(config.bindings as object).join(', '),
      from: fileOrigin(settings, ['bindings']),
    },
  ];
}

const OPTION: Origin = { kind: 'option' };

function fileOrigin({ sayerOf }: Settings, at: Path): Origin {
  const span = sayerOf(at)?.spanOf(at);
  return span ? { kind: 'file', span } : { kind: 'default' };
}
