// The other Python servers are started with a command line, and asked of the kernel where they listen.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { recogniseCommand } from '../../src/bindings/commands/commands.ts';
import { splitWords } from '../../src/bindings/commands/shell-words.ts';
import { listenText } from '../../src/bindings/listen.ts';
import { SourceText } from '../../src/text/index.ts';
import { literal } from '../../src/yaml/index.ts';
import { installed, oracle, run, surroundings, variables } from './programs.ts';

const APP =
  'async def app(scope, receive, send):\n    pass\n\n\ndef wsgi(environ, start):\n    start("200 OK", [])\n    return [b""]\n';

interface Started {
  readonly program: string;
  readonly args: string;
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
}

/** What a process has open as listeners, by the inodes of its descriptors; asked until there is one. */
async function listening(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<string[]> {
  const child = spawn(program, args, {
    cwd,
    stdio: 'ignore',
    env: { PATH: '/usr/bin:/bin', HOME: os.tmpdir(), ...env },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    for (let tries = 0; tries < 60; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const found = child.pid === undefined ? [] : openListeners(child.pid, cwd);
      if (found.length > 0) return found;
    }
    return [];
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

function openListeners(pid: number, cwd: string): string[] {
  let inodes: Set<string>;
  try {
    const descriptors = fs.readdirSync(`/proc/${pid}/fd`).map((fd) => fs.readlinkSync(`/proc/${pid}/fd/${fd}`));
    inodes = new Set(descriptors.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
  } catch {
    return [];
  }
  const found: string[] = [];
  for (const line of fs.readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state !== '0A' || !inode || !inodes.has(inode)) continue;
    const [address, port] = local!.split(':');
    const bytes = address!
      .match(/../g)!
      .reverse()
      .map((byte) => Number.parseInt(byte, 16));
    found.push(`tcp:${bytes.join('.')}:${Number.parseInt(port!, 16)}`);
  }
  for (const line of fs.readFileSync('/proc/net/unix', 'utf8').split('\n').slice(1)) {
    const parts = line.trim().split(/\s+/);
    if (parts[3] === '00010000' && inodes.has(parts[6]!)) {
      const file = path.resolve(cwd, parts[7]!);
      found.push(`unix:${file} ${(fs.statSync(file).mode & 0o777).toString(8)}`);
    }
  }
  return found.sort();
}

function extracted({ program, args, env = {}, files = {} }: Started, directory: string): string[] {
  const source = SourceText.fromString('command', `${program} ${args}`);
  const words = splitWords(literal(source, 0, source.length));
  const facts = recogniseCommand(words, variables(env), surroundings(directory, files));
  return facts.listeners
    .map(({ listen, socket }) => {
      const path =
        listen.kind === 'unix' ? ` ${(socket?.mode?.value ?? (socket?.byUmask ? 0o755 : 0)).toString(8)}` : '';
      return `${listenText(listen)}${path}`;
    })
    .sort();
}

const CASES: readonly Started[] = [
  { program: 'uvicorn', args: 'app:app' },
  { program: 'uvicorn', args: 'app:app --port 28101' },
  { program: 'uvicorn', args: 'app:app --uds u.sock' },
  { program: 'uvicorn', args: 'app:app', env: { UVICORN_PORT: '28102', UVICORN_HOST: '127.0.0.2' } },
  { program: 'hypercorn', args: 'app:app' },
  { program: 'hypercorn', args: '-b 127.0.0.1:28103 -b unix:h.sock app:app' },
  {
    program: 'hypercorn',
    args: '-c h.toml app:app',
    files: { 'h.toml': '# c\nbind = [\n  "127.0.0.1:28104", # one\n  "127.0.0.1:28105",\n]\n[logging]\nbind = "x"\n' },
  },
  { program: 'hypercorn', args: '-c file:h.py app:app', files: { 'h.py': 'bind = "127.0.0.1:28106"\n' } },
  {
    program: 'hypercorn',
    args: '-c h.toml -b 127.0.0.1:28107 --insecure-bind 127.0.0.1:28108 app:app',
    files: { 'h.toml': 'bind = "127.0.0.1:1"\n' },
  },
  { program: 'waitress-serve', args: 'app:wsgi' },
  { program: 'waitress-serve', args: '--host 127.0.0.1 --port=28109 app:wsgi' },
  { program: 'waitress-serve', args: '--listen=127.0.0.1:28110 --listen=127.0.0.1:28111 app:wsgi' },
  { program: 'waitress-serve', args: '--unix-socket=w.sock app:wsgi' },
  { program: 'waitress-serve', args: '--unix-socket=w.sock --unix-socket-perms=660 app:wsgi' },
];

for (const program of ['uvicorn', 'hypercorn', 'waitress-serve']) {
  oracle(program, installed(program), (found) => {
    test.each(CASES.filter((one) => one.program === program).map((one) => [one.args, one] as const))(
      '%s',
      async (_, one) => {
        const files = { 'app.py': APP, ...one.files };
        const directory = fs.mkdtempSync(`${os.tmpdir()}/server-`);
        try {
          for (const [name, text] of Object.entries(files)) fs.writeFileSync(`${directory}/${name}`, text);
          const theirs = await listening(found, one.args.split(' '), directory, { PYTHONPATH: directory, ...one.env });
          expect(extracted(one, directory)).toEqual(theirs);
        } finally {
          fs.rmSync(directory, { recursive: true, force: true });
        }
      },
      20_000,
    );
  });
}

const daphne =
  installed('python3') && run('/usr/bin/python3', ['-c', 'import daphne']) === '' ? '/usr/bin/python3' : undefined;
oracle('daphne', daphne, (python) => {
  test.each([
    'app:app',
    '-p 28112 app:app',
    '-u d.sock app:app',
    '-e tcp:port=28113:interface=127.0.0.1 app:app',
    '-b 127.0.0.2 -p 28114 app:app',
  ])(
    '%s',
    async (args) => {
      const directory = fs.mkdtempSync(`${os.tmpdir()}/daphne-`);
      try {
        fs.writeFileSync(`${directory}/app.py`, APP);
        const theirs = await listening(python, ['-m', 'daphne', ...args.split(' ')], directory, {
          PYTHONPATH: directory,
        });
        expect(extracted({ program: 'daphne', args }, directory)).toEqual(theirs);
      } finally {
        fs.rmSync(directory, { recursive: true, force: true });
      }
    },
    20_000,
  );
});
