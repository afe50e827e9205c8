/** How do changed files get onto the disk: all of them, or none? */

import { InputError } from '../engine/index.ts';
import { errnoText, type FileSystem, FsError, type StagedWrite } from '../fs/index.ts';
import { byteString, bytesOf } from '../text/index.ts';
import type { ChangedFile } from './workspace.ts';

/**
 * Writes every changed file. All are prepared before the first one changes, so that a file that cannot be written leaves the
 * others as they were. Throws InputError.
 */
export function writeChanges(fs: FileSystem, changed: readonly ChangedFile[]): void {
  const staged: { readonly file: ChangedFile; readonly write: StagedWrite }[] = [];
  let written = 0;
  try {
    for (const file of changed) staged.push({ file, write: stage(fs, file) });
    for (const { file, write } of staged) {
      guard(
        file,
        () => write.commit(),
        written > 0 ? `${written} of ${changed.length} files were written before it` : '',
      );
      written++;
    }
  } finally {
    for (const { write } of staged) write.discard();
  }
}

function stage(fs: FileSystem, file: ChangedFile): StagedWrite {
  const { target, before, after } = file;
  if (!fs.stage || target.kind === 'text') throw cannotWrite(file, 'nothing may be written here', '');
  const { stage } = fs;
  return guard(
    file,
    () => {
      if (byteString(fs.read(target.at)) !== before) throw cannotWrite(file, 'it has changed meanwhile', NOTHING);
      return stage(target.at, bytesOf(after));
    },
    NOTHING,
  );
}

const NOTHING = 'no file was changed';

function guard<T>(file: ChangedFile, work: () => T, state: string): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    const why = errnoText(error.code).toLowerCase();
    const isDirectory = error.path !== file.target.at;
    throw cannotWrite(file, isDirectory ? `${why} for new files in its directory` : why, state);
  }
}

function cannotWrite({ target }: ChangedFile, why: string, state: string): InputError {
  return new InputError(
    `\`${target.shown}\` cannot be written: ${why}`,
    [state, '`--diff` prints the changes instead'].filter((part) => part !== '').join('; '),
  );
}
