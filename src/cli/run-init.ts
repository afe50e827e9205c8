/** What `init` does: looks as `check` does, writes the settings that follow. Nothing is asked, nothing overwritten unless it is said. */
import path from 'node:path/posix';
import { CONFIG_NAMES, discover } from '../config/index.ts';
import { type Contract, check, contractOf, InputError, type Survey, shownPath, survey } from '../engine/index.ts';
import { bytesOf, toByteString } from '../text/index.ts';
import { toolVersion } from '../version.ts';
import { type Asked, requestOf, settingsStart } from './check-request.ts';
import { type CommandContext, UsageError, type World } from './context.ts';
import type { InitArguments } from './init.ts';
import { settingsText } from './settings-text.ts';

const NAME = '.nginx-vet.yaml';

/** Writes the settings file, or prints it. Throws InputError, ConfigError, UsageError. */
export async function runInit(args: InitArguments, context: CommandContext): Promise<void> {
  const { world } = context;
  const { bindings, path: named, stdout, force, ...reading } = args;
  if (named === '-') throw new UsageError('settings are made for files', 'name a file or a directory');
  const directory = directoryFor(named, world);
  const file = path.join(directory, NAME);
  const existing = stdout ? undefined : existingFor(named, { directory, force, world });
  // settings that are replaced may be what is broken
  const asked = await requestOf({ ...reading, paths: [named], '--': [] }, context, {
    ignoresSettings: existing === file,
  });
  const found = surveyOf(asked);
  const text = settingsText(found ?? NOTHING, {
    directory,
    cwd: world.cwd,
    contract: bindings ? contractFor(asked, found) : undefined,
    prefix: asked.request.prefix,
    pathMap: asked.request.pathMap ?? [],
    ...(existing !== undefined && existing !== file && { extended: existing }),
  });
  if (stdout) world.stdout.write(text);
  else {
    write(world, file, { text, isNew: existing !== file });
    world.stderr.write(`${existing === file ? 'replaced' : 'wrote'} ${shownPath(world.cwd, file)}\n`);
  }
  if (!found) {
    world.stderr.write(
      `no nginx configuration was found in \`${named}\`: the settings are a beginning only; \`nginx-vet init PATH --force\` looks elsewhere\n`,
    );
  }
}

/** The settings that hold already. Throws UsageError where they must stay. */
function existingFor(
  named: string,
  { directory, force, world }: { readonly directory: string; readonly force: boolean; readonly world: World },
): string | undefined {
  const { fs, cwd } = world;
  const shown = (absolute: string): string => shownPath(cwd, absolute);
  const here = CONFIG_NAMES.map((name) => path.join(directory, name)).filter((file) => fs.stat(file));
  const other = here.find((file) => path.basename(file) !== NAME);
  if (force && other !== undefined) {
    throw new UsageError(
      `\`${shown(other)}\` is there, and a directory has one settings file`,
      `delete it first; \`nginx-vet init --stdout\` prints what would be written to \`${NAME}\``,
    );
  }
  if (force && here[0] !== undefined) return here[0];
  const existing = here[0] ?? discover(fs, settingsStart([named], world), shown);
  if (existing === undefined || force) return existing;
  throw new UsageError(
    `there are settings already: \`${shown(existing)}\``,
    '`nginx-vet init --stdout` prints what would be written, `--force` writes it',
  );
}

/** What was found; undefined for a directory without nginx files. Throws InputError. */
function surveyOf({ request, policy }: Asked): Survey | undefined {
  try {
    return survey({ ...request, rules: policy.allRules });
  } catch (error) {
    if (error instanceof InputError && error.isEmpty) return undefined;
    throw error;
  }
}

/** What can be pinned. No settings say yet what is wanted: everything is asked, and the pins must not change the answer. */
function contractFor({ request, policy }: Asked, found: Survey | undefined): Contract {
  if (!found) return { pinned: [], disputed: [], isHostComplete: false };
  const all = { ...request, rules: policy.allRules };
  return contractOf(all, found.pinned, found.isEveryDialConfirmed, check(all).findings);
}

const NOTHING: Survey = {
  tool: { name: 'nginx-vet', version: toolVersion },
  roots: [],
  bindings: [],
  dials: [],
  skipped: [],
  pinned: [],
  isEveryDialConfirmed: false,
  findings: [],
};

/** The working directory where it is above what was named; else the named directory, or that of the named file. */
function directoryFor(named: string, { cwd, fs }: World): string {
  const absolute = path.resolve(cwd, named);
  const inside = absolute.startsWith(cwd === '/' ? '/' : `${cwd}/`);
  if (fs.stat(absolute)?.kind === 'directory') return absolute;
  return inside ? cwd : path.dirname(absolute);
}

function write(world: World, file: string, { text, isNew }: { readonly text: string; readonly isNew: boolean }): void {
  if (!world.writeFile) throw new UsageError('files cannot be written here', '--stdout prints the settings');
  try {
    world.writeFile(file, [bytesOf(toByteString(text))], { isNew });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    const why = code === 'EEXIST' ? 'it is there already' : code;
    throw new UsageError(`\`${shownPath(world.cwd, file)}\` cannot be written: ${why}`, '--stdout prints the settings');
  }
}
