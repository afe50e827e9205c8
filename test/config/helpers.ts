/** Settings files in memory, and their problems as a person would read them. */
import { ConfigError, loadConfig, type Settings } from '../../src/config/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { frame } from '../../src/report/index.ts';

export const KNOWN_RULES = ['proxy-buffer-size', 'proxy-pass-localhost', 'binding-wrong-port'];

export function load(files: Parameters<typeof memoryFileSystem>[0], start = '/w', explicitPath?: string): Settings {
  const fs = memoryFileSystem({ '/w/x': '', ...files });
  return loadConfig({ fs, start, knownRules: KNOWN_RULES, ...(explicitPath !== undefined && { explicitPath }) });
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
  const error = failure({ [`/w/.nginx-vet.${extension}`]: text });
  return `\n${error.problems
    .map((problem) => {
      const { lines } = frame({ span: problem.span, label: '' }, []);
      return [problem.message, ...lines.slice(1), ...(problem.help ? [`   = ${problem.help}`] : []), ''].join('\n');
    })
    .join('')}`;
}
