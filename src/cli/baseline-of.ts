/** Which baseline holds for a run? */
import path from 'node:path/posix';
import type { Settings } from '../config/index.ts';
import { type Report, shownPath } from '../engine/index.ts';
import { type Baseline, findBaseline, readBaseline } from '../suppress/index.ts';
import { visible } from '../text/index.ts';
import { pathsOf, type RequestArguments, settingsStart } from './check-request.ts';
import type { World } from './context.ts';

export interface BaselineChoice extends RequestArguments {
  /** A file; false: none. Default: the settings' one, else the nearest one from the first path upward. */
  readonly baseline?: string | false | undefined;
  /** The named file need not be there. */
  readonly mayBeNew?: boolean;
}

/** Throws ConfigError for a file that is no baseline. */
export function baselineFor(args: BaselineChoice, { config }: Settings, world: World): Baseline | undefined {
  if (args.baseline === false) return undefined;
  const named = args.baseline ?? config.baseline;
  const file =
    named === undefined ? findBaseline(world.fs, settingsStart(pathsOf(args), world)) : path.resolve(world.cwd, named);
  if (file === undefined) return undefined;
  if (args.mayBeNew && !world.fs.stat(file)) return { path: file, entries: [] };
  return readBaseline(world.fs, file, shownPath(world.cwd, file));
}

/** Says on stderr that a baseline has entries without a finding. */
export function sayStale({ baseline }: Report, world: World): void {
  if (!baseline || baseline.stale.length === 0) return;
  const { length } = baseline.stale;
  const what = length === 1 ? '1 entry' : `${length} entries`;
  world.stderr.write(
    `${visible(baseline.file)}: ${what} without a finding; \`nginx-vet baseline --prune\` takes ${length === 1 ? 'it' : 'them'} out\n`,
  );
}
