// Where reports go: several at once, in files that are written whole or not at all.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { memoryFileSystem, realFileSystem } from '../../src/fs/index.ts';
import { CLEAN, ESC, run, WARNING } from './support.ts';

const inMemory = (files: Record<string, string> = {}, readOnly: readonly string[] = []) =>
  memoryFileSystem({ '/p/nginx.conf': WARNING, '/p/out/old.json': 'old', ...files }, { readOnly });
const textOf = (fs: ReturnType<typeof inMemory>, file: string) => Buffer.from(fs.read(file)).toString();

describe('several at once', () => {
  test('one on standard output, others in files, each once', async () => {
    const fs = inMemory();
    const { code, out, err } = await run(
      ['nginx.conf', '-f', 'pretty', '-f', 'json=out/new.json', '--format=json=out/old.json'],
      { fs },
    );
    expect([code, err]).toEqual([1, '']);
    expect(out).toMatch(/^warning\[proxy-pass-localhost\]/);
    const json = textOf(fs, '/p/out/new.json');
    expect(JSON.parse(json)).toMatchObject({ summary: { warning: 1 } });
    expect(textOf(fs, '/p/out/old.json')).toBe(json);
  });

  test('files alone: standard output is empty, and standard error says where to look', async () => {
    const fs = inMemory();
    const { out, err } = await run(['nginx.conf', '-f', 'json=a b.json', '-f', 'pretty=p.txt'], { fs });
    expect(out).toBe('');
    expect(err).toMatch(/^1 warning in 1 file.*: see a b\.json, p\.txt\n$/);
    expect((await run(['nginx.conf', '-f', 'json=a.json', '-q'], { fs })).err).toBe('');
  });

  test('`=` in a file name belongs to it; `-` is standard output', async () => {
    const fs = inMemory();
    await run(['nginx.conf', '-f', 'json=a=b.json'], { fs });
    expect(textOf(fs, '/p/a=b.json')).toMatch(/^\{/);
    expect((await run(['nginx.conf', '-f', 'json=-'], { fs })).out).toMatch(/^\{/);
  });

  test('--output-file is where the one without a file goes', async () => {
    const fs = inMemory();
    expect((await run(['nginx.conf', '-o', 'report.txt'], { fs })).out).toBe('');
    expect(textOf(fs, '/p/report.txt')).toMatch(/^warning\[/);
    await run(['nginx.conf', '-f', 'json', '--output-file', 'report.json'], { fs });
    expect(textOf(fs, '/p/report.json')).toMatch(/^\{/);
  });

  test('the same one twice is one', async () => {
    expect(JSON.parse((await run(['nginx.conf', '-f', 'json', '-f', 'json'])).out)).toHaveProperty('summary');
  });

  test('colours are for terminals, in files only when asked for', async () => {
    const fs = inMemory();
    const terminal = { fs, isTTY: true, columns: 60 };
    await run(['nginx.conf', '-f', 'pretty=p.txt'], terminal);
    expect(textOf(fs, '/p/p.txt')).not.toContain(ESC);
    expect(
      Math.max(
        ...textOf(fs, '/p/p.txt')
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeGreaterThan(70);
    await run(['nginx.conf', '-f', 'pretty=p.txt', '--color'], terminal);
    expect(textOf(fs, '/p/p.txt')).toContain(ESC);
  });

  test('--quiet keeps a clean run silent, but not the documents that programs read', async () => {
    const fs = inMemory({ '/p/clean.conf': CLEAN });
    expect(await run(['clean.conf', '-q'], { fs })).toEqual({ code: 0, out: '', err: '' });
    expect(JSON.parse((await run(['clean.conf', '-q', '-f', 'json'], { fs })).out)).toMatchObject({ findings: [] });
    await run(['clean.conf', '-q', '-f', 'pretty=p.txt'], { fs });
    expect(textOf(fs, '/p/p.txt')).toMatch(/^clean:/);
  });

  test('a diff and a report', async () => {
    const fs = inMemory();
    const { out, code } = await run(['nginx.conf', '--diff', '-f', 'json=a.json'], { fs });
    expect([code, out]).toEqual([1, '']);
    expect(JSON.parse(textOf(fs, '/p/a.json'))).toMatchObject({ summary: { warning: 1 } });
    const both = await run(['nginx.conf', '--diff', '-f', 'json'], { fs });
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('`-f json=FILE`')]);
  });
});

describe('what cannot be done is said before the work', () => {
  test.each<[readonly string[], RegExp]>([
    [
      ['-f', 'pretty', '-f', 'json'],
      /only one report fits on standard output, not `pretty` and `json`\n {2}help {2}give one of them a file: `-f pretty -f json=FILE`/,
    ],
    [['-f', 'json', '-f', 'json=-'], /only one report fits on standard output/],
    [
      ['-f', 'json=a', '-f', 'pretty=./a'],
      /`json` and `pretty` cannot both be `a`\n {2}help {2}give each its own file/,
    ],
    [['-f', 'json', '-f', 'pretty', '-o', 'a'], /`json` and `pretty` cannot both be `a`\n {2}help {2}.*`-f json=FILE`/],
    [['-f', 'json='], /`json=` names no file/],
    [['-f', 'jsn=a'], /`jsn` is no value of --format\n {2}help {2}did you mean `json`\?/],
    [['-f', '=a'], /`` is no value of --format/],
    [['-f', 'constructor'], /`constructor` is no value of --format/],
    [
      ['-f', 'json=no/a/b.json'],
      /the report `no\/a\/b.json` cannot be written: there is no directory `no\/a`\n {2}help {2}make it first: `mkdir -p no\/a`/,
    ],
    [['-f', 'json=nginx.conf/x'], /`nginx.conf` is no directory/],
    [['-f', 'json=out'], /the report `out` cannot be written: it is a directory/],
    [['--output', 'x'], /unknown option --output\n/],
  ])('%j', async (argv, message) => {
    const fs = inMemory();
    const { code, out, err } = await run(['nginx.conf', '--fix', ...argv], { fs });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(textOf(fs, '/p/nginx.conf')).toBe(WARNING);
  });

  test('a report does not take the place of a configuration', async () => {
    const fs = inMemory({ '/p/conf.d/a.conf': 'include x;\n' });
    const { code, err } = await run(['nginx.conf', '-f', 'json=./nginx.conf'], { fs });
    expect([code, err]).toEqual([2, expect.stringContaining('it is a configuration that was checked')]);
    expect(textOf(fs, '/p/nginx.conf')).toBe(WARNING);
  });

  test('a file that may not be written', async () => {
    const fs = inMemory({}, ['/p/out/old.json']);
    const { code, err } = await run(['nginx.conf', '-f', 'json=out/old.json'], { fs });
    expect([code, err]).toEqual([2, expect.stringMatching(/`out\/old.json` cannot be written: permission denied/)]);
    expect(textOf(fs, '/p/out/old.json')).toBe('old');
  });
});

test('input that cannot be used: no report at all, on standard output or in files', async () => {
  const fs = inMemory();
  const { code, out, err } = await run(['gone.conf', '-f', 'json', '-f', 'pretty=p.txt'], { fs });
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('gone.conf');
  expect(fs.stat('/p/p.txt')).toBe(undefined);
});

describe('on a real disk', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'nginx-vet-reports-')));
    writeFileSync(path.join(root, 'nginx.conf'), WARNING);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const vet = (...argv: string[]) =>
    run(['nginx.conf', ...argv], {
      cwd: root,
      fs: realFileSystem,
      writeFile: (file, pieces) => writeFileSync(file, Buffer.concat([...pieces])),
    });

  test('new files have the mode of other new files, links stay links, nothing else is left', async () => {
    mkdirSync(path.join(root, 'out'));
    symlinkSync('out/real.json', path.join(root, 'link.json'));
    writeFileSync(path.join(root, 'out/real.json'), 'old');
    await vet('-f', 'json=new.json', '-f', 'pretty=link.json');
    const umask = process.umask();
    expect(statSync(path.join(root, 'new.json')).mode & 0o777).toBe(0o666 & ~umask);
    expect(readFileSync(path.join(root, 'out/real.json'), 'utf8')).toMatch(/^warning/);
    expect(readdirSync(root).sort()).toEqual(['link.json', 'new.json', 'nginx.conf', 'out']);
    expect(readdirSync(path.join(root, 'out'))).toEqual(['real.json']);
  });

  test('devices take the bytes', async () => {
    expect((await vet('-f', 'json=/dev/null')).code).toBe(1);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
