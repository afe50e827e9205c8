/** Where does each report go (`-f NAME`, `-f NAME=FILE`), and how does it get there? */
import path from 'node:path/posix';
import pc from 'picocolors';
import { type Report, shownPath } from '../engine/index.ts';
import { errnoText, FsError } from '../fs/index.ts';
import { FORMATS, type FormatName, type FormatOptions, type RuleInfo, summaryLine } from '../report/index.ts';
import type { Rule } from '../rule/index.ts';
import { bytesOf, nearest, toByteString } from '../text/index.ts';
import type { CheckArguments } from './check.ts';
import { UsageError, type World, wantsColor } from './context.ts';
import { fileLink, makesLinks } from './hyperlinks.ts';

/** One report that was asked for. */
export interface Target {
  readonly format: FormatName;
  /** As it was written; absent: standard output. */
  readonly file?: string;
}

/**
 * The reports that the options ask for: a pretty one on standard output where they ask for none. Throws UsageError for
 * unknown formats, two reports in one place, and files that could not be written in the end.
 */
export function targetsOf(args: Pick<CheckArguments, 'format' | 'outputFile'>, world: World): readonly Target[] {
  const asked = new Map((args.format.length === 0 ? ['pretty'] : args.format).map((word) => [word, targetOf(word)]));
  const targets = [...asked.values()].map(({ format, file = args.outputFile }): Target => {
    return file === undefined || file === '-' ? { format } : { format, file };
  });
  const places = new Map<string, Target>();
  for (const target of targets) {
    const place = target.file === undefined ? '' : path.resolve(world.cwd, target.file);
    const other = places.get(place);
    if (other) throw samePlace(other, target, args.outputFile);
    places.set(place, target);
    if (target.file !== undefined) assertPlace(target.file, world);
  }
  return targets;
}

function targetOf(word: string): Target {
  const [, name = '', equals, file = ''] = /^([^=]*)(=)?([\s\S]*)$/.exec(word) ?? [];
  if (!Object.hasOwn(FORMATS, name)) throw unknownFormat(name);
  if (equals !== undefined && file === '') {
    throw new UsageError(
      `\`${word}\` names no file`,
      `write \`-f ${name}=FILE\`, or \`-f ${name}\` for standard output`,
    );
  }
  return { format: name as FormatName, ...(equals !== undefined && { file }) };
}

function unknownFormat(name: string): UsageError {
  const names = Object.keys(FORMATS);
  const meant = nearest(name, names);
  const hint = meant === undefined ? 'choose' : `did you mean \`${meant}\`? There is`;
  return new UsageError(`\`${name}\` is no value of --format`, `${hint} ${names.map((n) => `\`${n}\``).join(', ')}`);
}

function samePlace(one: Target, other: Target, outputFile: string | undefined): UsageError {
  const both = `\`${one.format}\` and \`${other.format}\``;
  if (one.file === undefined) {
    return new UsageError(
      `only one report fits on standard output, not ${both}`,
      `give one of them a file: \`-f ${one.format} -f ${other.format}=FILE\``,
    );
  }
  return new UsageError(
    `${both} cannot both be \`${one.file}\``,
    outputFile === undefined ? 'give each its own file' : `give each its own file: \`-f ${one.format}=FILE\``,
  );
}

/** What would fail after the work is said before it. */
function assertPlace(file: string, { fs, cwd }: World): void {
  const absolute = path.resolve(cwd, file);
  if (fs.stat(absolute)?.kind === 'directory') {
    throw cannotWrite(file, 'it is a directory', 'name a file in it');
  }
  const directory = path.dirname(absolute);
  const stat = fs.stat(directory);
  if (stat?.kind === 'directory') return;
  const shown = shownPath(cwd, directory);
  if (stat) throw cannotWrite(file, `\`${shown}\` is no directory`);
  throw cannotWrite(file, `there is no directory \`${shown}\``, `make it first: \`mkdir -p ${shown}\``);
}

function cannotWrite(file: string, why: string, help?: string): UsageError {
  return new UsageError(`the report \`${file}\` cannot be written: ${why}`, help);
}

export interface WriteOptions extends Pick<CheckArguments, 'color' | 'quiet'> {
  readonly exitCode: 0 | 1;
  /** The rules that were asked. */
  readonly rules: readonly Rule[];
}

/**
 * Writes the reports: standard output first, then every file, all at once as far as a file system can. Throws UsageError.
 */
export async function writeReports(
  report: Report,
  targets: readonly Target[],
  options: WriteOptions,
  world: World,
): Promise<void> {
  assertNoInput(report, targets, world);
  const formats = targets.map(({ format }) => FORMATS[format]);
  const rules = formats.some(({ readsRules }) => readsRules) ? await rulesInfo(options.rules) : [];
  const shared = { cwd: world.cwd, checkout: checkoutOf(world), rules, exitCode: options.exitCode, canFix: true };
  const isSilent = options.quiet && report.findings.length === 0 && (report.fixed ?? []).length === 0;
  for (const [index, { file }] of targets.entries()) {
    const { load, mayBeSilent } = formats[index]!;
    const format = await load();
    if (file !== undefined) writeFile(file, format(report, { ...shared, ...looks(options.color) }), world);
    else if (!(isSilent && mayBeSilent)) world.stdout.write(format(report, { ...shared, ...terminal(options, world) }));
  }
  const files = targets.flatMap(({ file }) => file ?? []);
  if (files.length > 0 && files.length === targets.length && !options.quiet) {
    world.stderr.write(`${summaryLine(report, { canFix: true })}: see ${files.join(', ')}\n`);
  }
}

function terminal({ color }: WriteOptions, world: World): Partial<FormatOptions> {
  const { isTTY, columns } = world.stdout;
  return {
    ...looks(wantsColor(world, color, world.stdout)),
    ...(isTTY && columns !== undefined && { columns }),
    ...(makesLinks(world, world.stdout) && { link: fileLink(world) }),
  };
}

function looks(color: boolean | undefined): Pick<FormatOptions, 'colors'> {
  return color ? { colors: pc.createColors(true) } : {};
}

/** A report must not take the place of what was checked. */
function assertNoInput({ files }: Report, targets: readonly Target[], { fs, cwd }: World): void {
  const real = (file: string): string => fs.realpath(path.resolve(cwd, file));
  const checked = new Set(targets.some(({ file }) => file !== undefined) ? files.map((file) => real(file.path)) : []);
  for (const { file, format } of targets) {
    if (file === undefined || !checked.has(real(file))) continue;
    throw cannotWrite(file, 'it is a configuration that was checked', `name another file: \`-f ${format}=FILE\``);
  }
}

function writeFile(file: string, text: string, { fs, cwd, writeFile: write }: World): void {
  const absolute = path.resolve(cwd, file);
  const bytes = bytesOf(toByteString(text));
  try {
    // pipes and devices (`-f json=/dev/stderr`, `>(gzip)`) take bytes and nothing else
    const isStream = fs.stat(absolute)?.kind === 'other' || absolute.startsWith('/dev/');
    if (write && isStream) write(absolute, [bytes]);
    else if (fs.stage) fs.stage(absolute, bytes, { mayBeNew: true }).commit();
    else throw cannotWrite(file, 'nothing may be written here');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UsageError || typeof code !== 'string') throw error;
    const isDirectory = error instanceof FsError && error.path !== absolute;
    throw cannotWrite(file, errnoText(code).toLowerCase() + (isDirectory ? ' for new files in its directory' : ''));
  }
}

/** Where code hosts count paths from: the checkout, as their runners say it, where the working directory is in it. */
function checkoutOf({ env, cwd }: World): string {
  const said = [env.GITHUB_WORKSPACE, env.CI_PROJECT_DIR].find((directory) => directory?.startsWith('/'));
  if (said === undefined) return cwd;
  const checkout = path.resolve(said);
  return cwd === checkout || cwd.startsWith(`${checkout}/`) ? checkout : cwd;
}

/** The rules with their pages, which are read from disk only here. */
async function rulesInfo(rules: readonly Rule[]): Promise<readonly RuleInfo[]> {
  const { prose } = await import('../../rules/prose.generated.ts');
  return rules.map(({ id, category, severity, confidence, presets }) => {
    const page = prose[id] ?? '';
    const summary = /^## What it catches\n+([\s\S]*?)\n\n/m.exec(page)?.[1] ?? id;
    return {
      id,
      category,
      severity,
      confidence,
      presets: [...presets, 'strict'],
      summary: summary.replace(/\n/g, ' '),
      prose: page,
    };
  });
}
