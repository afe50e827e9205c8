/** Do deep nesting and long lines survive in every command? nginx has no limit for either. */
import { describe, expect, test } from 'vitest';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { main } from '../../src/main.ts';

interface Run {
  readonly code: number;
  /** Length of what was printed. */
  readonly printed: number;
  readonly head: string;
  readonly tail: string;
  readonly err: string;
  readonly written: ReadonlyMap<string, number>;
}

/** Runs a command; of long output only the length and the ends are kept. */
async function run(argv: readonly string[], files: Record<string, string | Uint8Array>): Promise<Run> {
  let printed = 0;
  let head = '';
  let tail = '';
  let err = '';
  const written = new Map<string, number>();
  const code = await main({
    argv,
    cwd: '/w',
    env: {},
    fs: memoryFileSystem(Object.fromEntries(Object.entries(files).map(([k, v]) => [`/w/${k}`, v]))),
    stdin: () => new Uint8Array(),
    stdout: {
      write: (text) => {
        printed += text.length;
        if (head.length < 100) head += text.slice(0, 100);
        tail = (tail + text.slice(-100)).slice(-100);
      },
    },
    stderr: { write: (text) => (err += text) },
    writeFile: (path, pieces) => {
      let length = 0;
      for (const bytes of pieces) length += bytes.length;
      written.set(path, length);
    },
    now: () => 0,
  });
  return { code, printed, head, tail, err, written };
}

const DEPTH = 10_000;
const deep = `${'a {'.repeat(DEPTH)}b c;${'}'.repeat(DEPTH)}`;

describe('10,000 blocks in one another', () => {
  test.each([
    [['parse', 'x']],
    [['parse', '--combine', '--include-comments', 'x']],
    [['parse', '-i', '0', 'x']],
    [['parse', '-o', 'out', 'x']],
    [['lex', 'x']],
    [['lex', '-n', '-i', '2', 'x']],
    [['minify', 'x']],
    [['minify', '-o', 'out', 'x']],
    [['format', 'x']],
    [['format', '-t', 'x']],
    [['format', '-i', '8', 'x']],
  ])('%j', async (argv) => {
    const { code, printed, err, written } = await run(argv, { x: deep });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(printed + (written.get('/w/out') ?? 0)).toBeGreaterThan(DEPTH * 3); // `a{` and `}`
  });

  test.each([[['build', '--stdout', 'p']], [['build', '-f', '-t', 'p']]])('%j', async (argv) => {
    const statement = '{"directive":"a","line":1,"args":[],"block":[';
    const p = `{"config":[{"file":"x","parsed":[${statement.repeat(DEPTH)}${']}'.repeat(DEPTH)}]}]}`;
    const { code, printed, err, written } = await run(argv, { p });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(printed + (written.get('/w/x') ?? 0)).toBeGreaterThan(DEPTH * DEPTH);
  });
});

describe('a line of 50 MB', () => {
  const SIZE = 50_000_000;
  /** For what takes seconds: each statement becomes an object. */
  const LESS = SIZE / 5;
  const commands: readonly (readonly string[])[] = [
    ['parse', 'x'],
    ['parse', '--include-comments', '--combine', 'x'],
    ['lex', 'x'],
    ['minify', 'x'],
    ['format', 'x'],
  ];

  test.each(commands.map((argv) => [argv]))('of one word, %j', async (argv) => {
    const { code, head, err } = await run(argv, { x: Buffer.alloc(SIZE, 'x') });
    expect(code).toBe(argv[0] === 'parse' ? 0 : 1);
    expect(head + err).toMatch(/too long parameter \\*"xxxxxxxxxx\.\.\.\\*" started/);
  });

  test.each(commands.map((argv) => [argv]))('of a comment, %j', async (argv) => {
    const { code, head, err } = await run(argv, { x: Buffer.alloc(SIZE, '#') });
    expect(code).toBe(argv[0] === 'parse' ? 0 : 1);
    expect(head + err).toContain('too long parameter');
  });

  test.each(commands.map((argv) => [argv]))('of many words, %j', async (argv) => {
    const word = ` ${'w'.repeat(49)}`;
    const { code, printed } = await run(argv, { x: Buffer.from(`a${word.repeat(SIZE / word.length)};`) });
    expect(code).toBe(0);
    expect(printed).toBeGreaterThan(SIZE);
  });

  test.each(commands.map((argv) => [argv]))('of many statements, %j', async (argv) => {
    const statement = 'x_listen 127.0.0.1:8080 "default server" backlog=4096; ';
    const { code, printed } = await run(argv, { x: Buffer.from(statement.repeat(LESS / statement.length)) });
    expect(code).toBe(0);
    expect(printed).toBeGreaterThan(LESS * 0.7);
  });

  test('of one argument, build', async () => {
    const p = `{"config":[{"file":"x","parsed":[{"directive":"a","args":["${'x'.repeat(SIZE)}"]}]}]}`;
    const { code, err } = await run(['build', '--stdout', 'p'], { p });
    expect({ code, err }).toEqual({
      code: 1,
      err: 'nginx-vet: too long parameter "xxxxxxxxxx...": nginx reads at most 4095 bytes\n',
    });
  });

  test('of many arguments, build', async () => {
    const p = `{"config":[{"file":"x","parsed":[{"directive":"a","args":[${'"0123456",'.repeat(SIZE / 10)}"x"]}]}]}`;
    const { code, printed } = await run(['build', '--stdout', 'p'], { p });
    expect(code).toBe(0);
    expect(printed).toBeGreaterThan(SIZE * 0.7);
  });
});
