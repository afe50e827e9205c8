/**
 * The library: `check` judges configurations, `parse` gives the lossless tree of one text.
 *
 * Everything is synchronous. Text inside trees and spans is a byte string (one character per byte); offsets are byte
 * offsets, lines and columns 1-based, columns in UTF-16 units.
 */
import { performance } from 'node:perf_hooks';
import { rules } from '../rules/index.ts';
import { NginxVersion } from './catalog/index.ts';
import { check as checkWith, type Report } from './engine/index.ts';
import { type FileSystem, realFileSystem } from './fs/index.ts';
import { type Cst, parse as parseText } from './syntax/index.ts';
import { SourceText } from './text/index.ts';
import { toolVersion } from './version.ts';

export { InputError, type Report, type ReportFile, type ReportRoot } from './engine/index.ts';
export { type FileSystem, memoryFileSystem } from './fs/index.ts';
export { formatJson, formatPretty } from './report/index.ts';
export type { Category, Confidence, Finding, Fix, Labelled, Rule, Safety, Severity } from './rule/index.ts';
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
 * schemas/report.v1.schema.json. Settings files are not read: what they say is said here.
 *
 * Throws InputError when a path cannot be worked on (missing, unreadable, binary, a directory without nginx files), RangeError
 * for a `nginxVersion` that is none. Everything wrong with the configurations themselves is a finding.
 *
 * @example
 * const { findings } = check({ paths: ['nginx/nginx.conf'], nginxVersion: '1.28' });
 * for (const { rule, message, primary: { span } } of findings) {
 *   console.log(`${span.source.path}:${span.source.position(span.start).line} ${rule}: ${message}`);
 * }
 */
export function check(options: CheckOptions = {}): Report {
  const { nginxVersion, preset = 'recommended' } = options;
  const version = nginxVersion === undefined ? undefined : NginxVersion.parse(nginxVersion);
  if (nginxVersion !== undefined && !version) throw new RangeError(`\`${nginxVersion}\` is no nginx version`);
  return checkWith({
    fs: options.fs ?? realFileSystem,
    cwd: options.cwd ?? process.cwd(),
    paths: options.paths ?? ['.'],
    rules: preset === 'strict' ? rules : rules.filter((rule) => rule.presets.includes(preset)),
    knownRules: rules,
    toolVersion,
    ...(version && { nginx: { version, source: 'option' as const } }),
    ...(options.bindings !== undefined && { bindings: options.bindings }),
    now: () => performance.now(),
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
