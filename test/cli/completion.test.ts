// Completion: what can follow, and the scripts in the shells they are for.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { COMMAND_NAMES } from '../../src/cli/names.ts';
import { FORMATS } from '../../src/report/index.ts';
import { run } from './support.ts';

const wordsFor = async (...words: readonly string[]) => {
  const { out, err, code } = await run(['completion', '--words', '--', ...words]);
  expect({ err, code }).toEqual({ err: '', code: 0 });
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t')[0]);
};

describe('words', () => {
  it.each([
    [['ru'], ['rules']],
    [[''], [...COMMAND_NAMES]],
    [['check', ''], []],
    [['site.conf', ''], []],
    [['--pre'], ['--prefix', '--preset']],
    [
      ['check', 'a.conf', '--pre'],
      ['--prefix', '--preset'],
    ],
    [
      ['check', '--preset', 's'],
      ['syntax', 'strict'],
    ],
    [
      ['check', '--preset=s'],
      ['--preset=syntax', '--preset=strict'],
    ],
    [['check', '-f', ''], Object.keys(FORMATS)],
    [['check', '--quiet', 'sit'], []],
    [['check', '--', '--pre'], []],
    [['check', '--config', ''], []],
    [['explain', 'proxy-pass-l'], ['proxy-pass-localhost']],
    [['explain', ''], rules.map(({ id }) => id)],
    [['explain', 'proxy-pass-localhost', ''], []],
    [['--rule', 'proxy-pass-localhost=o'], ['proxy-pass-localhost=off']],
    [['--rule=proxy-pass-localhost=o'], ['--rule=proxy-pass-localhost=off']],
    [
      ['dump', ''],
      ['tokens', 'cst', 'tree', 'model', 'hops'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['completion', '--w'], []],
    [[], [...COMMAND_NAMES]],
  ])('%j', async (words, expected) => {
    expect(await wordsFor(...words)).toEqual(expected);
  });

  it('every option of every command has one line that says what it is', async () => {
    for (const command of COMMAND_NAMES) {
      const { out } = await run(['completion', '--words', '--', command, '-']);
      const lines = out.split('\n').slice(0, -1);
      expect(lines.length, command).toBeGreaterThan(1);
      for (const line of lines) expect(line).toMatch(/^--?[a-z][a-z-]*\t[^\t]+$/);
    }
  });
});

describe('which shell', () => {
  it('is the login shell', async () => {
    const { out } = await run(['completion'], { env: { SHELL: '/usr/bin/fish' } });
    expect(out).toMatch(/^# fish completion/);
  });
  it.each([
    [{}, /which shell\? \$SHELL is not set/],
    [{ SHELL: '/bin/tcsh' }, /there is no completion for `tcsh`[\s\S]*nginx-vet completion zsh/],
  ])('%j', async (env, message) => {
    const { err, code } = await run(['completion'], { env });
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
  it('a shell that is none', async () => {
    const { err, code } = await run(['completion', 'bahs']);
    expect(code).toBe(2);
    expect(err).toContain('did you mean `bash`?');
  });
});

describe('in the shells', () => {
  let directory: string;
  /** A program of that name which answers with what nginx-vet answered: what is tested is the script. */
  const answers = async (...words: readonly string[]) => {
    const { out } = await run(['completion', '--words', '--', ...words]);
    const script = path.join(directory, 'nginx-vet');
    writeFileSync(path.join(directory, 'answer'), out);
    writeFileSync(script, `#!/bin/sh\nprintf '%s\\n' "$@" > ${directory}/asked\ncat ${directory}/answer\n`);
    chmodSync(script, 0o755);
  };
  const ran = (shell: string, args: readonly string[]) =>
    spawnSync(shell, args, {
      cwd: directory,
      encoding: 'utf8',
      env: { PATH: `${directory}:${process.env.PATH}`, HOME: directory, TERM: 'dumb' },
    });
  const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'nginx-vet-completion-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const scriptOf = async (shell: string) => {
    const file = path.join(directory, `script.${shell}`);
    writeFileSync(file, (await run(['completion', shell])).out);
    return file;
  };

  it.each([
    ['check --pre', ['check', '--pre'], ['--prefix', '--preset']],
    ['explain proxy-pass-l', ['explain', 'proxy-pass-l'], ['proxy-pass-localhost']],
    ['--preset = s', ['--preset=s'], ['syntax', 'strict']],
    ['--preset =', ['--preset='], ['syntax', 'recommended', 'strict']],
    ["check ''", ['check', ''], []],
  ])('bash: %s', async (typed, asked, expected) => {
    await answers(...asked);
    const file = await scriptOf('bash');
    const { stdout, stderr } = ran('bash', [
      '--norc',
      '-c',
      `source ${file}; COMP_WORDS=(nginx-vet ${typed}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _nginx_vet; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ]);
    expect(stderr).toBe('');
    expect(stdout.split('\n').filter((line) => line !== '')).toEqual(expected);
    expect(spawnSync('cat', [path.join(directory, 'asked')], { encoding: 'utf8' }).stdout).toBe(
      `${['completion', '--words', '--', ...asked].join('\n')}\n`,
    );
  });

  it.skipIf(!has('fish') && !process.env.CI)('fish (skipped where it is not installed)', async () => {
    await answers('check', '--pre');
    const file = await scriptOf('fish');
    const { stdout } = ran('fish', ['--no-config', '-c', `source ${file}; complete -C 'nginx-vet check --pre'`]);
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['--prefix', '--preset', '']);
    expect(stdout).toContain('--preset\twhich rules');
  });

  it.skipIf(!has('zsh') && !process.env.CI)('zsh (skipped where it is not installed)', async () => {
    await answers('check', '--pre');
    const file = await scriptOf('zsh');
    // the completion functions run only within the line editor, so one is driven over a pseudo-terminal
    const driver = path.join(directory, 'drive.zsh');
    writeFileSync(
      driver,
      [
        'zmodload zsh/zpty',
        `zpty z zsh -f -i`,
        `zpty -w z "PS1= ; autoload -U compinit; compinit -u -D; source ${file}; zstyle ':completion:*' list-prompt ''; setopt no_beep; echo READY"`,
        'zpty -r -m z out "*READY*READY*"',
        `zpty -w -n z "nginx-vet check --pre"$'\\t\\t'`,
        'zpty -r -m z out "*--preset*which rules*"',
        'print -r -- "$out"',
        'zpty -d z',
      ].join('\n'),
    );
    const { stdout } = ran('timeout', ['20', 'zsh', '-f', driver]);
    expect(stdout).toContain('--prefix');
    expect(stdout).toMatch(/--preset +-- which rules/);
  });
});
