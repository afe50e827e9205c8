/** What `init` does: looks as `check` does, writes the settings that follow. Nothing is asked, nothing overwritten. */
import path from 'node:path/posix';
import { shownPath, survey } from '../engine/index.ts';
import { bytesOf, toByteString } from '../text/index.ts';
import { requestOf } from './check-request.ts';
import { type CommandContext, UsageError, type World } from './context.ts';
import type { InitArguments } from './init.ts';
import { settingsText } from './settings-text.ts';

const NAME = '.nginx-vet.yaml';

/** Writes the settings file, or prints it. Throws InputError, ConfigError, UsageError. */
export async function runInit(args: InitArguments, context: CommandContext): Promise<void> {
  const { world } = context;
  const { bindings, path: named, stdout, ...reading } = args;
  if (named === '-') throw new UsageError('settings are made for files', 'name a file or a directory');
  const { request, settings, policy } = await requestOf({ ...reading, paths: [named], '--': [] }, context);
  if (settings.path !== undefined && !stdout) {
    throw new UsageError(
      `there are settings already: \`${shownPath(world.cwd, settings.path)}\``,
      '`nginx-vet init --stdout` prints what would be written',
    );
  }
  const found = survey({ ...request, rules: policy.allRules });
  const directory = directoryFor(named, world);
  const text = settingsText(found, {
    directory,
    cwd: world.cwd,
    withBindings: bindings,
    prefix: request.prefix,
    pathMap: request.pathMap ?? [],
  });
  if (stdout) {
    world.stdout.write(text);
    return;
  }
  const file = path.join(directory, NAME);
  create(world, file, text);
  world.stderr.write(`wrote ${shownPath(world.cwd, file)}\n`);
}

/** The working directory where it is above what was named; else the named directory, or that of the named file. */
function directoryFor(named: string, { cwd, fs }: World): string {
  const absolute = path.resolve(cwd, named);
  const inside = absolute.startsWith(cwd === '/' ? '/' : `${cwd}/`);
  if (fs.stat(absolute)?.kind === 'directory') return absolute;
  return inside ? cwd : path.dirname(absolute);
}

function create(world: World, file: string, text: string): void {
  if (!world.writeFile) throw new UsageError('files cannot be written here', '--stdout prints the settings');
  try {
    world.writeFile(file, [bytesOf(toByteString(text))], { isNew: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    const why = code === 'EEXIST' ? 'it is there already' : code;
    throw new UsageError(`\`${shownPath(world.cwd, file)}\` cannot be written: ${why}`, '--stdout prints the settings');
  }
}
