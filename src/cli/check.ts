/** `nginx-vet [check] [PATH…]`: the main job. */
import type { Argv, CommandModule } from 'yargs';
import { FORMATS } from '../report/index.ts';
import type { CommandContext } from './context.ts';
import { JUDGING_OPTIONS, type JudgingArguments, SOURCE_OPTIONS } from './judging-options.ts';
import { type LoadArguments, withLoadOptions } from './load-options.ts';

export interface CheckArguments extends LoadArguments, JudgingArguments {
  readonly paths?: readonly string[] | undefined;
  /** `NAME` or `NAME=FILE`; none: pretty on standard output. */
  readonly format: readonly string[];
  /** Where the report goes that would go to standard output. */
  readonly outputFile?: string | undefined;
  readonly minSeverity?: string | undefined;
  readonly maxWarnings?: number | undefined;
  readonly bindings: boolean;
  readonly color?: boolean | undefined;
  readonly quiet: boolean;
  readonly fix: boolean;
  readonly unsafeFixes: boolean;
  readonly diff: boolean;
  readonly timing: boolean;
  readonly watch: boolean;
  /** Modules with rules. */
  readonly plugin?: readonly string[] | undefined;
  /** A file; false: none. Default: the nearest one. */
  readonly baseline?: string | false | undefined;
  readonly only?: readonly string[] | undefined;
  /** What stands after `--`: paths, whatever they begin with. */
  readonly '--'?: readonly string[] | undefined;
}

/** What holds without options. */
export const CHECK_DEFAULTS = {
  format: [],
  bindings: true,
  quiet: false,
  fix: false,
  unsafeFixes: false,
  diff: false,
  timing: false,
  watch: false,
} as const satisfies CheckArguments;

/** The command; its work is loaded when it runs. */
export function checkCommand(context: CommandContext): CommandModule<object, CheckArguments> {
  return {
    command: ['$0 [paths..]', 'check [paths..]'],
    describe: 'find the requests that will fail (files, directories, globs, or - for standard input)',
    builder: (yargs) => options(yargs) as unknown as Argv<CheckArguments>,
    handler: async (args) => {
      const { runCheck } = args.watch
        ? { runCheck: (await import('./run-watch.ts')).runWatch }
        : await import('./run-check.ts');
      await runCheck(args, context);
    },
  };
}

function options(yargs: Argv<object>): Argv<LoadArguments> {
  return withLoadOptions(yargs)
    .positional('paths', { type: 'string', array: true, describe: 'what to check; default: the working directory' })
    .options({
      format: {
        alias: 'f',
        type: 'string',
        array: true,
        nargs: 1,
        requiresArg: true,
        default: CHECK_DEFAULTS.format,
        defaultDescription: 'pretty',
        describe: `NAME or NAME=FILE, repeatable: ${Object.keys(FORMATS).join(', ')}`,
        group: 'Report:',
      },
      'output-file': {
        alias: 'o',
        type: 'string',
        requiresArg: true,
        describe: 'write the report to a file instead of standard output',
        group: 'Report:',
      },
      'min-severity': {
        type: 'string',
        choices: ['error', 'warning', 'info'],
        describe: 'show nothing below',
        requiresArg: true,
        group: 'Report:',
      },
      color: { type: 'boolean', describe: 'colours; default: when standard output is a terminal', group: 'Report:' },
      quiet: {
        alias: 'q',
        type: 'boolean',
        default: CHECK_DEFAULTS.quiet,
        describe: 'print nothing when nothing was found (--min-severity shows less)',
        group: 'Report:',
      },
      watch: {
        type: 'boolean',
        default: CHECK_DEFAULTS.watch,
        describe: 'check again whenever a file that was looked at changes',
        group: 'Report:',
      },
      timing: {
        type: 'boolean',
        default: CHECK_DEFAULTS.timing,
        describe: 'say on stderr where the time went, by rule',
        group: 'Report:',
      },
      ...JUDGING_OPTIONS,
      'max-warnings': {
        type: 'number',
        describe: 'exit code 1 when there are more',
        requiresArg: true,
        group: 'Judging:',
      },
      only: {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'tell only what is about these files; what is checked stays the same',
        group: 'Report:',
      },
      baseline: {
        type: 'string',
        requiresArg: true,
        describe: 'old findings, which are not told; default: the nearest .nginx-vet-baseline.json (--no-baseline)',
        group: 'Judging:',
      },
      ...SOURCE_OPTIONS,
    })
    .options({
      fix: {
        type: 'boolean',
        default: CHECK_DEFAULTS.fix,
        describe: 'repair what can safely be repaired; what is left is reported',
        group: 'Fixing:',
      },
      'unsafe-fixes': {
        type: 'boolean',
        default: CHECK_DEFAULTS.unsafeFixes,
        describe: 'with --fix or --diff: also fixes that change more than the mistake; look at them',
        group: 'Fixing:',
      },
      diff: {
        type: 'boolean',
        default: CHECK_DEFAULTS.diff,
        describe: 'print what --fix would change (for `git apply` or `patch -p1`), write nothing',
        group: 'Fixing:',
      },
    })
    .example('$0', 'check what is in this directory')
    .example('$0 nginx/nginx.conf --nginx-version 1.28.0', 'for the version that will run it')
    .example('$0 --diff', 'what --fix would change')
    .example('$0 -f pretty -f json=report.json', 'for the eye, and the same for programs')
    .example('cat site.conf | $0 - --context http', 'a fragment from standard input');
}
