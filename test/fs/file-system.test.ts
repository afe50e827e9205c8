/** Do the real file system and the one in memory give the same answers about the same tree? */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errnoSuffix, type FileSystem, FsError, memoryFileSystem, realFileSystem } from '../../src/fs/index.ts';

const FILES: Readonly<Record<string, string>> = {
  'nginx.conf': 'events {}\n',
  'conf.d/b.conf': 'b',
  'conf.d/a.conf': '',
  'conf.d/.hidden': 'h',
  'conf.d/é.conf': 'é',
  'conf.d/\u{10000}.conf': 'beyond',
  'conf.d/\uffee.conf': 'before',
  'conf.d/Z.conf': 'Z',
  'deep/er/still/x': 'x',
};

let root: string;
let memory: FileSystem;

beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'nginx-vet-fs-')));
  const absolute: Record<string, string> = {};
  for (const [name, content] of Object.entries(FILES)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    absolute[file] = content;
  }
  memory = memoryFileSystem(absolute);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function answer(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    if (error instanceof FsError) return { code: error.code, path: error.path };
    throw error;
  }
}

describe.each([
  ...[
    '/nginx.conf',
    '/conf.d',
    '/conf.d/',
    '/conf.d/a.conf',
    '/conf.d/none',
    '/none/a',
    '/nginx.conf/',
    '/nginx.conf/x',
  ],
  ...[
    '/conf.d/../nginx.conf',
    '/none/../nginx.conf',
    '/nginx.conf/../nginx.conf',
    '/./conf.d/./b.conf',
    '//conf.d//b.conf',
  ],
  ...['', '/deep', '/deep/er/..', '/conf.d/.', '/conf.d/a.conf/.', '/conf.d/é.conf'],
])('%s', (name) => {
  it('is the same in both', () => {
    const at = root + name;
    const real = realFileSystem.stat(at);
    const expected = real?.kind === 'directory' ? { kind: 'directory', size: 0 } : real;
    expect(memory.stat(at)).toEqual(expected);
    expect(answer(() => Buffer.from(memory.read(at)).toString())).toEqual(
      answer(() => Buffer.from(realFileSystem.read(at)).toString()),
    );
    expect(answer(() => memory.list(at))).toEqual(answer(() => realFileSystem.list(at)));
    expect(memory.realpath(at)).toBe(realFileSystem.realpath(at));
  });
});

it('lists in the order of bytes, not of UTF-16 units', () => {
  expect(memory.list(`${root}/conf.d`).map((entry) => entry.name)).toEqual([
    '.hidden',
    'Z.conf',
    'a.conf',
    'b.conf',
    'é.conf',
    '\uffee.conf',
    '\u{10000}.conf',
  ]);
});

it('tells symbolic links and follows them', () => {
  symlinkSync('nginx.conf', `${root}/link`);
  symlinkSync('none', `${root}/dangling`);
  symlinkSync('loop', `${root}/loop`);
  const kinds = Object.fromEntries(realFileSystem.list(root).map((entry) => [entry.name, entry.kind]));
  expect(kinds).toMatchObject({
    link: 'symlink',
    dangling: 'symlink',
    loop: 'symlink',
    'nginx.conf': 'file',
    deep: 'directory',
  });
  expect(realFileSystem.stat(`${root}/link`)).toEqual({ kind: 'file', size: 10 });
  expect(realFileSystem.realpath(`${root}/link`)).toBe(`${root}/nginx.conf`);
  expect(realFileSystem.stat(`${root}/dangling`)).toBeUndefined();
  expect(answer(() => realFileSystem.read(`${root}/loop`))).toMatchObject({ code: 'ELOOP' });
  expect(realFileSystem.stat(`${root}/loop`)).toBeUndefined();
});

it('says what cannot be read', () => {
  const fs = memoryFileSystem({ '/a': null });
  expect(fs.stat('/a')).toEqual({ kind: 'file', size: 0 });
  expect(() => fs.read('/a')).toThrow(new FsError('EACCES', '/a'));
  expect(new FsError('EACCES', '/a').message).toBe('Permission denied: /a');
});

it('never throws anything else, whatever the path', () => {
  for (const fs of [realFileSystem, memory]) {
    for (const odd of ['\0', '/a\0b', 'x'.repeat(5000), '/\ud800', '']) {
      expect(() => fs.stat(odd)).not.toThrow();
      expect(() => fs.realpath(odd)).not.toThrow();
      expect(() => answer(() => fs.read(odd))).not.toThrow();
      expect(() => answer(() => fs.list(odd))).not.toThrow();
    }
  }
});

it('words an errno as nginx does', () => {
  expect(errnoSuffix('ENOENT')).toBe('(2: No such file or directory)');
  expect(errnoSuffix('EWHAT')).toBe('(EWHAT)');
});
