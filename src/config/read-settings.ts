/** What are the settings of one file, with all that it extends? Loaded only where there is a settings file. */
import type { FileSystem } from '../fs/index.ts';
import { ConfigError } from './config-error.ts';
import { chainOf } from './extends.ts';
import { merged, pluginsOf } from './merge.ts';
import type { Problem } from './node.ts';
import { readFile } from './read-file.ts';
import { type Compile, type KnownRule, type RuleProblem, ruleProblems } from './rule-problems.ts';
import type { PluginSetting, Settings } from './settings.ts';

/** Files that were read and that nobody has judged as a whole. */
export interface ReadSettings {
  /** What the rules come from besides those of nginx-vet. */
  readonly plugins: readonly PluginSetting[];
  /** The settings, when the rules are known. Throws ConfigError with all problems of all files. */
  settings(rules: readonly KnownRule[], compile?: Compile): Settings;
}

/** Reads a file (absolute path) and what it extends. Throws ConfigError when there is no text to speak of. */
export function readSettings(fs: FileSystem, file: string, shown: (path: string) => string): ReadSettings {
  const main = readFile(fs, file, shown(file));
  if ('message' in main) throw ConfigError.ofPath(shown(file), main.message, main.help);
  const chain = chainOf(fs, main, shown);
  const files = [...chain.files];
  return {
    plugins: pluginsOf(files.map(([each]) => each)),
    settings(rules, compile) {
      const ofFiles = files.flatMap(([{ problems, root }, named]) =>
        together(problems, root ? ruleProblems(root, rules, compile) : []).map((one) =>
          named.length === 0 ? one : { ...one, related: [...(one.related ?? []), ...named] },
        ),
      );
      const problems = [...ofFiles, ...chain.problems];
      if (problems.length > 0) throw ConfigError.inTexts(problems);
      return merged(chain.parts, main);
    },
  };
}

/** Of a rule that there is not, it does not matter what is said. */
function together(problems: readonly Problem[], ofRules: readonly RuleProblem[]): readonly Problem[] {
  const covered = ofRules.flatMap(({ covers }) => covers ?? []);
  const isCovered = ({ span }: Problem): boolean =>
    covered.some(({ start, end }) => start <= span.start && span.end <= end);
  return [...problems.filter((one) => !isCovered(one)), ...ofRules];
}
