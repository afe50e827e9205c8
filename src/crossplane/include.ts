/** Which files does an `include` name, as crossplane names them and in nginx's order? */
import path from 'node:path/posix';
import { glob, isPattern } from '../tree/index.ts';
import { osError } from './errors.ts';
import type { Host } from './host.ts';

/**
 * Names of the files, relative ones below `directory` (that of the main configuration, as it was named). A pattern may
 * have none. Throws CrossplaneError when a file without a pattern cannot be read.
 */
export function includedFiles(host: Host, directory: string, argument: string, line: number): readonly string[] {
  const name = argument.startsWith('/') || directory === '' ? argument : joined(directory, argument);
  if (!isPattern(name)) {
    try {
      host.fs.read(path.resolve(host.cwd, name));
    } catch (error) {
      throw osError(error, name, line);
    }
    return [name];
  }
  if (name.startsWith('/')) return glob(host.fs, name);
  const prefix = host.cwd.endsWith('/') ? host.cwd : `${host.cwd}/`;
  return glob(host.fs, literal(prefix) + name).map((found) => found.slice(prefix.length));
}

function joined(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** A path as a pattern that matches only itself. */
function literal(name: string): string {
  return name.replace(/[*?[\\]/g, '\\$&');
}
