/** Which rules hold in a file, how loud, and with which options? The settings laid over each other. */
import type { Span } from '../text/index.ts';
import type { Path } from './node.ts';
import type { MinConfidence, Preset, RuleLevel, RuleOptions, RuleSetting, RuleSettings } from './settings.ts';

/** What one part of the settings says of rules: a file, one of its overrides, a preset that it extends, the command line. */
export interface Layer {
  /** The file as people are shown it, and what in it speaks (`overrides[0]`); undefined: the command line, the caller. */
  readonly file?: string;
  readonly part?: string;
  /** Whether it speaks of findings in this file (absolute path); absent: of all. */
  readonly appliesTo?: (file: string) => boolean;
  readonly preset?: Preset | undefined;
  readonly rules?: RuleSettings | undefined;
  readonly minConfidence?: MinConfidence | undefined;
  /** The same for the rules `binding-*` alone (`bindings.minConfidence`). */
  readonly bindingsConfidence?: MinConfidence | undefined;
  /** Where it is written (`['rules', 'proxy-buffer-size']`); undefined outside of files. */
  spanOf(path: Path): Span | undefined;
}

/** A value together with the part that says it. */
export interface Said<T> {
  readonly value: T;
  /** Undefined: nobody, it is the default. */
  readonly layer: Layer | undefined;
}

export interface RuleInEffect {
  /** Undefined: the preset decides. */
  readonly level: Said<RuleLevel>;
  /** Undefined: the defaults hold. */
  readonly options: Said<RuleOptions> | undefined;
}

/** What holds for the findings in one file. */
export interface InEffect {
  readonly preset: Said<Preset>;
  readonly minConfidence: Said<MinConfidence>;
  /** What holds for the rules `binding-*`. */
  readonly bindingsConfidence: Said<MinConfidence>;
  /** The rules that are spoken of, by id; of all others the preset decides. */
  readonly rules: ReadonlyMap<string, RuleInEffect>;
}

/** What layers say together of the findings in a file (absolute path): the later ones win. */
export function inEffect(layers: readonly Layer[], file: string): InEffect {
  let preset: Said<Preset> = { value: 'recommended', layer: undefined };
  let minConfidence: Said<MinConfidence> = { value: 'medium', layer: undefined };
  let bindingsConfidence = minConfidence;
  const rules = new Map<string, RuleInEffect>();
  for (const layer of layers) {
    if (layer.appliesTo && !layer.appliesTo(file)) continue;
    if (layer.preset) preset = { value: layer.preset, layer };
    if (layer.minConfidence) {
      minConfidence = { value: layer.minConfidence, layer };
      bindingsConfidence = minConfidence;
    }
    if (layer.bindingsConfidence) bindingsConfidence = { value: layer.bindingsConfidence, layer };
    for (const [id, setting] of Object.entries(layer.rules ?? {})) {
      const options = optionsIn(setting);
      rules.set(id, {
        level: { value: levelIn(setting), layer },
        options: options ? { value: options, layer } : rules.get(id)?.options,
      });
    }
  }
  return { preset, minConfidence, bindingsConfidence, rules };
}

/** What may hold in some file: a superset, found without any file. */
export interface Possible {
  readonly presets: ReadonlySet<Preset>;
  /** Of a rule, the levels (undefined: the preset decides) and the options (undefined: the defaults) that may hold. */
  of(rule: string): PossibleRule;
}

export interface PossibleRule {
  readonly levels: ReadonlySet<RuleLevel | undefined>;
  readonly options: ReadonlySet<RuleOptions | undefined>;
}

/** What layers may say of any file. */
export function possible(layers: readonly Layer[]): Possible {
  let presets = new Set<Preset>(['recommended']);
  for (const { appliesTo, preset } of layers) if (preset) presets = joined(appliesTo ? presets : [], preset);
  return {
    presets,
    of(rule) {
      let levels = new Set<RuleLevel | undefined>([undefined]);
      let options = new Set<RuleOptions | undefined>([undefined]);
      for (const { appliesTo, rules = {} } of layers) {
        if (!Object.hasOwn(rules, rule)) continue;
        const setting = rules[rule]!;
        const given = optionsIn(setting);
        levels = joined(appliesTo ? levels : [], levelIn(setting));
        if (given) options = joined(appliesTo ? options : [], given);
      }
      return { levels, options };
    },
  };
}

function joined<T>(earlier: Iterable<T>, one: T): Set<T> {
  return new Set(earlier).add(one);
}

function levelIn(setting: RuleSetting): RuleLevel {
  return typeof setting === 'string' ? setting : setting[0];
}

function optionsIn(setting: RuleSetting): RuleOptions | undefined {
  return typeof setting === 'string' ? undefined : setting[1];
}
