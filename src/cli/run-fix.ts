/** What do `--fix`, `--unsafe-fixes` and `--diff` do with the files? */
import path from 'node:path/posix';
import pc from 'picocolors';
import { type CheckRequest, check, type Report } from '../engine/index.ts';
import { type FixResult, fixAll, markUnfixable, type Target, writeChanges } from '../fix/index.ts';
import { redact } from '../report/index.ts';
import type { Finding, Rule } from '../rule/index.ts';
import { bytesOf, type DiffLine, display, originOf, toByteString, unifiedDiff, visible } from '../text/index.ts';
import type { CheckArguments } from './check.ts';
import { UsageError, type World, wantsColor } from './context.ts';

export interface Checked {
  /** The findings as the files now are. */
  readonly report: Report;
  /** True where a diff has been printed instead of the report. */
  readonly isPrinted: boolean;
}

/** Throws UsageError for options that do not go together. */
export function assertFixOptions(
  { fix, diff, unsafeFixes, format, outputFile }: CheckArguments,
  paths: readonly string[],
): void {
  if (unsafeFixes && !fix && !diff) {
    throw new UsageError(
      '--unsafe-fixes does nothing alone',
      'write --fix --unsafe-fixes, or --diff --unsafe-fixes to look first',
    );
  }
  const printed = format.find((word) => word !== 'pretty' && !word.includes('='));
  if (diff && printed !== undefined && outputFile === undefined) {
    throw new UsageError(
      '--diff prints a diff instead of a report',
      `leave out one of them, or write the report to a file: \`-f ${printed}=FILE\``,
    );
  }
  if (fix && !diff && paths.includes('-')) {
    throw new UsageError(
      'standard input cannot be fixed in place',
      '`nginx-vet - --diff` prints what would change; name a file to have it changed',
    );
  }
}

/** Checks, and fixes (in the files or as a diff) what the options say. Throws InputError. */
export function checkAndFix(
  { request, policy }: { readonly request: CheckRequest; readonly policy: { readonly allRules: readonly Rule[] } },
  args: CheckArguments,
  world: World,
  only: (finding: Finding) => boolean,
): Checked {
  if (!args.fix && !args.diff) return { report: markUnfixable(request, check(request)), isPrinted: false };
  const result = fixAll({ check: request, unsafe: args.unsafeFixes, only, rules: policy.allRules });
  if (args.diff) {
    printDiff(result, args, world);
    return { report: result.before, isPrinted: true };
  }
  world.holdSignals?.();
  writeChanges(world.fs, result.changed);
  return { report: result.after, isPrinted: false };
}

/** The diff on stdout; what it stands for and what is left out of it on stderr. */
function printDiff({ after, changed }: FixResult, args: CheckArguments, world: World): void {
  const { stdout, stderr } = world;
  const isForEyes = stdout.isTTY === true;
  const paint = painter(wantsColor(world, args.color, stdout));
  for (const { target, before, after: text } of changed) {
    const lines = unifiedDiff({ path: toByteString(patchPath(target, world)), before, after: text });
    stdout.write(bytesOf(lines.map((line) => `${paint(isForEyes ? shown(line) : line)}\n`).join('')));
  }
  const { fixed = [], unfixable = new Map<Finding, string>() } = after;
  for (const [{ rule, primary }, why] of unfixable) {
    const { source, start } = originOf(primary.span);
    stderr.write(`${visible(`not fixed: ${source.path}:${source.line(start)} [${rule}]: ${why}`)}\n`);
  }
  if (args.quiet && fixed.length === 0) return;
  const files = changed.length === 1 ? '1 file' : `${changed.length} files`;
  stderr.write(fixed.length === 0 ? 'nothing to fix\n' : `would fix ${fixed.length} in ${files}\n`);
}

/**
 * What a patch calls a file: the file itself and not a link to it, which `patch` and `git apply` refuse; below the working
 * directory, else as seen from `/`.
 */
function patchPath({ kind, at, shown }: Target, { fs, cwd }: World): string {
  if (kind === 'text') return shown.replace(/^\/+/, '');
  const fromHere = path.relative(fs.realpath(cwd), at);
  return fromHere.startsWith('../') ? at.replace(/^\/+/, '') : fromHere;
}

/** A line for a terminal: no control characters, no secrets. In a pipe the bytes stay, or the patch would not apply. */
function shown({ kind, text }: DiffLine): DiffLine {
  const visibleText = text.replace(/\r$/, '').split('\t').map(display).join('\t');
  return { kind, text: toByteString(redact(visibleText)) };
}

function painter(color: boolean): (line: DiffLine) => string {
  if (!color) return ({ text }) => text;
  const colors = pc.createColors(true);
  const paints: Readonly<Record<DiffLine['kind'], (text: string) => string>> = {
    file: colors.bold,
    hunk: colors.cyan,
    ' ': (text) => text,
    '-': colors.red,
    '+': colors.green,
    note: colors.dim,
  };
  return ({ kind, text }) => paints[kind](text);
}
