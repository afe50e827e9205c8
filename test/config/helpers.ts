/** Settings files in memory, and their problems as a person would read them. */
import { discover } from '../../src/config/discover.ts';
import { ConfigError, NO_SETTINGS, type Settings, type SettingsFile } from '../../src/config/index.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { frame } from '../../src/report/index.ts';

/** Three of nginx-vet's own, and two that only a plugin can have. */
export const KNOWN_RULES = ['proxy-buffer-size', 'proxy-pass-localhost', 'binding-wrong-port', 'my-rule', 'other-rule'];

export function load(files: Parameters<typeof memoryFileSystem>[0], start = '/w', explicitPath?: string): Settings {
  const fs = memoryFileSystem({ '/w/x': '', ...files });
  const shown = (path: string): string => path;
  const path = explicitPath ?? discover(fs, start, shown);
  if (path === undefined) return NO_SETTINGS;
  return readSettings(fs, path, shown).settings(KNOWN_RULES.map((id) => ({ id })));
}

/** The file that was found, with what it says itself. */
export function fileOf(settings: Settings): SettingsFile {
  return settings.files.at(-1)!;
}

/** The error that loading these files gives. */
export function failure(
  files: Parameters<typeof memoryFileSystem>[0],
  start = '/w',
  explicitPath?: string,
): ConfigError {
  try {
    load(files, start, explicitPath);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('no ConfigError');
}

/** All problems of one file `/w/.nginx-vet.EXT`, each with its frame and help. */
export function problems(extension: string, text: string | Uint8Array): string {
  return picture(failure({ [`/w/.nginx-vet.${extension}`]: text }));
}

/** All problems, each with its frame and help; the first line of a frame only where other files are in it. */
export function picture(error: ConfigError): string {
  return `\n${error.problems
    .map((problem) => {
      const { lines } = frame({ span: problem.span, label: '' }, problem.related ?? []);
      const isPlain = error.problems.every(({ span }) => span.source === error.span?.source);
      return [
        problem.message,
        ...lines.slice(isPlain && !problem.related?.length ? 1 : 0),
        ...(problem.help ? [`   = ${problem.help}`] : []),
        '',
      ].join('\n');
    })
    .join('')}`;
}
