// Files get new bytes at once or not at all; thoughts about files change none.
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FileSystem, FsError, memoryFileSystem, overlaid, realFileSystem } from '../../src/fs/index.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'nginx-vet-stage-')));
  writeFileSync(path.join(root, 'a.conf'), 'old');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (name: string) => path.join(root, name);
const stage = (name: string, text: string) => realFileSystem.stage!(at(name), Buffer.from(text));
const isRoot = process.getuid?.() === 0;

function codeOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof FsError) return [error.code, path.relative(root, error.path)];
    throw error;
  }
  return undefined;
}

describe('the real file system', () => {
  test('the file changes with the commit, and nothing else is there before or after', () => {
    const write = stage('a.conf', 'new');
    expect(readFileSync(at('a.conf'), 'utf8')).toBe('old');
    // no pattern of an include takes the prepared file
    expect(readdirSync(root).filter((name) => !name.startsWith('.'))).toEqual(['a.conf']);
    write.commit();
    write.discard();
    expect(readFileSync(at('a.conf'), 'utf8')).toBe('new');
    expect(readdirSync(root)).toEqual(['a.conf']);
  });

  test('what is discarded leaves no trace', () => {
    const write = stage('a.conf', 'new');
    write.discard();
    write.discard();
    expect(readdirSync(root)).toEqual(['a.conf']);
    expect(readFileSync(at('a.conf'), 'utf8')).toBe('old');
  });

  test.each([0o600, 0o640, 0o664, 0o755])('the mode %o stays', (mode) => {
    chmodSync(at('a.conf'), mode);
    stage('a.conf', 'new').commit();
    expect(statSync(at('a.conf')).mode & 0o777).toBe(mode);
  });

  test.runIf(isRoot)('the owner stays', () => {
    chownSync(at('a.conf'), 33, 34);
    stage('a.conf', 'new').commit();
    expect(statSync(at('a.conf'))).toMatchObject({ uid: 33, gid: 34 });
  });

  test('a symbolic link stays one, and what it leads to changes', () => {
    mkdirSync(at('available'));
    writeFileSync(at('available/shop'), 'old');
    symlinkSync('available/shop', at('shop'));
    stage('shop', 'new').commit();
    expect(lstatSync(at('shop')).isSymbolicLink()).toBe(true);
    expect(readlinkSync(at('shop'))).toBe('available/shop');
    expect(readFileSync(at('available/shop'), 'utf8')).toBe('new');
    expect(readdirSync(at('available'))).toEqual(['shop']);
  });

  test('a file that nobody may write is not written, whoever runs it', () => {
    chmodSync(at('a.conf'), 0o444);
    expect(codeOf(() => stage('a.conf', 'new'))).toEqual(['EACCES', 'a.conf']);
    expect(readdirSync(root)).toEqual(['a.conf']);
  });

  test.skipIf(isRoot)('a directory that takes no file is named', () => {
    mkdirSync(at('d'));
    writeFileSync(at('d/a.conf'), 'old');
    chmodSync(at('d'), 0o555);
    expect(codeOf(() => stage('d/a.conf', 'new'))).toEqual(['EACCES', 'd']);
    chmodSync(at('d'), 0o755);
  });

  test('what is no file is not written', () => {
    mkdirSync(at('d'));
    expect(codeOf(() => stage('none', ''))).toEqual(['ENOENT', 'none']);
    expect(codeOf(() => stage('d', ''))).toEqual(['EISDIR', 'd']);
  });

  test('a name as long as names can be', () => {
    const name = `${'x'.repeat(250)}.conf`;
    writeFileSync(at(name), 'old');
    stage(name, 'new').commit();
    expect(readFileSync(at(name), 'utf8')).toBe('new');
  });
});

test('the file system in memory does alike', () => {
  const fs = memoryFileSystem({ '/p/a': 'old', '/p/b': 'old' }, { readOnly: ['/p/b'] });
  const read = (name: string) => Buffer.from(fs.read(name)).toString();
  const write = fs.stage!('/p/a', Buffer.from('new'));
  expect(read('/p/a')).toBe('old');
  write.commit();
  expect(read('/p/a')).toBe('new');
  fs.stage!('/p/a', Buffer.from('newer')).discard();
  expect(read('/p/a')).toBe('new');
  expect(codeOf(() => fs.stage!('/p/b', Buffer.from('')))).toMatchObject(['EACCES', expect.stringContaining('p/b')]);
  expect(codeOf(() => fs.stage!('/p', Buffer.from('')))).toMatchObject(['EISDIR', expect.anything()]);
  expect(codeOf(() => fs.stage!('/p/c', Buffer.from('')))).toMatchObject(['ENOENT', expect.anything()]);
});

test('an overlay shows other bytes, also through links, and writes nothing', () => {
  symlinkSync('a.conf', at('link'));
  const fs: FileSystem = overlaid(realFileSystem, new Map([[at('a.conf'), Buffer.from('thought')]]));
  for (const name of ['a.conf', 'link', './link']) {
    expect(Buffer.from(fs.read(at(name))).toString()).toBe('thought');
    expect(fs.stat(at(name))).toEqual({ kind: 'file', size: 7 });
  }
  expect(fs.stage).toBeUndefined();
  expect(fs.list(root)).toEqual(realFileSystem.list(root));
  expect(readFileSync(at('a.conf'), 'utf8')).toBe('old');
  expect(overlaid(realFileSystem, new Map())).toBe(realFileSystem);
});
