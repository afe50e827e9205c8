/** Does a rule find what its examples say, and nothing else? For the tests of rules and plugins, in any test runner. */
import path from 'node:path/posix';
import { NginxVersion } from '../catalog/index.ts';
import { check } from '../engine/index.ts';
import { memoryFileSystem } from '../fs/index.ts';
import { type Finding, type PluginRule, type Rule, rulesOfPlugin } from '../rule/index.ts';
import { type CaseFiles, type CaseOptions, disagreements, optionsIn } from './expectations.ts';

/**
 * One configuration: its text, or the texts of several files by path (`nginx.conf`, `conf.d/app.conf`, `compose.yaml`). What
 * is to be found is written in it: `#! rule-id: words of the message` behind a line, or alone above one. A comment
 * `# nginx-vet: version=1.22.1 context=http confidence=low` says for which nginx it is judged, what surrounds a fragment, and
 * how unsure a finding may be.
 */
export type Example = string | CaseFiles;

export interface RuleExamples {
  /** Each expects at least one finding of the rule. */
  readonly bad: readonly Example[];
  /** In these the rule finds nothing. */
  readonly good: readonly Example[];
}

/** The directory that examples lie in. */
const DIRECTORY = '/project';

/** Throws an Error that names every finding that is missing, and every one too many. */
export function testRule(rule: PluginRule, { bad, good }: RuleExamples): void {
  const problems = [
    ...bad.flatMap((example, index) => problemsOf(rule, example).map((problem) => `bad ${index + 1}: ${problem}`)),
    ...bad.flatMap((example, index) =>
      Object.values(filesOf(example)).some((text) => text.includes(`! ${rule.id}:`))
        ? []
        : [`bad ${index + 1}: it expects no finding of \`${rule.id}\`: write \`#! ${rule.id}: words\` at the line`],
    ),
    ...good.flatMap((example, index) => problemsOf(rule, example).map((problem) => `good ${index + 1}: ${problem}`)),
    ...(bad.length === 0 ? ['there is no bad example'] : []),
    ...(good.length === 0 ? ['there is no good example'] : []),
  ];
  if (problems.length > 0) throw new Error(`rule \`${rule.id}\`:\n${problems.join('\n')}`);
}

function problemsOf(rule: PluginRule, example: Example): readonly string[] {
  const files = filesOf(example);
  return disagreements(files, findingsOn(rule, files));
}

/** What one rule finds in an example, whatever else is wrong in it. Throws what the rule throws. */
export function findingsOn(rule: PluginRule, example: Example): readonly Finding[] {
  const files = filesOf(example);
  const main = mainOf(files);
  const options = optionsIn(files[main] ?? '') ?? {};
  const version = versionOf(options);
  const absolute = Object.entries(files).map(([name, text]) => [path.join(DIRECTORY, name), text]);
  const { findings } = check({
    // the marker of a project's root: declarations are looked for below it
    fs: memoryFileSystem({ [`${DIRECTORY}/.git/HEAD`]: '', ...Object.fromEntries(absolute) }),
    cwd: DIRECTORY,
    paths: [main],
    rules: [asPlugin(rule)],
    toolVersion: '',
    ...(version && { nginx: { version, source: 'option' } }),
    ...(options.context !== undefined && { context: options.context.split(',') }),
    minConfidence: options.confidence ?? 'medium',
    now: () => 0,
  });
  return findings;
}

/** The rule as nginx-vet takes it from a plugin: what it does not say has its default. */
function asPlugin(rule: PluginRule): Rule {
  const { rules, problems } = rulesOfPlugin(rule, new Set());
  const [first] = rules;
  if (!first) throw new Error(problems.join('\n'));
  return first;
}

function filesOf(example: Example): CaseFiles {
  return typeof example === 'string' ? { 'nginx.conf': example } : example;
}

function mainOf(files: CaseFiles): string {
  const names = Object.keys(files);
  const marked = names.filter((name) => optionsIn(files[name]!) !== undefined);
  const main = marked[0] ?? names.find((name) => path.basename(name) === 'nginx.conf') ?? names[0];
  if (main === undefined) throw new Error('an example needs a file');
  return main;
}

function versionOf({ version: text }: CaseOptions): NginxVersion | undefined {
  const version = text === undefined ? undefined : NginxVersion.parse(text);
  if (text !== undefined && !version) throw new Error(`\`${text}\` is no nginx version`);
  return version;
}
