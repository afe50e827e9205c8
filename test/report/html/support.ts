/** Pages for the tests: a configuration in memory, or a deployment of the fixtures, as `-f html` writes it. */
import { fileURLToPath } from 'node:url';
import { rules } from '../../../rules/index.ts';
import { prose } from '../../../rules/prose.generated.ts';
import { NginxVersion } from '../../../src/catalog/index.ts';
import { check } from '../../../src/engine/index.ts';
import { type FileSystem, memoryFileSystem, realFileSystem } from '../../../src/fs/index.ts';
import { FORMATS, type Report, type RuleInfo } from '../../../src/report/index.ts';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

const asked = rules.filter((rule) => rule.presets.includes('recommended'));

export const rulesInfo: readonly RuleInfo[] = rules.map(({ id, category, severity, confidence, presets }) => ({
  id,
  category,
  severity,
  confidence,
  presets,
  summary: /^## What it catches\n+(.*)/m.exec(prose[id]!)![1]!,
  prose: prose[id]!,
}));

function reportOf(fs: FileSystem, cwd: string, paths: readonly string[], version?: string): Report {
  return check({
    fs,
    cwd,
    paths,
    rules: asked,
    toolVersion: '0.1.0',
    traffic: true,
    now: () => 0,
    ...(version !== undefined && { nginx: { version: NginxVersion.parse(version)!, source: 'option' as const } }),
  });
}

/** What is found in files that are only in memory; `nginx.conf` among them, or what `paths` say. */
export function inMemory(files: Readonly<Record<string, string>>, version?: string): Report {
  const all = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/p/${name}`, text]));
  return reportOf(memoryFileSystem(all), '/p', ['.'], version);
}

/** What is found in a deployment of fixtures/projects. */
export function inProject(name: string): Report {
  return reportOf(realFileSystem, `${root}fixtures/projects/${name}`, ['.']);
}

const format = await FORMATS.html.load();

export function pageOf(report: Report): string {
  return format(report, { cwd: '/p', rules: rulesInfo, exitCode: 0 });
}

/** `http {}` around servers. */
export function http(text: string): string {
  return `events {}\nhttp {\n${text}\n}\n`;
}

/** A fleet: each server has a group and two locations of its own; every 97th dials TLS without a name. */
export function fleet(servers: number): string {
  const lines: string[] = [];
  for (let i = 0; i < servers; i++) {
    const wrong = i % 97 === 5 ? `https://api${i}.example.com` : `http://app${i}`;
    lines.push(
      `upstream app${i} { zone z${i} 64k; server 10.${i >> 8}.${i & 255}.1:8080; server 10.${i >> 8}.${i & 255}.2:8080; }`,
      `server { listen 80; server_name s${i}.example.com; location / { proxy_pass http://app${i}; } location /api/ { proxy_pass ${wrong}; } }`,
    );
  }
  return http(lines.join('\n'));
}
