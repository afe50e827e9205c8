/** The nearest settings file, or the one that was named, with all that it extends. */

import path from 'node:path/posix';
import { rules } from '../../rules/index.ts';
import { loadConfig, type Settings } from '../config/index.ts';
import { shownPath } from '../engine/index.ts';
import type { World } from './context.ts';

/** Throws ConfigError. */
export function loadSettings(world: World, explicit: string | undefined, start: string): Promise<Settings> {
  return loadConfig({
    fs: world.fs,
    start,
    ...(explicit !== undefined && { explicitPath: path.resolve(world.cwd, explicit) }),
    rulesWith: () => rules.map(({ id }) => ({ id })),
    shown: (absolute) => shownPath(world.cwd, absolute),
  });
}
