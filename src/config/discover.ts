/** Which settings file holds for a directory? */
import type { FileSystem } from '../fs/index.ts';
import { ConfigError } from './config-error.ts';

/** The names a settings file may have. */
export const CONFIG_NAMES = ['.nginx-vet.json', '.nginx-vet.jsonc', '.nginx-vet.yaml', '.nginx-vet.yml'] as const;

/**
 * The settings file of the nearest directory from `start` (an absolute path) upward that has one; undefined when none has.
 * Throws ConfigError where a directory has several.
 */
export function discover(fs: FileSystem, start: string, shown: (path: string) => string): string | undefined {
  for (let directory = start; ; directory = parentOf(directory)) {
    const names = CONFIG_NAMES.filter((name) => {
      const found = fs.stat(join(directory, name));
      return found !== undefined && found.kind !== 'directory';
    });
    if (names.length > 1) {
      const all = names.map((name) => `\`${name}\``).join(' and ');
      throw ConfigError.ofPath(shown(directory), `more than one settings file: ${all}`, 'keep one of them');
    }
    if (names.length === 1) return join(directory, names[0]!);
    if (parentOf(directory) === directory) return undefined;
  }
}

/** The directory a path stands in; a root stands in itself. */
export function parentOf(path: string): string {
  const trimmed = path.replace(/(?<=[^/\\])[/\\]+$/, '');
  const at = Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\'));
  if (at < 0) return trimmed;
  if (at === 0 || /^[A-Za-z]:$/.test(trimmed.slice(0, at))) return trimmed.slice(0, at + 1);
  return trimmed.slice(0, at);
}

function join(directory: string, name: string): string {
  return /[/\\]$/.test(directory) ? directory + name : `${directory}/${name}`;
}
