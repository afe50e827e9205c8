// The real program: exit codes, a reader that goes away, standard input.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildBin } from './built.ts';
import { CLEAN, ERROR, WARNING } from './support.ts';

let directory: string;
let bin: string;

beforeAll(() => {
  ({ directory, bin } = buildBin());
  const project = path.join(directory, 'p');
  mkdirSync(project);
  for (const [name, text] of Object.entries({ clean: CLEAN, warning: WARNING, error: ERROR }))
    writeFileSync(path.join(project, `${name}.conf`), text);
  writeFileSync(
    path.join(project, 'many.conf'),
    `events {}\nhttp {\n${Array.from({ length: 5000 }, (_, i) => `nonsense${i} on;`).join('\n')}\n}\n`,
  );
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const vet = (args: readonly string[], input = '') => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: path.join(directory, 'p'),
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH: process.env.PATH },
  });
  return { status, stdout, stderr };
};

test.each([
  [['clean.conf'], 0],
  [['warning.conf'], 1],
  [['warning.conf', '--fail-on', 'error'], 0],
  [['error.conf', '--fail-on', 'error'], 1],
  [['nope.conf'], 2],
  [['--nope'], 2],
  [['--help'], 0],
])('%j ends with %i', (args, expected) => {
  const { status, stdout, stderr } = vet(args);
  expect(status).toBe(expected);
  expect(stdout === '').toBe(expected === 2);
  expect(stderr === '').toBe(expected !== 2);
});

test('standard input', () => {
  expect(vet(['-'], WARNING)).toMatchObject({ status: 1, stdout: expect.stringContaining('stdin:6:'), stderr: '' });
});

test('a reader that has seen enough is no error', async () => {
  const child = spawn(process.execPath, [bin, 'many.conf'], {
    cwd: path.join(directory, 'p'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect([code, stderr]).toEqual([1, '']);
});

test('a pipe gets all of a long report', () => {
  const { status, stdout } = vet(['many.conf', '--format', 'json']);
  expect(status).toBe(1);
  expect((JSON.parse(stdout) as { findings: unknown[] }).findings).toHaveLength(5000);
});

test('output that cannot be written is no finding', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [bin, 'warning.conf'], {
    cwd: path.join(directory, 'p'),
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  expect({ status, stderr }).toEqual({ status: 2, stderr: 'nginx-vet: the output cannot be written: ENOSPC\n' });
});

test('a pipe in which nothing came is no clean configuration', () => {
  expect(vet(['-'])).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('standard input is empty'),
  });
});
