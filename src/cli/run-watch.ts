/** What does `--watch` do? A check, and another one whenever something that the last one looked at has changed. */
import path from 'node:path/posix';
import { recorded } from '../fs/index.ts';
import type { CheckArguments } from './check.ts';
import { pathsOf } from './check-request.ts';
import { type CommandContext, UsageError, type World, wantsColor } from './context.ts';
import { runCheck } from './run-check.ts';
import { say } from './say-error.ts';
import { targetsOf } from './write-reports.ts';

/** Runs until the program is stopped. Throws UsageError for options that cannot be meant. */
export async function runWatch(args: CheckArguments, context: CommandContext): Promise<void> {
  const { world } = context;
  if (pathsOf(args).includes('-'))
    throw new UsageError('standard input cannot be watched', 'name files or directories');
  if (!world.watch) throw new UsageError('nothing can be watched here');
  const written = new Set(
    targetsOf(args, world).flatMap(({ file }) => (file === undefined ? [] : path.resolve(world.cwd, file))),
  );
  const watcher = world.watch();
  let why = '';
  for (let isFirst = true; ; isFirst = false) {
    clear(world, why);
    const { fs, seen } = recorded(world.fs);
    try {
      await runCheck({ ...args, watch: false }, { ...context, world: { ...world, fs } });
    } catch (error) {
      // a word of the command line stays wrong; a file that is broken or missing can be mended
      if (isFirst && error instanceof UsageError) throw error;
      world.stderr.write(say(error, wantsColor(world, args.color, world.stderr)));
    }
    // the reports that are written are no reason to write them again
    watcher.follow(seen, written);
    world.stderr.write('watching; Ctrl-C ends\n');
    why = reason(await watcher.changed(), world);
  }
}

function clear({ stdout, stderr, env }: World, why: string): void {
  // the scrollback stays, as with a screen of one's own
  if (stdout.isTTY && env.TERM !== 'dumb') stdout.write('\u001b[2J\u001b[H');
  if (why !== '') stderr.write(`${why}\n`);
}

function reason([first, ...others]: readonly string[], { cwd }: World): string {
  if (first === undefined) return '';
  const name = path.relative(cwd, first) || '.';
  return `${name}${others.length > 0 ? ` and ${others.length} more` : ''} changed`;
}
