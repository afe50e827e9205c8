// Whole deployments as careful people write them: nginx accepts them, and nothing is said about them that would alarm anyone.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { NginxVersion } from '../../src/catalog/index.ts';
import { check, type Report } from '../../src/engine/index.ts';
import { realFileSystem } from '../../src/fs/index.ts';
import type { Rule } from '../../src/rule/index.ts';
import { optionsIn } from '../../src/testing/expectations.ts';
import { nginxIsAtLeast, opensslBin, streamModule } from '../truth/harness/tools.ts';
import { isHere, nginxSays } from './ask-nginx.ts';
import { ROOT, rules } from './support.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'nginx-vet-healthy-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const FOLDER = path.join(ROOT, 'fixtures/healthy');

interface Deployment {
  /** Places at which nginx dials, over all roots. */
  readonly dials: number;
  /** How many of them at least the apps declared beside confirm. */
  readonly confirmed?: number;
  /** `rule file` of what is told as information. */
  readonly infos?: readonly string[];
}

const DEPLOYMENTS: Readonly<Record<string, Deployment>> = {
  canary: { dials: 2 },
  'cdn-realip': { dials: 1, infos: ['upstream-static-dns nginx.conf', 'upstream-static-dns nginx.conf'] },
  'django-uwsgi': { dials: 1 },
  'docker-resolver': { dials: 2, confirmed: 2 },
  grpc: { dials: 3, infos: ['upstream-static-dns nginx.conf'] },
  gunicorn: { dials: 2 },
  kubernetes: { dials: 1 },
  mail: { dials: 1 },
  'modern-tls': { dials: 2 },
  'multi-site': { dials: 3 },
  'newer-defaults': { dials: 2 },
  'newer-http3': { dials: 1 },
  'oauth2-proxy': { dials: 3 },
  'php-fpm': { dials: 2, confirmed: 2, infos: ['include-missing etc/nginx/nginx.conf'] },
  'proxy-cache': { dials: 2 },
  'stream-passthrough': { dials: 4 },
  websockets: { dials: 3 },
  wordpress: { dials: 2 },
};

/** Every file of a deployment, links followed. */
function filesOf(name: string): Record<string, string> {
  const at = path.join(FOLDER, name);
  const files: Record<string, string> = {};
  for (const entry of readdirSync(at, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(at, entry);
    if (statSync(file).isFile()) files[entry] = readFileSync(file, 'utf8');
  }
  return files;
}

function versionOf(files: Readonly<Record<string, string>>): NginxVersion {
  const [written] = Object.values(files).flatMap((text) => {
    // a ConfigMap has the comment further in
    const options = optionsIn(text.replaceAll(/^ +/gm, ''));
    return options?.version === undefined ? [] : [options.version];
  });
  const version = written === undefined ? undefined : NginxVersion.parse(written);
  if (!version) throw new Error('a deployment needs a comment `# nginx-vet: version=…`');
  return version;
}

/** A deployment as a repository of its own: what apps other fixtures declare is none of its business. */
function checkedOut(name: string): string {
  const directory = path.join(scratch, name);
  cpSync(path.join(FOLDER, name), directory, { recursive: true, verbatimSymlinks: true });
  mkdirSync(path.join(directory, '.git'), { recursive: true });
  return directory;
}

function judged(name: string, judges: readonly Rule[]): Report {
  return check({
    fs: realFileSystem,
    cwd: checkedOut(name),
    paths: ['.'],
    rules: judges,
    toolVersion: '0.0.0',
    nginx: { version: versionOf(filesOf(name)), source: 'option' },
    now: () => 0,
  });
}

const said = (report: Report) =>
  report.findings.map((f) => ({ severity: f.severity, text: `${f.rule} ${f.primary.span.source.path}: ${f.message}` }));

test('every deployment is in the table', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(DEPLOYMENTS).sort());
});

describe.each(Object.entries(DEPLOYMENTS))('%s', (name, { dials, confirmed = 0, infos = [] }) => {
  test('is looked at as a whole and raises no alarm', () => {
    const report = judged(
      name,
      rules.filter((rule) => rule.presets.includes('recommended')),
    );
    const sum = (of: 'dials' | 'checkedDials') => report.roots.reduce((total, root) => total + root[of], 0);
    expect(said(report).filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(report.findings.map((f) => `${f.rule} ${f.primary.span.source.path}`)).toEqual(infos);
    expect(sum('dials')).toBe(dials);
    expect(sum('checkedDials')).toBeGreaterThanOrEqual(confirmed);
  });

  test('raises none with every rule either', () => {
    expect(said(judged(name, rules)).filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});

/** A certificate with its key, which is anyone's. */
function certificate(): Readonly<Record<string, string>> {
  const [cert, key] = [path.join(scratch, 'cert.pem'), path.join(scratch, 'key.pem')];
  const made = spawnSync(
    opensslBin!,
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x -keyout ${key} -out ${cert}`.split(
      ' ',
    ),
    { encoding: 'utf8', timeout: 20_000 },
  );
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  return { 'cert.pem': readFileSync(cert, 'utf8'), 'key.pem': readFileSync(key, 'utf8') };
}

/** What nginx reads of a deployment: the files of a ConfigMap are cut out, a fragment is put into a configuration. */
function nginxFiles(files: Readonly<Record<string, string>>): { main: string; files: Record<string, string> } {
  const out: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    if (!name.endsWith('.yaml')) out[name] = text;
    else
      for (const document of parseAllDocuments(text)) {
        const { kind, data = {} } = document.toJS() as { kind?: string; data?: Record<string, string> };
        if (kind === 'ConfigMap')
          for (const [key, value] of Object.entries(data)) out[key === 'nginx.conf' ? key : `conf.d/${key}`] = value;
      }
  }
  const main = Object.keys(out).find((name) => path.basename(name) === 'nginx.conf');
  if (main !== undefined) return { main, files: out };
  const [fragment] = Object.keys(out);
  return { main: 'nginx.conf', files: { ...out, 'nginx.conf': `events {}\nhttp {\ninclude ${fragment};\n}\n` } };
}

/** Addresses of this process alone, ports that everyone may listen on, and files that are there. */
function movedHere(text: string): string {
  const host = process.platform === 'linux' ? `127.${1 + (process.pid % 200)}.${(process.pid >> 8) % 250}` : '127.0.0';
  return text
    .replace(/\blisten\s+(\[::\]:|127\.0\.0\.1:)?(\d+)/g, (_, family: string | undefined, port: string) => {
      const last = family === '[::]:' ? 2 : family === undefined ? 1 : 3;
      return `listen ${host}.${last}:${20_000 + (Number(port) % 10_000)}`;
    })
    .replace(/^(\s*\w*ssl_(?:client_|trusted_)?certificate) [^;]+;/gm, '$1 cert.pem;')
    .replace(/^(\s*\w*ssl_certificate_key) [^;]+;/gm, '$1 key.pem;')
    .replace(/^\s*\w+_temp_path .*$/gm, '')
    .replace(/^user .*$/m, '')
    .replace(/^pid .*$/m, 'pid nginx.pid;')
    .replace(/\/dev\/std(?:out|err)/g, 'standard.log')
    .replaceAll('/etc/nginx/', '')
    .replaceAll('/var/cache/', '')
    .replaceAll('/var/log/nginx/', '');
}

/** The modules that the nginx of a package keeps in files of their own, for the blocks that need them. */
function loaded(text: string): string {
  const stream = streamModule() ?? '';
  const mail = stream.replaceAll('stream', 'mail');
  return (/^stream \{/m.test(text) ? stream : '') + (/^mail \{/m.test(text) ? mail : '') + text;
}

test.runIf(process.env.CI === 'true')('CI has openssl', () => expect(opensslBin).toBeDefined());
if (!isHere || opensslBin === undefined)
  console.warn('NO NGINX OR OPENSSL HERE: whether nginx accepts the healthy deployments was NOT asked.');

describe.skipIf(!isHere || opensslBin === undefined)('nginx accepts', () => {
  if (!isHere || opensslBin === undefined) return; // the body runs even where its tests are skipped
  const pair = certificate();
  const installed = Object.keys(DEPLOYMENTS).filter((name) => nginxIsAtLeast(versionOf(filesOf(name)).text!));
  test.each(installed)('%s', (name) => {
    const { main, files } = nginxFiles(filesOf(name));
    const here = Object.fromEntries(Object.entries(files).map(([file, text]) => [file, movedHere(text)]));
    const beside = Object.fromEntries(
      Object.entries(pair).map(([file, text]) => [path.join(path.dirname(main), file), text]),
    );
    const example = { name, main, files: { ...here, ...beside, [main]: loaded(here[main]!) }, options: {} };
    const refusal = nginxSays(example);
    const lacks =
      refusal && /^unknown directive|is unsupported on this platform$|requires \w+_module$/.test(refusal.message);
    if (lacks && process.env.CI !== 'true') {
      console.warn(`NOT ASKED about ${name}: this nginx was built without what it needs (${refusal.message})`);
      return;
    }
    expect(refusal).toBeUndefined();
  });
});
