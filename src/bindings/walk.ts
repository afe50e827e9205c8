/** Which files are there below some directories, and what of it could not be looked at? */
import path from 'node:path/posix';
import { type DirectoryEntry, errnoText, type FileSystem, FsError, OTHERS_DIRECTORIES } from '../fs/index.ts';
import { type Ignore, isIgnored, readIgnores } from './gitignore.ts';
import { matchesGlob } from './glob.ts';

const MAX_DEPTH = 6;
/** Of a larger tree the part nearest to the root is looked through. */
const MAX_ENTRIES = 50_000;

export interface WalkRequest {
  readonly fs: FileSystem;
  /** Absolute directories to look through. */
  readonly starts: readonly string[];
  /** The directory that globs count from, and that links must not lead out of. */
  readonly root: string;
  /** Globs of what is left out. */
  readonly exclude: readonly string[];
}

export interface Walked {
  /** Absolute paths, those of a directory before those of the directories in it. */
  readonly files: readonly string[];
  /** Links that lead nowhere, or out of the root. */
  readonly links: readonly NotWalked[];
  /** Directories that could not be looked through. */
  readonly directories: readonly NotWalked[];
}

export interface NotWalked {
  /** Absolute. */
  readonly path: string;
  readonly why: string;
}

interface Place {
  readonly directory: string;
  readonly depth: number;
  readonly ignores: readonly Ignore[];
}

/** Lists what is there, level by level. Links to directories are not followed, so that no circle of them is walked. */
export function walk({ fs, starts, root, exclude }: WalkRequest): Walked {
  const files: string[] = [];
  const links: NotWalked[] = [];
  const directories: NotWalked[] = [];
  const queue: Place[] = starts.map((directory) => ({ directory, depth: 0, ignores: [] }));
  const inside = root === '/' ? '/' : `${root}/`;
  let realRoot: string | undefined;
  const leadsOut = (file: string): boolean => {
    realRoot ??= root === '/' ? '/' : `${fs.realpath(root)}/`;
    const real = fs.realpath(file);
    return !real.startsWith(inside) && !real.startsWith(realRoot);
  };
  let seen = 0;
  for (const { directory, depth, ignores: outer } of queue) {
    if (seen >= MAX_ENTRIES) {
      directories.push({ path: directory, why: 'there are too many files: from here on nothing was looked through' });
      break;
    }
    const listed = list(fs, directory, directories);
    seen += listed.length;
    const hasIgnores = listed.some(({ name }) => name === '.gitignore');
    const ignores = hasIgnores ? [...outer, ...readIgnores(fs, directory)] : outer;
    for (const { name, kind } of listed) {
      const full = directory === '/' ? `/${name}` : `${directory}/${name}`;
      const isDirectory = kind === 'directory';
      if (isDirectory && (depth >= MAX_DEPTH || OTHERS_DIRECTORIES.has(name))) continue;
      // variables files are nearly always ignored by git, and yet decide what a declaration means
      if (!name.startsWith('.env') && isIgnored(ignores, full, name, isDirectory)) continue;
      if (exclude.length > 0 && exclude.some((glob) => matchesGlob(glob, path.relative(root, full)))) continue;
      if (isDirectory) queue.push({ directory: full, depth: depth + 1, ignores });
      else if (kind === 'file') files.push(full);
      else if (kind === 'symlink') {
        const target = fs.stat(full)?.kind;
        if (target === undefined) links.push({ path: full, why: 'a link that leads nowhere' });
        else if (target !== 'file') continue;
        // what lies outside is not part of the project
        else if (leadsOut(full)) links.push({ path: full, why: 'a link that leads out of the project' });
        else files.push(full);
      }
    }
  }
  return { files, links, directories };
}

function list(fs: FileSystem, directory: string, failed: NotWalked[]): readonly DirectoryEntry[] {
  try {
    return fs.list(directory);
  } catch (error) {
    // the directories of a machine need not be there
    if (error instanceof FsError && error.code !== 'ENOENT' && error.code !== 'ENOTDIR') {
      failed.push({ path: directory, why: `the directory was not looked through: ${errnoText(error.code)}` });
    }
    return [];
  }
}
