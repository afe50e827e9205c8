// The example plugin with its own test, as somebody has it who installed nginx-vet: run by node alone.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const directory = mkdtempSync(path.join(tmpdir(), 'nginx-vet-example-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('passes, and fails when the rule finds something else', () => {
  const installed = path.join(directory, 'node_modules/nginx-vet');
  mkdirSync(installed, { recursive: true });
  writeFileSync(path.join(installed, 'package.json'), '{"type":"module","exports":{"./testing":"./testing.js"}}');
  for (const name of ['yaml', 'ajv', 'acorn']) {
    symlinkSync(path.resolve('node_modules', name), path.join(directory, 'node_modules', name));
  }
  const require = "import { createRequire as __c } from 'node:module'; const require = __c(import.meta.url);";
  execFileSync('node_modules/.bin/esbuild', [
    ...['src/testing/index.ts', '--bundle', '--format=esm', '--platform=node', '--target=node20', '--log-level=error'],
    `--outfile=${path.join(installed, 'testing.js')}`,
    `--banner:js=${require}`,
  ]);
  const run = (name: string, change: (text: string) => string) => {
    const project = path.join(directory, name);
    cpSync('fixtures/plugins/no-private-ports', project, { recursive: true });
    const file = path.join(project, 'no-private-ports.mjs');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    return spawnSync(process.execPath, ['--test', 'no-private-ports.test.mjs'], {
      cwd: project,
      encoding: 'utf8',
      // node's runner, when it runs within another one, reports to that one
      env: { PATH: process.env.PATH },
    });
  };
  const good = run('good', (text) => text);
  expect(good.stdout).toContain('pass 1');
  expect(good.status).toBe(0);
  const bad = run('bad', (text) => text.replace('9000) continue', '9050) continue'));
  expect(bad.stdout).toContain('bad 2: missing: app.conf:3 no-private-ports: port 9000');
  expect(bad.status).toBe(1);
});
