/** What are the settings of this run? Where there is no file, nothing of what reads one is loaded. */
import type { FileSystem } from '../fs/index.ts';
import { discover } from './discover.ts';
import type { KnownRule } from './rule-problems.ts';
import { NO_SETTINGS, type PluginSetting, type Settings } from './settings.ts';

export interface LoadOptions {
  readonly fs: FileSystem;
  /** Absolute path of the directory to start from. */
  readonly start: string;
  /** A file named on the command line (absolute): read instead of looking for one. */
  readonly explicitPath?: string;
  /** The rules that settings may speak of: nginx-vet's own, and those of the plugins that the settings name. */
  readonly rulesWith: (plugins: readonly PluginSetting[]) => readonly KnownRule[] | Promise<readonly KnownRule[]>;
  /** How a path is shown to people (relative to the working directory); by default as it is. */
  readonly shown?: (path: string) => string;
}

/**
 * The settings from the nearest file, or from the one that is named, with all that it extends; without a file everything
 * is at its default. Throws ConfigError with all problems of all files.
 */
export async function loadConfig({ fs, shown = (file) => file, ...options }: LoadOptions): Promise<Settings> {
  const path = options.explicitPath ?? discover(fs, options.start, shown);
  if (path === undefined) return NO_SETTINGS;
  const { readSettings } = await import('./read-settings.ts');
  const read = readSettings(fs, path, shown);
  const rules = await options.rulesWith(read.plugins);
  // ajv is needed only where a plugin's rule has options
  const isForAjv = rules.some(({ optionsSchema }) => optionsSchema);
  return read.settings(rules, isForAjv ? (await import('./compile.ts')).compile : undefined);
}
