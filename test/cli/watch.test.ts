// --watch: the real program, and what it does when files change, come and go.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { buildBin } from './built.ts';
import { run } from './support.ts';

let directory: string;
let bin: string;
let child: ChildProcess | undefined;
beforeAll(() => {
  ({ directory, bin } = buildBin());
});
afterEach(() => {
  child?.kill('SIGKILL');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Starts a watch in an own project; `until` waits for output that has come since the last call. */
function watching(name: string, files: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const project = path.join(directory, name);
  for (const [file, text] of Object.entries(files)) write(path.join(project, file), text);
  let output = '';
  child = spawn(process.execPath, [bin, 'check', ...args, '--watch'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  });
  const running = child;
  for (const stream of [running.stdout!, running.stderr!]) {
    stream.on('data', (data) => {
      output += data;
    });
  }
  return {
    project,
    running,
    async until(pattern: RegExp): Promise<string> {
      const deadline = Date.now() + 20_000;
      while (!pattern.test(output)) {
        if (Date.now() > deadline) throw new Error(`no ${pattern} in:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const seen = output;
      output = '';
      return seen;
    },
    get silence() {
      return output;
    },
  };
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const MAIN = 'events {}\nhttp {\n    include conf.d/*.conf;\n}\n';
const site = (target: string) => `server {\n    location / {\n        proxy_pass http://${target};\n    }\n}\n`;
const WAITS = /watching; Ctrl-C ends\n$/;

it('checks again when an included file changes, comes or goes, also by renaming', async () => {
  const { project, until } = watching('a', { 'nginx.conf': MAIN, 'conf.d/a.conf': site('127.0.0.1:1') });
  expect(await until(WAITS)).toMatch(/^clean/);
  write(path.join(project, 'conf.d/a.conf'), site('localhost:1'));
  expect(await until(WAITS)).toMatch(/^conf\.d\/a\.conf changed\n[\s\S]*proxy-pass-localhost[\s\S]*1 warning/);
  write(path.join(project, 'conf.d/.new'), 'server {\n    nonsense;\n}\n');
  renameSync(path.join(project, 'conf.d/.new'), path.join(project, 'conf.d/b.conf'));
  expect(await until(WAITS)).toMatch(/unknown directive "nonsense"/);
  rmSync(path.join(project, 'conf.d/b.conf'));
  expect(await until(WAITS)).not.toMatch(/nonsense/);
  rmSync(path.join(project, 'conf.d'), { recursive: true });
  expect(await until(WAITS)).toMatch(/clean/);
  write(path.join(project, 'conf.d/c.conf'), site('localhost:1'));
  expect(await until(/proxy-pass-localhost[\s\S]*watching; Ctrl-C ends\n$/)).toMatch(/conf\.d\/c\.conf:3/);
});

it('checks again when the declaration of an app or the settings change', async () => {
  const compose = (port: number) =>
    `services:\n  web:\n    image: nginx\n    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]\n  app:\n    image: python:3\n    command: gunicorn -b 0.0.0.0:${port} app\n`;
  const { project, until } = watching(
    'b',
    { 'nginx.conf': `events {}\nhttp {\n${site('app:8000')}}\n`, 'compose.yaml': compose(8000) },
    ['nginx.conf'],
  );
  expect(await until(WAITS)).toMatch(/clean/);
  write(path.join(project, 'compose.yaml'), compose(8080));
  expect(await until(WAITS)).toMatch(/compose\.yaml changed\n[\s\S]*binding-wrong-port/);
  write(path.join(project, '.nginx-vet.yaml'), 'rules:\n  binding-wrong-port: "off"\n');
  expect(await until(WAITS)).toMatch(/clean/);
  write(path.join(project, '.nginx-vet.yaml'), 'rules:\n  binding-wrong-prot: "off"\n');
  expect(await until(WAITS)).toMatch(/did you mean `binding-wrong-port`/);
});

it('sees through links, and survives that everything goes away', async () => {
  write(path.join(directory, 'elsewhere/real.conf'), `events {}\nhttp {\n${site('127.0.0.1:1')}}\n`);
  mkdirSync(path.join(directory, 'c'));
  symlinkSync(path.join(directory, 'elsewhere/real.conf'), path.join(directory, 'c/nginx.conf'));
  const { until } = watching('c', {}, ['nginx.conf']);
  expect(await until(WAITS)).toMatch(/clean/);
  write(path.join(directory, 'elsewhere/real.conf'), `events {}\nhttp {\n${site('localhost:1')}}\n`);
  expect(await until(WAITS)).toMatch(/1 warning/);
  rmSync(path.join(directory, 'elsewhere/real.conf'));
  expect(await until(WAITS)).toMatch(/`nginx\.conf`: no such file/);
  write(path.join(directory, 'elsewhere/real.conf'), `events {}\nhttp {\n${site('127.0.0.1:1')}}\n`);
  expect(await until(WAITS)).toMatch(/clean/);
});

it('its own reports and files that it did not look at are no reason', async () => {
  const watched = watching('d', { 'nginx.conf': `events {}\nhttp {\n${site('127.0.0.1:1')}}\n` }, [
    '.',
    '-f',
    'json=report',
  ]);
  await watched.until(WAITS);
  write(path.join(watched.project, 'report'), 'x');
  write(path.join(watched.project, 'node_modules/x/nginx.conf'), 'events {}');
  await watched.until(/node_modules changed[\s\S]*watching/); // a new name in a directory that was searched
  await new Promise((resolve) => setTimeout(resolve, 500));
  write(path.join(watched.project, 'node_modules/x/nginx.conf'), 'events {} ');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(watched.silence).toBe('');
});

it('ends with the signal that a terminal sends', async () => {
  const { until, running } = watching('e', { 'nginx.conf': 'events {}\n' });
  await until(WAITS);
  const ended = new Promise((resolve) => running.once('exit', (code, signal) => resolve(signal ?? code)));
  running.kill('SIGINT');
  expect(await ended).toBe('SIGINT');
});

it('ends when nobody reads any more', async () => {
  const { until, running, project } = watching('f', { 'nginx.conf': 'events {}\n' });
  await until(WAITS);
  running.stdout!.destroy();
  running.stderr!.destroy();
  const ended = new Promise((resolve) => running.once('exit', resolve));
  write(path.join(project, 'nginx.conf'), 'events {}\n\n');
  expect(await ended).toBe(0);
});

it.each([
  [['-', '--watch'], /standard input cannot be watched/],
  [['--watch'], /nothing can be watched here/],
])('%j cannot be', async (args, message) => {
  const { code, err } = await run(args);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});
