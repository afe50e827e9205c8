/** What can be set in nginx-vet's own settings, and where was it set? */
import type { SourceText, Span } from '../text/index.ts';
import type { Path } from './node.ts';

export const PRESETS = ['syntax', 'recommended', 'strict'] as const;
export type Preset = (typeof PRESETS)[number];

export const RULE_LEVELS = ['error', 'warning', 'info', 'off'] as const;
export type RuleLevel = (typeof RULE_LEVELS)[number];

export const MIN_CONFIDENCES = ['high', 'medium', 'low'] as const;
export type MinConfidence = (typeof MIN_CONFIDENCES)[number];

export const FAIL_LEVELS = ['error', 'warning', 'info', 'never'] as const;
export type FailLevel = (typeof FAIL_LEVELS)[number];

/** The contents of a settings file as schemas/config.schema.json has them; what is not set is absent. */
export interface Config {
  readonly $schema?: string;
  readonly nginxVersion?: string;
  readonly edition?: 'oss' | 'plus' | 'openresty';
  readonly prefix?: string;
  /** Path prefixes of the machine that nginx runs on → paths here, in the order of the file. */
  readonly pathMap?: Readonly<Record<string, string>>;
  readonly preset?: Preset;
  /** By rule id. */
  readonly rules?: Readonly<Record<string, RuleLevel>>;
  readonly minConfidence?: MinConfidence;
  readonly failOn?: FailLevel;
  readonly ignore?: readonly string[];
  /** Valid by schemas/bindings.schema.json; its strings and keys are byte strings. Its type belongs to the bindings room. */
  readonly bindings?: unknown;
}

/** The settings of a run and where they came from. */
export interface Settings {
  readonly config: Config;
  /** Path of the file; undefined when there is none and everything is at its default. */
  readonly path: string | undefined;
  /** The directory that relative paths and globs of the settings count from. */
  readonly directory: string;
  readonly source: SourceText | undefined;
  /** The span of what is set at a path (`['rules', 'proxy-buffer-size']`); undefined when nothing is. */
  spanOf(path: Path): Span | undefined;
}
