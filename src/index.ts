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
  /** Files and directories; default: the working directory. */
  readonly paths?: readonly string[];
  /** Absolute; default: the process's. */
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
 * Checks configurations with the built-in rules. Throws InputError when a path cannot be worked on, RangeError for a
 * `nginxVersion` that is none; everything wrong with the configurations themselves is a finding.
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
    toolVersion,
    ...(version && { nginx: { version, source: 'option' as const } }),
    ...(options.bindings !== undefined && { bindings: options.bindings }),
    now: () => performance.now(),
  });
}

/** The lossless tree of one text; never throws, problems are in the tree. A string is taken as its UTF-8 bytes. */
export function parse(text: string | Uint8Array, path = 'nginx.conf'): Cst {
  return parseText(typeof text === 'string' ? SourceText.fromString(path, text) : SourceText.fromBytes(path, text));
}
