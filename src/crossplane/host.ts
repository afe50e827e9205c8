/** From where does this room read files? */
import path from 'node:path/posix';
import type { FileSystem } from '../fs/index.ts';
import { SourceText } from '../text/index.ts';
import { osError } from './errors.ts';

export interface Host {
  readonly fs: FileSystem;
  /** Absolute; relative names start from it. */
  readonly cwd: string;
}

/** A file's text under the name it was asked for by. Throws CrossplaneError. */
export function readSource(host: Host, name: string): SourceText {
  try {
    return SourceText.fromBytes(name, host.fs.read(path.resolve(host.cwd, name)));
  } catch (error) {
    throw osError(error, name);
  }
}
