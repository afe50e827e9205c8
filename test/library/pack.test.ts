// The package as somebody else gets it: packed, installed into an empty project, run, imported and type-checked there.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WARNING } from '../cli/support.ts';

const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
let directory: string;
let project: string;
/** What npm printed. */
let said: string;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'nginx-vet-pack-'));
  project = path.join(directory, 'project');
  mkdirSync(project);
  // builds dist/ on the way, as publishing does
  const packing = ['pack', '--pack-destination', directory];
  said = execFileSync('npm', packing, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
  const tarball = readdirSync(directory).find((file) => file.endsWith('.tgz'))!;
  writeFileSync(path.join(project, 'package.json'), '{"name":"project","type":"module","private":true}');
  // what it depends on lies in npm's cache since this project was installed
  const flags = ['--prefer-offline', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...flags, path.join(directory, tarball)], { cwd: project, stdio: 'pipe' });
  writeFileSync(path.join(project, 'nginx.conf'), WARNING);
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const node = (script: string) => {
  writeFileSync(path.join(project, 'script.mjs'), script);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['script.mjs'], { cwd: project, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return JSON.parse(stdout);
};

it('has what it needs in it, and nothing of the workshop', () => {
  const list = readdirSync(path.join(project, 'node_modules/nginx-vet')).sort();
  expect(list).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json', 'schemas']);
  const licences = readFileSync(path.join(project, 'node_modules/nginx-vet/dist/THIRD-PARTY-LICENCES.txt'), 'utf8');
  expect(licences).toContain('yargs');
});

it('is packed without a word but its name, as pre-commit needs it', () => {
  expect(said).toMatch(/^nginx-vet-\d+\.\d+\.\d+\.tgz\n$/);
});

it('runs as a command', () => {
  const vet = path.join(project, 'node_modules/.bin/nginx-vet');
  const { status, stdout, stderr } = spawnSync(vet, ['check', 'nginx.conf'], { cwd: project, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toContain('warning[proxy-pass-localhost]');
  expect(spawnSync(vet, ['explain', 'proxy-pass-localhost'], { encoding: 'utf8' }).stdout).toMatch(
    /^# proxy-pass-localhost/,
  );
});

it('reads what needs the packages that it does not bundle', () => {
  const files = {
    'compose.yaml': 'services:\n  app:\n    image: python:3\n    command: gunicorn -b 0.0.0.0:8080 app\n',
    '.nginx-vet.yaml': 'nginxVersion: "1.28"\n',
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(project, file), text);
  const vet = path.join(project, 'node_modules/.bin/nginx-vet');
  const { stdout } = spawnSync(vet, ['bindings', 'nginx.conf'], { cwd: project, encoding: 'utf8' });
  expect(stdout).toContain('0.0.0.0:8080');
  for (const file of Object.keys(files)) rmSync(path.join(project, file));
});

it('is a library', () => {
  const said = node(
    `import { check, formatJson, parse, print } from 'nginx-vet';
     const report = check({ paths: ['nginx.conf'], nginxVersion: '1.28' });
     const { summary } = JSON.parse(formatJson(report));
     console.log(JSON.stringify({ rules: report.findings.map((f) => f.rule), summary, text: print(parse('a  b;')) }));`,
  );
  expect(said).toMatchObject({ rules: ['proxy-pass-localhost'], summary: { warning: 1 }, text: 'a  b;' });
});

it('has the rule tester, which runs the documented example', () => {
  const example = path.join(ROOT, 'fixtures/plugins/no-private-ports');
  for (const file of readdirSync(example)) copyFileSync(path.join(example, file), path.join(project, file));
  const { status, stdout } = spawnSync(process.execPath, ['--test', 'no-private-ports.test.mjs'], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/# pass [1-9]|ℹ pass [1-9]/);
  expect(status).toBe(0);
});

it('says what cannot be done with errors of its own', () => {
  const said = node(
    `import { check, InputError } from 'nginx-vet';
     const thrown = (options) => { try { check(options); } catch (error) { return [error.constructor.name, error instanceof InputError]; } };
     console.log(JSON.stringify([thrown({ paths: ['nope'] }), thrown({ nginxVersion: 'nope' })]));`,
  );
  expect(said).toEqual([
    ['InputError', true],
    ['RangeError', false],
  ]);
});

it('has its schemas', () => {
  const said = node(
    `import report from 'nginx-vet/schemas/report.v1.schema.json' with { type: 'json' };
     import config from 'nginx-vet/schemas/config.schema.json' with { type: 'json' };
     console.log(JSON.stringify([report.type, config.type]));`,
  );
  expect(said).toEqual(['object', 'object']);
});

it('has types that say the same', () => {
  writeFileSync(
    path.join(project, 'typed.ts'),
    `import { check, parse, type CheckOptions, type Finding, type Report } from 'nginx-vet';
const options: CheckOptions = { paths: ['nginx.conf'], preset: 'strict' };
const report: Report = check(options);
const finding: Finding | undefined = report.findings[0];
export const line: number | undefined = finding?.primary.span.source.position(finding.primary.span.start).line;
export const problems: number = parse('a b;').problems.length;
// @ts-expect-error there is no such preset
export const wrong: CheckOptions = { preset: 'loud' };
`,
  );
  const options = { noEmit: true, strict: true, module: 'nodenext', target: 'es2023', types: [] };
  writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['typed.ts'] }));
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: project, encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});
