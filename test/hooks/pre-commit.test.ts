// The pre-commit hook, run by pre-commit itself in a git repository of its own.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { buildBin } from '../cli/built.ts';

const MANIFEST = fileURLToPath(new URL('../../.pre-commit-hooks.yaml', import.meta.url));
const isThere = spawnSync('pre-commit', ['--version']).status === 0;
if (!isThere && !process.env.CI) console.warn('SKIPPED: pre-commit is not installed (apt-get install pre-commit)');

describe.skipIf(!isThere && !process.env.CI)('pre-commit', () => {
  let directory: string;
  let repository: string;
  let environment: NodeJS.ProcessEnv;

  beforeAll(() => {
    const built = buildBin();
    directory = built.directory;
    repository = path.join(directory, 'repository');
    const programs = path.join(directory, 'programs');
    mkdirSync(programs);
    // what `language: node` would install
    writeFileSync(path.join(programs, 'nginx-vet'), `#!/bin/sh\nexec '${process.execPath}' '${built.bin}' "$@"\n`);
    chmodSync(path.join(programs, 'nginx-vet'), 0o755);
    environment = {
      PATH: `${programs}:${process.env.PATH}`,
      HOME: directory,
      PRE_COMMIT_HOME: path.join(directory, 'cache'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    };
    mkdirSync(repository);
    const hooks = parse(readFileSync(MANIFEST, 'utf8')) as readonly object[];
    const local = { repo: 'local', hooks: hooks.map((hook) => ({ ...hook, language: 'system' })) };
    git('init', '-q');
    write('.pre-commit-config.yaml', stringify({ repos: [local] }));
    write('nginx/nginx.conf', 'events {}\nhttp {\n    include conf.d/*.conf;\n}\n');
    write(
      'nginx/conf.d/old.conf',
      'server {\n    listen 81;\n    location / {\n        proxy_pass http://localhost:9;\n    }\n}\n',
    );
    write('nginx/conf.d/app.conf', 'server {\n    location / {\n        proxy_pass http://app:8000;\n    }\n}\n');
    write('compose.yaml', compose(8000));
    write('README', 'x\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'begin');
    expect(ran('pre-commit', ['install']).status).toBe(0);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const ran = (program: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: repository,
      encoding: 'utf8',
      env: environment,
    });
    return { status, output: stdout + stderr };
  };
  const git = (...args: readonly string[]) => ran('git', args);
  const write = (file: string, text: string) => {
    const at = path.join(repository, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, text);
  };
  const compose = (port: number) =>
    `services:\n  web:\n    image: nginx:1.28\n    volumes: ["./nginx:/etc/nginx:ro"]\n  app:\n    image: python:3\n    command: gunicorn -b 0.0.0.0:${port} app\n`;
  const commit = (file: string, text: string) => {
    write(file, text);
    git('add', '-A');
    const result = git('commit', '-q', '-m', file);
    if (result.status !== 0) git('reset', '-q', '--hard');
    return result;
  };

  it('takes the manifest', () => {
    expect(ran('pre-commit', ['validate-manifest', MANIFEST])).toMatchObject({ status: 0 });
  });

  it('refuses a commit that breaks a file, and tells of that file only', () => {
    const { status, output } = commit('nginx/conf.d/new file.conf', 'server {\n    listen 82;\n    nonsense;\n}\n');
    expect(status).toBe(1);
    expect(output).toContain('nginx/conf.d/new file.conf:3:5');
    expect(output).toContain('unknown directive "nonsense"');
    expect(output).not.toContain('old.conf');
  });

  it('lets a good one pass, whatever else is in the tree', () => {
    expect(commit('nginx/conf.d/good.conf', 'server {\n    listen 83;\n    return 204;\n}\n')).toMatchObject({
      status: 0,
    });
  });

  it('refuses a compose file in which the app moves away', () => {
    const { status, output } = commit('compose.yaml', compose(8080));
    expect(status).toBe(1);
    expect(output).toContain('binding-wrong-port');
    expect(output).toMatch(/compose\.yaml:7/);
    expect(output).not.toContain('old.conf');
  });

  it('is not asked about other files', () => {
    const { status, output } = commit('README', 'y\n');
    expect(status).toBe(0);
    expect(output).toContain('(no files to check)Skipped');
  });

  it('a file that is deleted is no mistake', () => {
    git('rm', '-q', 'nginx/conf.d/good.conf');
    expect(commit('nginx/nginx.conf', 'events {}\nhttp {\n    include conf.d/*.conf;\n    gzip on;\n}\n').status).toBe(
      0,
    );
  });

  it.each([
    ['nginx.conf', true],
    ['docker/nginx/default.conf.template', true],
    ['etc/nginx/sites-enabled/shop', true],
    ['deploy/gunicorn.service', true],
    ['docker-compose.prod.yml', true],
    ['Dockerfile', true],
    ['web/Dockerfile.dev', true],
    ['php/www.conf', true],
    ['.env.example', true],
    ['src/index.ts', false],
    ['README.md', false],
    ['app/models.py', false],
    ['styles/site.css', false],
  ])('%s: %s', (file, expected) => {
    const [{ files }] = parse(readFileSync(MANIFEST, 'utf8')) as [{ files: string }];
    const pattern = new RegExp(files.replace('(?x)', '').replace(/\s+/g, ''));
    expect(pattern.test(file)).toBe(expected);
  });
});
