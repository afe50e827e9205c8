// All files or none; what went wrong is said with the name of the file.
import { expect, test } from 'vitest';
import { type ChangedFile, writeChanges } from '../../src/fix/index.ts';
import { type FileSystem, FsError, memoryFileSystem } from '../../src/fs/index.ts';

const FILES = { '/p/a': 'a', '/p/b': 'b', '/p/c': 'c' };
const change = (name: string, before = name): ChangedFile => ({
  target: { kind: 'file', at: `/p/${name}`, shown: name },
  before,
  after: `${before} new`,
});
const all = ['a', 'b', 'c'].map((name) => change(name));

function outcome(
  fs: FileSystem,
  changed = all,
): { readonly said: string | undefined; readonly texts: readonly string[] } {
  let said: string | undefined;
  try {
    writeChanges(fs, changed);
  } catch (error) {
    const { message, help } = error as { message: string; help: string };
    said = `${message} | ${help}`;
  }
  return { said, texts: Object.keys(FILES).map((name) => Buffer.from(fs.read(name)).toString()) };
}

/** Which prepared files were thrown away, and a failure at the commit of one file. */
function watched(failing?: string) {
  const memory = memoryFileSystem(FILES);
  const discarded: string[] = [];
  const fs: FileSystem = {
    ...memory,
    stage(at, bytes) {
      const write = memory.stage!(at, bytes);
      let isDone = false;
      return {
        commit() {
          if (at === failing) throw new FsError('EBUSY', at);
          write.commit();
          isDone = true;
        },
        discard: () => void (isDone || discarded.push(at)),
      };
    },
  };
  return { fs, discarded };
}

test('all are written', () => {
  const { fs, discarded } = watched();
  expect(outcome(fs)).toEqual({ said: undefined, texts: ['a new', 'b new', 'c new'] });
  expect(discarded).toEqual([]);
});

test('a file that has changed meanwhile keeps its new text, and the others their old one', () => {
  const { fs, discarded } = watched();
  expect(outcome(fs, [change('a'), change('b', 'older b'), change('c')])).toEqual({
    said: '`b` cannot be written: it has changed meanwhile | no file was changed; `--diff` prints the changes instead',
    texts: ['a', 'b', 'c'],
  });
  expect(discarded).toEqual(['/p/a']);
});

test('the last step fails only for a reason nobody could foresee: then it is said how far it went', () => {
  const { fs, discarded } = watched('/p/b');
  expect(outcome(fs)).toEqual({
    said: '`b` cannot be written: device or resource busy | 1 of 3 files were written before it; `--diff` prints the changes instead',
    texts: ['a new', 'b', 'c'],
  });
  expect(discarded).toEqual(['/p/b', '/p/c']);
});

test('a directory that takes no new file is told apart', () => {
  const fs: FileSystem = {
    ...memoryFileSystem(FILES),
    stage: () => {
      throw new FsError('EACCES', '/p');
    },
  };
  expect(outcome(fs).said).toMatch(
    /^`a` cannot be written: permission denied for new files in its directory \| no file was/,
  );
});
