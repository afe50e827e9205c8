// npm run bench [-- WORKLOAD …]: CPU time and peak memory of nginx-vet as ratios to `nginx -t` on the same files and to
// `node -e 0`, and to a plain walk of a project's directories, all in the same run. Needs nginx, bash and openssl. No test: machines differ, ratios less so.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { workloads } from './bench/generate.mjs';
import { FILES, makeProject } from './bench/project.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = path.join(root, 'dist/bin.js');
const nginx = process.env.NGINX_BIN ?? ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find((f) => fs.existsSync(f));
const RUNS = Number(process.env.BENCH_RUNS ?? 3);

if (!nginx) {
  console.error('npm run bench needs nginx (Debian: apt-get install nginx-extras), or its path in NGINX_BIN');
  process.exit(2);
}
if (!fs.existsSync(bin)) {
  console.error('npm run bench measures the built program: run `npm run build` first');
  process.exit(2);
}

/** The runs' middle: CPU seconds (user + system) and peak memory in MiB, as the kernel accounts them for the process. */
function measure(command, expected) {
  const cpu = [];
  const memory = [];
  for (let run = 0; run < RUNS; run++) {
    // a shell that only waits: its children's times are those of the command, VmHWM is read by the command's own end
    const script = 'TIMEFORMAT="%U %S"; time { "$@" >/dev/null 2>&1; echo "rc $?" >&3; }';
    const result = spawnSync('bash', ['-c', script, 'bench', ...withPeak(command)], {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    const code = Number(/rc (\d+)/.exec(result.output[3] ?? '')?.[1]);
    if (!expected.includes(code)) throw new Error(`${command.join(' ')}: exit code ${code}`);
    const [, user, system] = /([\d.]+) ([\d.]+)\s*$/.exec(result.stderr) ?? [];
    cpu.push(Number(user) + Number(system));
    memory.push(peakOf());
  }
  return { cpu: middle(cpu), memory: middle(memory) };
}

const peakFile = path.join(os.tmpdir(), `nginx-vet-bench-${process.pid}`);
const hasTime = fs.existsSync('/usr/bin/time');

function withPeak(command) {
  return hasTime ? ['/usr/bin/time', '-f', '%M', '-o', peakFile, ...command] : command;
}

function peakOf() {
  if (!hasTime) return Number.NaN;
  const lines = fs.readFileSync(peakFile, 'utf8').trim().split('\n');
  return Number(lines.at(-1)) / 1024;
}

function middle(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

const ratio = (a, b) => `${(a / b).toFixed(2)} ×`;
const seconds = (s) => `${s.toFixed(2)} s`;
const mib = (m) => (Number.isNaN(m) ? 'n/a' : `${Math.round(m)} MiB`);

const PROJECT = 'project';
const known = [...Object.keys(workloads), PROJECT];
const named = process.argv.slice(2).length > 0 ? process.argv.slice(2) : known;
const chosen = named.filter((name) => name !== PROJECT);
const base = measure([process.execPath, '-e', '0'], [0]);
console.log(`node -e 0: ${seconds(base.cpu)}, ${mib(base.memory)}; middle of ${RUNS} runs, CPU = user + system`);
if (!hasTime) console.log('peak memory is not measured: /usr/bin/time is missing (Debian: apt-get install time)');
if (chosen.length > 0)
  console.log(
    '| workload | lines | nginx -t | syntax | full check | memory nginx / syntax / full |\n|---|--:|--:|--:|--:|--:|',
  );
for (const name of chosen) {
  const make = workloads[name];
  if (!make) {
    console.error(`no workload \`${name}\`; there are ${known.join(', ')}`);
    process.exit(2);
  }
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `nginx-vet-${name}-`));
  try {
    make(dir);
    const main = path.join(dir, 'nginx.conf');
    const t = measure([nginx, '-t', '-q', '-p', dir, '-c', main], [0]);
    const isSmall = name === 'small' || name === 'configured';
    const check = (...options) => measure([process.execPath, bin, 'check', main, ...options], [0, 1]);
    const version = ['--nginx-version', '1.22.1'];
    const syntax = check('--preset', 'syntax', ...version);
    // of a small file the start is all there is, and mostly it is checked without any option
    const full = isSmall ? check() : check(...version);
    const against = isSmall ? `${seconds(t.cpu)}` : seconds(t.cpu);
    const relate = (m) =>
      isSmall ? `${seconds(m.cpu)} = ${ratio(m.cpu, base.cpu)} node` : `${seconds(m.cpu)} = ${ratio(m.cpu, t.cpu)}`;
    console.log(
      `| ${name} | ${linesIn(dir)} | ${against} | ${relate(syntax)} | ${relate(full)} | ${mib(t.memory)} / ${mib(syntax.memory)} / ${mib(full.memory)} |`,
    );
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}
if (named.includes(PROJECT)) measureProject();
fs.rmSync(peakFile, { force: true });

/** The search for declared apps, and for nginx files, in a repository of many files. */
function measureProject() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `nginx-vet-${PROJECT}-`));
  try {
    makeProject(dir);
    const walk = measure([process.execPath, path.join(root, 'scripts/bench/walk.mjs'), dir], [0]);
    const run = (...words) => measure([process.execPath, bin, ...words, '--fail-on', 'never'], [0]);
    const main = path.join(dir, 'nginx/nginx.conf');
    const rows = {
      'plain walk of the directories': walk,
      'check nginx.conf --no-bindings': run('check', main, '--no-bindings'),
      'check nginx.conf': run('check', main),
      'check the directory': run('check', dir),
      'bindings of the directory': run('bindings', dir),
    };
    console.log(`\n| project of ${FILES} files | CPU | to the walk | memory |\n|---|--:|--:|--:|`);
    for (const [name, m] of Object.entries(rows))
      console.log(`| ${name} | ${seconds(m.cpu)} | ${ratio(m.cpu, walk.cpu)} | ${mib(m.memory)} |`);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

function linesIn(dir) {
  let lines = 0;
  for (const entry of fs.readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.conf')) {
      lines += fs.readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), 'latin1').split('\n').length - 1;
    }
  }
  return lines;
}
