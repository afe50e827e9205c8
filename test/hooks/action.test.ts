// The GitHub Action: its script is run as a runner would, with inputs that try to be more than words.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildBin } from '../cli/built.ts';
import { CLEAN, WARNING } from '../cli/support.ts';

interface Step {
  readonly name: string;
  readonly shell: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(readFileSync(fileURLToPath(new URL('../../action.yml', import.meta.url)), 'utf8')) as Action;
let directory: string;

beforeAll(() => {
  ({ directory } = buildBin());
  mkdirSync(path.join(directory, 'p'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the last step as a runner does: expressions become values of variables, the script is a file for bash. */
function run(
  inputs: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = { 'nginx.conf': WARNING },
) {
  const project = path.join(directory, 'p');
  rmSync(project, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), text);
  }
  const summary = path.join(directory, 'summary');
  writeFileSync(summary, '');
  const { run: script, env = {} } = action.runs.steps.at(-1)!;
  const given = Object.fromEntries(Object.entries(action.inputs).map(([name, { default: value }]) => [name, value]));
  const values = Object.entries(env).map(([name, expression]) => {
    const [, input = ''] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression) ?? [];
    return [name, { ...given, ...inputs }[input]];
  });
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: project,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: directory,
      GITHUB_WORKSPACE: project,
      GITHUB_STEP_SUMMARY: summary,
      ...Object.fromEntries(values),
    },
  });
  return { status, stdout, stderr, summary: readFileSync(summary, 'utf8'), project };
}

describe('action.yml', () => {
  it('puts no expression into a script', () => {
    for (const { run: script } of action.runs.steps) expect(script).not.toContain('${{');
    expect(action.runs.using).toBe('composite');
  });

  it('hands every input on', () => {
    const used = Object.values(action.runs.steps.at(-1)!.env ?? {}).map((e) => /inputs\.([\w-]+)/.exec(e)?.[1]);
    expect(used.sort()).toEqual(Object.keys(action.inputs).sort());
  });

  it('annotates, writes the summary, and fails on a warning', () => {
    const { status, stdout, summary } = run({});
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::warning file=nginx\.conf,line=6,/m);
    expect(summary).toContain('proxy-pass-localhost');
  });

  it('passes on a clean tree', () => {
    expect(run({}, { 'nginx.conf': CLEAN })).toMatchObject({ status: 0, stderr: '' });
  });

  it('takes paths, options and files one a line', () => {
    const files = { 'a b/nginx.conf': WARNING, 'c/nginx.conf': WARNING, 'd/nginx.conf': WARNING };
    const { stdout, status, project } = run(
      { paths: 'a b\r\nc\n', 'fail-on': 'error', preset: 'strict', 'nginx-version': '1.28', sarif: 'out.sarif' },
      files,
    );
    expect(status).toBe(0);
    expect([...stdout.matchAll(/file=([^,]+)/g)].map(([, file]) => file)).toEqual(
      expect.arrayContaining(['a b/nginx.conf', 'c/nginx.conf']),
    );
    expect(stdout).not.toContain('d/nginx.conf');
    expect(JSON.parse(readFileSync(path.join(project, 'out.sarif'), 'utf8')).version).toBe('2.1.0');
    const only = run({ only: 'c/nginx.conf\n', args: '--rule\nproxy-pass-localhost=error' }, files);
    expect(only.stdout).toContain('::error file=c/nginx.conf');
    expect(only.stdout).not.toMatch(/file=[ad]/);
  });

  it.each(Object.keys(action.inputs))('an input is a word, whatever it says: %s', (input) => {
    for (const hostile of [
      '$(touch pwned)',
      '`touch pwned`',
      "'; touch pwned; '",
      '"; touch pwned; "',
      '${{ x }}',
      '*',
    ]) {
      const { status, stderr, project } = run({ [input]: hostile });
      expect(existsSync(path.join(project, 'pwned'))).toBe(false);
      // a file of that name is made, or nginx-vet says that it is nothing it knows
      expect([0, 1, 2]).toContain(status);
      expect(stderr).not.toMatch(/bash:|syntax error/);
    }
  });
});
