/** The nearest settings file, or the one that was named, with all that it extends; and the plugins that are asked for. */

import path from 'node:path/posix';
import { rules } from '../../rules/index.ts';
import { loadConfig, type Settings } from '../config/index.ts';
import { shownPath } from '../engine/index.ts';
import { optionsSchema } from '../rule/index.ts';
import type { World } from './context.ts';
import type { Plugins } from './plugins.ts';

export interface Loaded {
  readonly settings: Settings;
  /** undefined: nobody asks for any. */
  readonly plugins: Plugins | undefined;
}

/** The settings alone. Throws ConfigError. */
export async function loadSettings(world: World, explicit: string | undefined, start: string): Promise<Settings> {
  return (await loadWithPlugins(world, explicit, start)).settings;
}

/** `plugins` are those of the command line, which come after those of the settings. Throws ConfigError. */
export async function loadWithPlugins(
  world: World,
  explicit: string | undefined,
  start: string,
  plugins: readonly string[] = [],
): Promise<Loaded> {
  let loaded: Plugins | undefined;
  const load = async (inSettings: readonly string[]): Promise<void> => {
    const files = [...inSettings, ...plugins.map((word) => path.resolve(world.cwd, word))];
    if (files.length > 0) loaded = await (await import('./plugins.ts')).loadPlugins(files, world);
  };
  const settings = await loadConfig({
    fs: world.fs,
    start,
    ...(explicit !== undefined && { explicitPath: path.resolve(world.cwd, explicit) }),
    rulesWith: async (inSettings) => {
      await load(inSettings.map((plugin) => plugin.path));
      const theirs = loaded?.rules.map(({ id, options }) => ({
        id,
        ...(options && { optionsSchema: optionsSchema(options) }),
      }));
      return [...rules.map(({ id }) => ({ id })), ...(theirs ?? [])];
    },
    shown: (absolute) => shownPath(world.cwd, absolute),
  }).catch(async (error: unknown) => {
    // a plugin that failed may be why its rules are not known
    if (loaded) (await import('./plugins.ts')).sayFailures(loaded.failures, world);
    throw error;
  });
  if (settings.path === undefined) await load([]);
  return { settings, plugins: loaded };
}
