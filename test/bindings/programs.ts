// The real programs as oracles: where they are installed, what the room extracts is compared with what they say themselves.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe } from 'vitest';
import type { ProcessFacts, Surroundings } from '../../src/bindings/commands/process.ts';
import { listenText } from '../../src/bindings/listen.ts';
import { SourceText } from '../../src/text/index.ts';
import { literal, type Mapped } from '../../src/yaml/index.ts';

/** The first of these programs that is installed. */
export function installed(...names: readonly string[]): string | undefined {
  for (const name of names) {
    try {
      return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    } catch {
      // the next one
    }
  }
  return undefined;
}

/** A describe that needs a program; without it the tests are skipped, and that is said loudly. */
export function oracle(what: string, program: string | undefined, body: (program: string) => void): void {
  if (program !== undefined) {
    describe(what, () => body(program));
    return;
  }
  process.stderr.write(`\n!!! ORACLE MISSING: ${what}: not installed, its comparison is skipped\n`);
  describe.skip(`${what} [SKIPPED: not installed]`, () => body('/nonexistent'));
}

/** Runs a program that ends by itself; after `seconds` it is killed. Its variables are only those given. */
export function run(
  program: string,
  args: readonly string[],
  more: { cwd?: string; env?: Record<string, string>; seconds?: number } = {},
): string {
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: os.tmpdir(), ...more.env };
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    env,
    timeout: (more.seconds ?? 20) * 1000,
    killSignal: 'SIGKILL',
    ...(more.cwd !== undefined && { cwd: more.cwd }),
  });
  return `${done.stdout}${done.stderr}`;
}

/** A directory with files, for the time of `body`. */
export function inDirectory<T>(files: Readonly<Record<string, string>>, body: (directory: string) => T): T {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'bindings-')));
  try {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
      fs.writeFileSync(path.join(directory, name), text, 'latin1');
    }
    return body(directory);
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** Variables as a process finds them. */
export function variables(values: Readonly<Record<string, string>>): Map<string, Mapped> {
  return new Map(
    Object.entries(values).map(([name, value]) => [
      name,
      literal(SourceText.fromString('env', value), 0, value.length),
    ]),
  );
}

/** The files of a directory, all of them known. */
export function surroundings(directory: string, files: Readonly<Record<string, string>>): Surroundings {
  return {
    cwd: directory,
    file(asked) {
      const found = files[path.relative(directory, path.resolve(directory, asked))];
      return found === undefined ? 'none' : SourceText.fromString(path.resolve(directory, asked), found);
    },
  };
}

/** `server | protocol address evidence …`, with `+` when there may be more. */
export function factsText(facts: ProcessFacts): string {
  const listeners = facts.listeners.map((l) => `${l.protocol} ${listenText(l.listen)} ${l.evidence}`);
  return [facts.server ?? '?', ...listeners, ...(facts.closed ? [] : ['+'])].join(' | ');
}
