/** What can be set in nginx-vet's own settings, and where was it set? */
import type { SourceText, Span } from '../text/index.ts';
import type { Path } from './node.ts';
import type { Layer } from './policy.ts';

export const PRESETS = ['syntax', 'recommended', 'strict'] as const;
export type Preset = (typeof PRESETS)[number];

/** `on`: with the severities that the rule has by itself. */
export const RULE_LEVELS = ['error', 'warning', 'info', 'off', 'on'] as const;
export type RuleLevel = (typeof RULE_LEVELS)[number];

export const MIN_CONFIDENCES = ['high', 'medium', 'low'] as const;
export type MinConfidence = (typeof MIN_CONFIDENCES)[number];

export const FAIL_LEVELS = ['error', 'warning', 'info', 'never'] as const;
export type FailLevel = (typeof FAIL_LEVELS)[number];

/** Options of a rule by name, as they are written. */
export type RuleOptions = Readonly<Record<string, unknown>>;

/** A level alone leaves options as they are; options replace all options that were set before. */
export type RuleSetting = RuleLevel | readonly [level: RuleLevel] | readonly [level: RuleLevel, options: RuleOptions];

/** By rule id. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** Settings for the findings in some files. */
export interface Override {
  /** Globs relative to the directory of the settings file. */
  readonly files: string | readonly string[];
  readonly excludeFiles?: string | readonly string[];
  readonly preset?: Preset;
  readonly rules?: RuleSettings;
  readonly minConfidence?: MinConfidence;
}

/** The contents of a settings file as schemas/config.schema.json has them; what is not set is absent. */
export interface Config {
  readonly $schema?: string;
  /** Presets (`nginx-vet:strict`) and settings files, relative to the directory of this one; the later ones win. */
  readonly extends?: string | readonly string[];
  readonly nginxVersion?: string;
  readonly edition?: 'oss' | 'plus' | 'openresty';
  readonly prefix?: string;
  /** Path prefixes of the machine that nginx runs on → paths here, in the order of the file. */
  readonly pathMap?: Readonly<Record<string, string>>;
  readonly preset?: Preset;
  readonly rules?: RuleSettings;
  readonly overrides?: readonly Override[];
  readonly minConfidence?: MinConfidence;
  readonly failOn?: FailLevel;
  readonly ignore?: readonly string[];
  readonly baseline?: string;
  readonly plugins?: readonly string[];
  /** Valid by schemas/bindings.schema.json; its strings and keys are byte strings. Its type belongs to the bindings room. */
  readonly bindings?: unknown;
}

/** One file of settings. */
export interface SettingsFile {
  /** Absolute. */
  readonly path: string;
  readonly source: SourceText;
  /** What it says itself. */
  readonly config: Config;
  /** The span of what it sets at a path (`['rules', 'proxy-buffer-size']`); undefined when nothing is. */
  spanOf(path: Path): Span | undefined;
}

/** A module that brings rules of its own. */
export interface PluginSetting {
  /** Absolute. */
  readonly path: string;
  /** Where it is named. */
  readonly span: Span;
}

/** The settings of a run and where they came from. */
export interface Settings {
  /**
   * All files together; what comes later wins. `prefix`, `baseline`, `plugins` and the values of `pathMap` are absolute
   * paths. `extends`, `preset`, `rules`, `overrides` and `minConfidence` are in `layers` instead.
   */
  readonly config: Omit<Config, '$schema' | 'extends' | 'preset' | 'rules' | 'overrides' | 'minConfidence' | 'ignore'>;
  /** What is said of rules, the later ones win. */
  readonly layers: readonly Layer[];
  /** Whether `ignore` leaves a file (absolute path) out. */
  readonly ignored: (absolute: string) => boolean;
  /** The glob that does. */
  readonly ignoringGlob: (absolute: string) => Span | undefined;
  readonly plugins: readonly PluginSetting[];
  /** Path of the file; undefined when there is none and everything is at its default. */
  readonly path: string | undefined;
  /** Every file that counts, in their order: the extended ones before the one that extends them. */
  readonly files: readonly SettingsFile[];
  /** The file that decides what `config` has at a path (`['prefix']`, `['pathMap', '/etc/nginx']`); undefined when none does. */
  sayerOf(path: Path): SettingsFile | undefined;
}

/** The settings where there is no file. */
export const NO_SETTINGS: Settings = {
  config: {},
  layers: [],
  ignored: () => false,
  ignoringGlob: () => undefined,
  plugins: [],
  path: undefined,
  files: [],
  sayerOf: () => undefined,
};
