// Runs the real engine on files in memory; test/rules/ knows the engine, src/testing/expectations.ts does not.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rules } from '../../rules/index.ts';
import type { BindingsConfig } from '../../src/bindings/index.ts';
import { NginxVersion } from '../../src/catalog/index.ts';
import { discover } from '../../src/config/discover.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { type CheckRequest, check, policyOf, type Report } from '../../src/engine/index.ts';
import { type FileSystem, memoryFileSystem } from '../../src/fs/index.ts';
import type { Rule } from '../../src/rule/index.ts';
import { type CaseFiles, type CaseOptions, optionsIn } from '../../src/testing/expectations.ts';

export { rules };

export const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** Configurations lie here in memory: a directory that no nginx package uses. */
export const DIRECTORY = '/project';

/** A configuration with everything around it. A file whose name ends in `.unreadable` exists without that ending, but cannot be read. */
export interface Case {
  readonly name: string;
  readonly files: CaseFiles;
  /** The main configuration or fragment among them. */
  readonly main: string;
  readonly options: CaseOptions;
}

type Cased = Omit<Case, 'name'> & Partial<Pick<Case, 'name'>>;

/** They ask of every declaration how it is started: only their own examples go into that. */
const ABOUT_STARTING = ['binding-no-restart', 'binding-startup-order'];

/** All rules; those about starting apps judge their own examples alone. */
function judgesOf({ name = '' }: Cased): readonly Rule[] {
  return rules.filter(({ id }) => !ABOUT_STARTING.includes(id) || name.includes(id));
}

/** `rule-id message-id` of every draft that a rule yielded in this process. */
export const saidMessages = new Set<string>();

function listened(rule: Rule): Rule {
  return {
    ...rule,
    *check(view, options) {
      for (const draft of rule.check(view, options)) {
        saidMessages.add(`${rule.id} ${draft.message}`);
        yield draft;
      }
    },
  };
}

/** The report on a case, with every rule (or those given) and the settings file beside it. */
export function run(example: Cased, judges: readonly Rule[] = judgesOf(example)): Report {
  return check(requestOf(example, judges));
}

/** What is asked about a case. */
export function requestOf(example: Cased, judges: readonly Rule[] = judgesOf(example)): CheckRequest {
  const { files, main, options } = example;
  const fs = fileSystemOf(files);
  const version = options.version === undefined ? undefined : NginxVersion.parse(options.version);
  if (options.version !== undefined && !version) throw new Error(`\`${options.version}\` is no nginx version`);
  return {
    fs,
    cwd: DIRECTORY,
    paths: [main],
    knownRules: judges,
    toolVersion: '0.0.0',
    ...(version && { nginx: { version, source: 'option' as const } }),
    ...(options.context !== undefined && { context: options.context.split(',') }),
    minConfidence: options.confidence ?? 'medium',
    now: () => 0,
    ...settingsOf(fs, judges.map(listened)),
  };
}

/** The files under the names that findings call them by. */
export function shown(files: CaseFiles): CaseFiles {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name.replace(/\.unreadable$/, ''), text]));
}

/** The files of a case in memory. */
export function fileSystemOf(files: CaseFiles): FileSystem {
  // the marker of a project's root: declarations are looked for below it
  const inMemory: Record<string, string | null> = { [`${DIRECTORY}/.git/HEAD`]: '' };
  for (const [name, text] of Object.entries(files)) {
    const isUnreadable = name.endsWith('.unreadable');
    inMemory[`${DIRECTORY}/${name.replace(/\.unreadable$/, '')}`] = isUnreadable ? null : text;
  }
  return memoryFileSystem(inMemory);
}

/** What a settings file of the case says of rules and apps. */
function settingsOf(fs: FileSystem, judges: readonly Rule[]): Pick<CheckRequest, 'bindingsConfig' | 'rules'> {
  const shown = (p: string): string => path.basename(p);
  const found = discover(fs, DIRECTORY, shown);
  if (found === undefined) return { rules: judges };
  const { config, layers, sayerOf } = readSettings(fs, found, shown).settings(rules.map(({ id }) => ({ id })));
  const file = sayerOf(['bindings']);
  return {
    rules: policyOf(layers, judges, DIRECTORY).allRules,
    ...(file && {
      bindingsConfig: {
        value: config.bindings as BindingsConfig,
        file: file.path,
        spanOf: (at) => file.spanOf(['bindings', ...at]) ?? file.source.span(0, 0),
      },
    }),
  };
}

/** Every case of fixtures/rules/<rule>/: single files, and directories with one file that carries a `# nginx-vet:` comment. */
export function fixturesOf(rule: string, root = ROOT): readonly Case[] {
  const folder = path.join(root, 'fixtures/rules', rule);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name): Case => {
      const at = path.join(folder, name);
      const files = statSync(at).isDirectory() ? filesBelow(at) : { [name]: readFileSync(at, 'utf8') };
      const mains = Object.entries(files).filter(([, text]) => optionsIn(text) !== undefined);
      const [first] = mains.length > 0 ? mains : Object.entries(files);
      if (!first || mains.length > 1 || (mains.length === 0 && Object.keys(files).length > 1)) {
        throw new Error(`${at}: one of its files needs a comment \`# nginx-vet:\``);
      }
      return { name: `${rule}/${name}`, files, main: first[0], options: optionsIn(first[1]) ?? {} };
    });
}

/** The folders of fixtures/rules/. */
export function fixtureFolders(): readonly string[] {
  return readdirSync(path.join(ROOT, 'fixtures/rules')).sort();
}

function filesBelow(directory: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const at = path.join(entry.parentPath, entry.name);
    files[path.relative(directory, at)] = readFileSync(at, 'utf8');
  }
  return files;
}
