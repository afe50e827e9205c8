/** Which rules do plugins bring, and what went wrong with them? Only modules that the user names are ever run. */
import { pathToFileURL } from 'node:url';
import { rules as builtIn } from '../../rules/index.ts';
import { shownPath } from '../engine/index.ts';
import { type Rule, rulesOfPlugin } from '../rule/index.ts';
import { visible } from '../text/index.ts';
import type { World } from './context.ts';

/** A plugin that could not do its part: the others did theirs, but the run was not what it was meant to be. */
export interface PluginFailure {
  /** As people are shown it. */
  readonly plugin: string;
  readonly what: string;
}

export interface Plugins {
  readonly rules: readonly Rule[];
  /** Those of loading now; those of running are added. */
  readonly failures: PluginFailure[];
  /** Whether an error of a rule is a plugin's: then it is noted, and the others go on. */
  readonly note: (rule: Rule, root: string, error: unknown) => boolean;
}

/** Loads the modules at absolute paths, each once, in their order. Never throws: what fails is noted. */
export async function loadPlugins(files: readonly string[], { cwd }: Pick<World, 'cwd'>): Promise<Plugins> {
  const failures: PluginFailure[] = [];
  const rules: Rule[] = [];
  const owners = new Map<string, string>();
  for (const file of new Set(files)) {
    const plugin = shownPath(cwd, file);
    const taken = new Set([...builtIn, ...rules].map(({ id }) => id));
    try {
      const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
      const found = rulesOfPlugin(module.default, taken);
      for (const problem of found.problems) failures.push({ plugin, what: problem });
      for (const rule of found.rules) {
        rules.push(rule);
        owners.set(rule.id, plugin);
      }
    } catch (error) {
      failures.push({ plugin, what: `it cannot be loaded: ${messageOf(error)}` });
    }
  }
  const told = new Set<string>();
  const note: Plugins['note'] = ({ id }, root, error) => {
    const plugin = owners.get(id);
    if (plugin === undefined) return false;
    // a rule that fails on one configuration mostly fails on all
    if (!told.has(id)) failures.push({ plugin, what: `its rule \`${id}\` failed on \`${root}\`: ${messageOf(error)}` });
    told.add(id);
    return true;
  };
  return { rules, failures, note };
}

/** Says on stderr what went wrong. */
export function sayFailures(failures: readonly PluginFailure[], { stderr }: Pick<World, 'stderr'>): void {
  for (const { plugin, what } of failures) stderr.write(`nginx-vet: plugin ${visible(`${plugin}: ${what}`)}\n`);
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}
