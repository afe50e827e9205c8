/** What does `baseline` do? It checks as `check` does, and writes what it found; another program's file is left alone. */
import path from 'node:path/posix';
import { check, shownPath } from '../engine/index.ts';
import { errnoText, FsError } from '../fs/index.ts';
import { BASELINE_NAME, type Baseline, type BaselineEntry, baselineText, entryMaker } from '../suppress/index.ts';
import { bytesOf, toByteString } from '../text/index.ts';
import type { BaselineArguments } from './baseline.ts';
import { baselineFor } from './baseline-of.ts';
import { pathsOf, requestOf, settingsStart } from './check-request.ts';
import { type CommandContext, UsageError, type World } from './context.ts';
import { sayFailures } from './plugins.ts';

/** Writes the file and says what has changed in it. Throws InputError, ConfigError, UsageError. */
export async function runBaseline(args: BaselineArguments, context: CommandContext): Promise<void> {
  const { world } = context;
  const { request, settings, plugins } = await requestOf(args, context);
  const directory = settings.path === undefined ? startOf(args, world) : path.dirname(settings.path);
  const known = baselineFor({ ...args, mayBeNew: true }, settings, world);
  const baseline = known ?? { path: path.join(directory, BASELINE_NAME), entries: [] };
  const shown = shownPath(world.cwd, baseline.path);
  if (args.prune && !known) throw new UsageError('there is no baseline to prune', '`nginx-vet baseline` writes one');
  const { findings, fingerprintOf, baseline: compared } = check({ ...request, baseline });
  if (!compared || !fingerprintOf) return;
  const failures = plugins?.failures ?? [];
  sayFailures(failures, world);
  // what its rules would have found would be taken for gone
  if (failures.length > 0) throw new UsageError('a plugin failed: nothing was written');
  const place = { directory: path.dirname(baseline.path), cwd: world.cwd };
  const fresh = args.prune ? [] : findings.map(entryMaker(fingerprintOf, place));
  const entries = [...compared.kept, ...fresh];
  write(baseline, entries, world);
  const changes = [
    ...(fresh.length > 0 ? [`${fresh.length} new`] : []),
    ...(compared.stale.length > 0 ? [`${compared.stale.length} gone`] : []),
  ];
  const many = entries.length === 1 ? '1 finding' : `${entries.length} findings`;
  world.stderr.write(`wrote ${shown}: ${many}${changes.length > 0 ? ` (${changes.join(', ')})` : ''}\n`);
}

/** The working directory where what was named lies in it. */
function startOf(args: BaselineArguments, world: World): string {
  const start = settingsStart(pathsOf(args), world);
  return start.startsWith(world.cwd === '/' ? '/' : `${world.cwd}/`) ? world.cwd : start;
}

/** In one step: whoever reads the file meanwhile sees the old one or the new one. */
function write({ path: file }: Baseline, entries: readonly BaselineEntry[], { fs, cwd }: World): void {
  const shown = shownPath(cwd, file);
  if (!fs.stage) throw new UsageError(`\`${shown}\` cannot be written: nothing may be written here`);
  try {
    const staged = fs.stage(file, bytesOf(toByteString(baselineText(entries))), { mayBeNew: true });
    try {
      staged.commit();
    } finally {
      staged.discard();
    }
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    throw new UsageError(`\`${shown}\` cannot be written: ${errnoText(error.code).toLowerCase()}`);
  }
}
