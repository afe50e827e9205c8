// The commands and queries of docs/dashboards.md really run, on real reports.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildBin } from './built.ts';
import { WARNING } from './support.ts';

const PAGE = readFileSync('docs/dashboards.md', 'utf8');
const blocks = (kind: string): readonly string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);

const hasPrograms = ['jq', 'sqlite3'].every((program) => spawnSync(program, ['--version']).status === 0);
test.runIf(process.env.CI === 'true')('CI has jq and sqlite3', () => expect(hasPrograms).toBe(true));

describe.skipIf(!hasPrograms)('two runs', () => {
  let directory: string;
  let project: string;

  function execute(command: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): string {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: project,
      encoding: 'utf8',
      env: { PATH: `${directory}/programs:${process.env.PATH}`, ...more },
    });
    expect([status, stderr]).toEqual([0, '']);
    return stdout;
  }

  beforeAll(() => {
    const built = buildBin();
    directory = built.directory;
    project = path.join(directory, 'p');
    mkdirSync(project);
    mkdirSync(path.join(directory, 'programs'));
    const program = path.join(directory, 'programs/nginx-vet');
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${built.bin}' "$@"\n`);
    chmodSync(program, 0o755);
    const script = `set -eu\n${blocks('sh').join('\n')}`;
    const named = WARNING.replace('listen 80;', "listen 80; server_name o'shop.example.com;");
    writeFileSync(path.join(project, 'nginx.conf'), named);
    execute('sh', ['-c', script], { AT: '2026-01-01T00:00:00Z', COMMIT: 'one' });
    const moved = `# a line more\n${named.replace('location / {', 'location /x {\n proxy_pass https://api.example.com;\n}\nlocation / {')}`;
    writeFileSync(path.join(project, 'nginx.conf'), moved);
    execute('sh', ['-c', script], { AT: '2026-01-02T00:00:00Z', COMMIT: 'two' });
  }, 120_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const read = (file: string): readonly string[] =>
    readFileSync(path.join(project, file), 'utf8').trimEnd().split('\n');
  const query = (index: number): readonly string[] =>
    execute('sqlite3', ['vet.db', blocks('sql')[index]!])
      .trimEnd()
      .split('\n');

  test('as CSV', () => {
    expect(read('runs.csv').map((line) => line.replace(/\d+$/, 'ms'))).toEqual([
      '"2026-01-01T00:00:00Z","one",0,1,0,0,0,ms',
      '"2026-01-02T00:00:00Z","two",0,2,1,0,0,ms',
    ]);
    expect(read('counts.csv').filter((line) => line.includes('"one"'))).toEqual([
      '"2026-01-01T00:00:00Z","one","rule","proxy-pass-localhost",1',
      '"2026-01-01T00:00:00Z","one","file","nginx.conf",1',
      `"2026-01-01T00:00:00Z","one","server","o'shop.example.com",1`,
    ]);
  });

  test('every query of the page', () => {
    expect(blocks('sql').length).toBe(4);
    expect(query(0)).toEqual(['1767225600|0|1|0', '1767312000|0|2|1']);
    expect(query(1)).toEqual(["1767225600|o'shop.example.com|1", "1767312000|o'shop.example.com|3"]);
    expect(query(2).toSorted()).toEqual([
      'new|proxy-ssl-server-name-off|nginx.conf',
      'new|upstream-static-dns|nginx.conf',
    ]);
    expect(query(3)).toEqual([
      'proxy-pass-localhost|nginx.conf|2026-01-01T00:00:00Z',
      'proxy-ssl-server-name-off|nginx.conf|2026-01-02T00:00:00Z',
      'upstream-static-dns|nginx.conf|2026-01-02T00:00:00Z',
    ]);
  });
});
