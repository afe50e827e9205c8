/**
 * The library: `check` judges configurations, `parse` gives the lossless tree of one text.
 *
 * Everything is synchronous. Text inside trees and spans is a byte string (one character per byte); offsets are byte
 * offsets, lines and columns 1-based, columns in UTF-16 units.
 */
import path from 'node:path/posix';
import { performance } from 'node:perf_hooks';
import { rules } from '../rules/index.ts';
import { NginxVersion } from './catalog/index.ts';
import { type Layer, loadConfig, NO_SETTINGS, type RuleSettings, type Settings } from './config/index.ts';
import {
  assertRuleSettings,
  check as checkWith,
  fromSettings,
  policyOf,
  type Report,
  shownPath,
} from './engine/index.ts';
import { type FileSystem, realFileSystem } from './fs/index.ts';
import type { Confidence } from './rule/index.ts';
import { type Cst, parse as parseText } from './syntax/index.ts';
import { SourceText } from './text/index.ts';
import { toolVersion } from './version.ts';

export { ConfigError, type RuleSetting, type RuleSettings, type Settings } from './config/index.ts';
export { InputError, type Report, type ReportFile, type ReportRoot } from './engine/index.ts';
export { type FileSystem, memoryFileSystem } from './fs/index.ts';
export { formatJson, formatPretty } from './report/index.ts';
export {
  type Category,
  type Confidence,
  type Draft,
  defineRule,
  type Finding,
  type Fix,
  type Labelled,
  type PluginRule,
  type Rule,
  type Safety,
  type Severity,
  type View,
} from './rule/index.ts';
export { type Cst, print } from './syntax/index.ts';
export { type Position, SourceText, type Span } from './text/index.ts';

export interface CheckOptions {
  /** Files and directories, absolute or relative to `cwd`; default: the working directory. */
  readonly paths?: readonly string[];
  /** The working directory, absolute; default: the process's. Paths of the report are relative to it. */
  readonly cwd?: string;
  /** Default: the real one. */
  readonly fs?: FileSystem;
  /** `1.28.0`, or `1.28` for any release of that branch; default: unknown. */
  readonly nginxVersion?: string;
  /** Default: `recommended`. */
  readonly preset?: 'syntax' | 'recommended' | 'strict';
  /** Single rules by id, as in a settings file: `{ 'proxy-host-header': 'off', 'worker-connections': ['info', { fewerThan: 64 }] }`. */
  readonly rules?: RuleSettings;
  /** The least sure findings that are told; default: `medium`. */
  readonly minConfidence?: Confidence;
  /** What `loadSettings` gives; the options here win over it. */
  readonly settings?: Settings;
  /** False: the apps' declarations are not read. */
  readonly bindings?: boolean;
}

/**
 * Checks configurations with the built-in rules.
 *
 * The report has `findings` (sorted by file, place and rule), the `roots` that were judged (main configurations, and
 * fragments that nothing else includes) and the `files` that were read, with paths relative to `cwd`; `durationMs` is in
 * milliseconds. A finding's place is `primary.span`: `span.start` and `span.end` are byte offsets (`end` exclusive),
 * `span.source.position(span.start)` gives line and column. `formatJson(report)` is report version 1 of
 * schemas/report.v1.schema.json. No settings file is looked for: `loadSettings` does that.
 *
 * Throws InputError when a path cannot be worked on (missing, unreadable, binary, a directory without nginx files), RangeError
 * for a `nginxVersion` that is none, and for rules, levels and options in `rules` that there are not. Everything wrong with the configurations themselves is a finding.
 *
 * @example
 * const { findings } = check({ paths: ['nginx/nginx.conf'], nginxVersion: '1.28' });
 * for (const { rule, message, primary: { span } } of findings) {
 *   console.log(`${span.source.path}:${span.source.position(span.start).line} ${rule}: ${message}`);
 * }
 */
export function check(options: CheckOptions = {}): Report {
  const { nginxVersion, preset, rules: said, minConfidence, settings = NO_SETTINGS } = options;
  const version = nginxVersion === undefined ? undefined : NginxVersion.parse(nginxVersion);
  if (nginxVersion !== undefined && !version) throw new RangeError(`\`${nginxVersion}\` is no nginx version`);
  if (said) assertRuleSettings(said, rules);
  const own: Layer = { preset, rules: said, minConfidence, spanOf: () => undefined };
  const cwd = options.cwd ?? process.cwd();
  const { allRules, ...policy } = policyOf([...settings.layers, own], rules, cwd);
  return checkWith({
    ...fromSettings(settings),
    ...policy,
    fs: options.fs ?? realFileSystem,
    cwd,
    paths: options.paths ?? ['.'],
    knownRules: allRules,
    toolVersion,
    ...(version && { nginx: { version, source: 'option' as const } }),
    ...(options.bindings !== undefined && { bindings: options.bindings }),
    now: () => performance.now(),
  });
}

export interface SettingsOptions {
  /** The file or directory to look from, upward; absolute or relative to `cwd`. Default: the working directory. */
  readonly start?: string;
  /** A settings file, absolute or relative to `cwd`: read instead of looking for one. */
  readonly file?: string;
  /** The working directory, absolute; default: the process's. */
  readonly cwd?: string;
  /** Default: the real one. */
  readonly fs?: FileSystem;
}

/**
 * The settings that the command line would use: the nearest file with all that it extends, for `check({ settings })`. Where
 * there is none, everything is at its default. Of its values `failOn` and `baseline` say nothing to `check`.
 *
 * Rejects with ConfigError, whose `problems` has everything that is wrong in the files, each with its `span`.
 *
 * @example
 * const report = check({ paths: ['nginx'], settings: await loadSettings({ start: 'nginx' }) });
 */
export async function loadSettings(options: SettingsOptions = {}): Promise<Settings> {
  const { fs = realFileSystem, cwd = process.cwd(), start = '.', file } = options;
  const from = path.resolve(cwd, start);
  return loadConfig({
    fs,
    start: fs.stat(from)?.kind === 'file' ? path.dirname(from) : from,
    ...(file !== undefined && { explicitPath: path.resolve(cwd, file) }),
    rulesWith: () => rules.map(({ id }) => ({ id })),
    shown: (absolute) => shownPath(cwd, absolute),
  });
}

/**
 * The lossless tree of one text: `print(parse(text))` is the text again, as a byte string (one character per byte;
 * `Buffer.from(printed, 'latin1')` are its bytes). Includes are not followed. Never throws: what nginx would reject is in
 * `problems`. A string is taken as its UTF-8 bytes; `path` is the name that spans carry.
 */
export function parse(text: string | Uint8Array, path = 'nginx.conf'): Cst {
  return parseText(typeof text === 'string' ? SourceText.fromString(path, text) : SourceText.fromBytes(path, text));
}
