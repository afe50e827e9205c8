/**
 * How does a file get new bytes without ever being half-written? They are written to a file beside it, which then takes its
 * place in one step (rename(2)).
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { FsError, type StagedWrite, type StageOptions } from './file-system.ts';

/** Some directories allow names of 255 bytes, encrypted ones of 143. */
const LONGEST_NAME = 100;

/** Whether a file of that name is one that is being prepared. */
export function isStaged(name: string): boolean {
  return /^\..*\.[0-9a-f]{12}\.tmp$/s.test(name);
}

/** `FileSystem.stage` of the real file system. */
export function stage(file: string, bytes: Uint8Array, { mayBeNew = false }: StageOptions = {}): StagedWrite {
  const old = guard(file, () => (mayBeNew && !fs.existsSync(file) ? undefined : writableTarget(file)));
  const target = old?.path ?? file;
  const directory = path.dirname(target);
  // neither `include *.conf` nor `include *` takes a name with a leading dot, should it be left behind by a crash
  const name = `.${path.basename(target).slice(0, LONGEST_NAME)}.${randomBytes(6).toString('hex')}.tmp`;
  const temporary = path.join(directory, name);
  const descriptor = guard(directory, () => fs.openSync(temporary, 'wx', old ? 0o600 : 0o666));
  let isThere = true;
  const discard = (): void => {
    if (isThere) fs.rmSync(temporary, { force: true });
    isThere = false;
  };
  try {
    guard(file, () => fill(descriptor, bytes, old?.stats));
  } catch (error) {
    discard();
    throw error;
  }
  return {
    commit() {
      guard(file, () => fs.renameSync(temporary, target));
      isThere = false;
    },
    discard,
  };
}

/** The file behind symbolic links. Throws where it must not be written: root may write what nobody else may, and does not. */
function writableTarget(file: string): { readonly path: string; readonly stats: fs.Stats } {
  const target = fs.realpathSync.native(file);
  const stats = fs.statSync(target);
  if (!stats.isFile()) throw Object.assign(new Error(), { code: stats.isDirectory() ? 'EISDIR' : 'EPERM' });
  if ((stats.mode & 0o222) === 0) throw Object.assign(new Error(), { code: 'EACCES' });
  fs.accessSync(target, fs.constants.W_OK);
  return { path: target, stats };
}

/** Writes all bytes through to the disk, with mode and owner of the old file where there is one, and closes. */
function fill(descriptor: number, bytes: Uint8Array, old: fs.Stats | undefined): void {
  try {
    fs.writeFileSync(descriptor, bytes);
    if (old) keepRights(descriptor, old);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function keepRights(descriptor: number, old: fs.Stats): void {
  const { uid, gid } = fs.fstatSync(descriptor);
  if (uid !== old.uid || gid !== old.gid) {
    try {
      fs.fchownSync(descriptor, old.uid, old.gid);
    } catch {
      // only root may give files away: it stays with who runs nginx-vet
    }
  }
  fs.fchmodSync(descriptor, old.mode & 0o777);
}

function guard<T>(at: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new FsError((error as NodeJS.ErrnoException).code ?? 'EIO', at);
  }
}
