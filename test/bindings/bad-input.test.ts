// Sources that cannot be used: each is told once as an info finding, and what the others say stays as it is.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { check } from '../../src/engine/index.ts';
import { type FileSystem, FsError, memoryFileSystem, realFileSystem } from '../../src/fs/index.ts';
import { countingFileSystem } from './counting.ts';

const NGINX = (target: string) => `events {}\nhttp { server { location / { proxy_pass ${target}; } } }\n`;
const COMPOSE = `services:
  web: {image: "nginx:1.28", volumes: ["./nginx:/etc/nginx"]}
  app: {command: "gunicorn -b 0.0.0.0:8080 app:app"}
`;
type Files = Readonly<Record<string, string | Uint8Array | null>>;
const PROJECT: Files = {
  '/p/.git/HEAD': '',
  '/p/nginx/nginx.conf': NGINX('http://app:8000'),
  '/p/compose.yaml': COMPOSE,
};

/** The findings of the rules about apps, as `rule severity path: message`. */
function told(files: FileSystem, cwd = '/p'): string[] {
  const apps = rules.filter(({ category }) => category === 'bindings');
  const report = check({
    fs: files,
    cwd,
    paths: ['nginx/nginx.conf'],
    rules: apps,
    toolVersion: '0',
    minConfidence: 'low',
    now: () => 0,
  });
  return report.findings.map(
    ({ rule, severity, primary, message }) => `${rule} ${severity} ${primary.span.source.path}: ${message}`,
  );
}

const WRONG = 'binding-wrong-port error nginx/nginx.conf: `app:8000` is dialled, but `app` listens on 8080';
const skipped = (file: string, why: string) =>
  `source-skipped info ${file}: what \`${file}\` declares was not taken into account: ${why}`;

test('without anything that is bad there is the mismatch alone', () => {
  expect(told(memoryFileSystem(PROJECT))).toEqual([WRONG]);
});

const latin1 = Buffer.from('# d\xe9veloppement\nservices:\n  job: {image: redis}\n', 'latin1');
const utf16 = Buffer.from(`\ufeff${COMPOSE}`, 'utf16le');
const binary = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7) % 256);

describe('a bad source beside good ones', () => {
  test.each<readonly [string, string, string | Uint8Array | null, RegExp | undefined]>([
    ['broken YAML', 'compose.dev.yaml', 'services: [\n', /Flow sequence/],
    ['YAML with tabs', 'compose.dev.yaml', 'services:\n\tapp:\n\t\timage: x\n', /tab/i],
    ['a binary compose file', 'compose.dev.yaml', binary, /a binary file/],
    ['UTF-16', 'compose.dev.yaml', utf16, /UTF-16, not UTF-8/],
    ['Latin-1 in a comment', 'compose.dev.yaml', latin1, undefined],
    ['a file that may not be read', 'compose.dev.yaml', null, /Permission denied/],
    ['a very large file', 'compose.dev.yaml', `# ${'x'.repeat(300_000)}\n`, /larger than 256 KiB/],
    ['an empty file', 'compose.dev.yaml', '', undefined],
    ['a binary pool', 'php/www.conf', binary, /a binary file/],
    ['a pool that may not be read', 'php/www.conf', null, /Permission denied/],
    ['a binary unit', 'deploy/app.service', binary, /a binary file/],
    ['a unit in UTF-16', 'deploy/app.service', Buffer.from('\ufeff[Service]\nExecStart=/x\n', 'utf16le'), /UTF-16/],
    ['binary variables', '.env', binary, /a binary file/],
    ['a binary .gitignore', '.gitignore', binary, undefined],
    ['variables that may not be read', '.env', null, /Permission denied/],
  ])('%s', (_, name, content, why) => {
    const found = told(memoryFileSystem({ ...PROJECT, [`/p/${name}`]: content }));
    expect(found.filter((line) => !line.startsWith('source-skipped'))).toEqual([WRONG]);
    const others = found.filter((line) => line.startsWith('source-skipped'));
    expect(others).toHaveLength(why ? 1 : 0);
    if (why) expect(others[0]).toMatch(why);
  });

  test('all of them at once', () => {
    const files = {
      ...PROJECT,
      '/p/compose.a.yaml': 'services: [\n',
      '/p/compose.b.yaml': binary,
      '/p/compose.c.yaml': utf16,
      '/p/php/www.conf': null,
      '/p/deploy/app.service': binary,
    };
    const found = told(memoryFileSystem(files));
    expect(found.filter((line) => line === WRONG)).toHaveLength(1);
    expect(found.filter((line) => line.startsWith('source-skipped info'))).toHaveLength(5);
    expect(found).toHaveLength(6);
  });
});

test('a directory that may not be listed', () => {
  const memory = memoryFileSystem({ ...PROJECT, '/p/data/compose.yaml': '' });
  const denied: FileSystem = {
    ...memory,
    list(at) {
      if (at === '/p/data') throw new FsError('EACCES', at);
      return memory.list(at);
    },
  };
  expect(told(denied)).toEqual([WRONG, skipped('data', 'the directory was not looked through: Permission denied')]);
});

describe('huge trees', () => {
  const many = (count: number, directory: string): Files =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`/p/${directory}/d${i % 300}/f${i}.txt`, '']));

  test('of 40,000 files all are looked at', () => {
    const files = { ...PROJECT, ...many(40_000, 'a'), '/p/z/deploy/compose.dev.yaml': 'services: [\n' };
    expect(told(memoryFileSystem(files))).toEqual([WRONG, expect.stringContaining('z/deploy/compose.dev.yaml')]);
  }, 60_000);

  test('of more the nearest are, and that is said', () => {
    const files = { ...PROJECT, ...many(60_000, 'a') };
    expect(told(memoryFileSystem(files))).toEqual([
      WRONG,
      expect.stringMatching(/^source-skipped info a\/d\d+: .*there are too many files: from here on nothing/),
    ]);
  }, 60_000);

  test('no depth is too deep', () => {
    const deep = `/p/${'d/'.repeat(3000)}compose.yaml`;
    expect(told(memoryFileSystem({ ...PROJECT, [deep]: 'services: [\n' }))).toEqual([WRONG]);
  }, 60_000);
});

describe('links', () => {
  const top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'nginx-vet-links-')));
  const project = path.join(top, 'p');
  const put = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(top, name)), { recursive: true });
    fs.writeFileSync(path.join(top, name), text);
  };
  put('p/.git/HEAD', '');
  put('p/nginx/nginx.conf', NGINX('http://app:8000'));
  put('p/compose.yaml', COMPOSE);
  put('elsewhere/compose.yaml', COMPOSE);
  fs.symlinkSync('.', path.join(project, 'circle'));
  fs.symlinkSync('../a/b', path.join(project, 'b'));
  fs.symlinkSync('loop.service', path.join(project, 'loop.service'));
  fs.symlinkSync('nowhere', path.join(project, 'compose.gone.yaml'));
  fs.symlinkSync('nowhere', path.join(project, 'notes.txt'));
  fs.symlinkSync('../elsewhere/compose.yaml', path.join(project, 'compose.out.yaml'));
  afterAll(() => fs.rmSync(top, { recursive: true }));

  test('circles end; what leads nowhere or out of the project is told', () => {
    expect(told(realFileSystem, project).sort()).toEqual(
      [
        WRONG,
        skipped('compose.gone.yaml', 'a link that leads nowhere'),
        skipped('compose.out.yaml', 'a link that leads out of the project'),
        skipped('loop.service', 'a link that leads nowhere'),
      ].sort(),
    );
  });

  test('a project that is reached by a link is the project itself', () => {
    const link = path.join(top, 'link');
    fs.symlinkSync('p', link);
    fs.symlinkSync('compose.yaml', path.join(project, 'compose.same.yaml'));
    expect(told(realFileSystem, link)).toContain(WRONG);
    expect(told(realFileSystem, link).join('\n')).not.toContain('compose.same.yaml');
  });
});

describe('lazy', () => {
  const reads = (target: string, more: Partial<Parameters<typeof check>[0]> = {}) => {
    const { files, counts } = countingFileSystem(
      memoryFileSystem({ ...PROJECT, '/p/nginx/nginx.conf': NGINX(target), '/p/deep/compose.dev.yaml': COMPOSE }),
    );
    check({ fs: files, cwd: '/p', paths: ['nginx/nginx.conf'], rules, toolVersion: '0', now: () => 0, ...more });
    return counts;
  };

  test('where nginx dials only public names no source is read and no directory listed', async () => {
    const { NginxVersion } = await import('../../src/catalog/index.ts');
    const nginx = { version: NginxVersion.parse('1.28')!, source: 'option' as const };
    for (const target of ['https://api.example.com', 'http://198.51.100.7.nip.io:8080']) {
      const { read, list } = reads(target, { nginx });
      expect([...new Set(read)]).toEqual(['/p/nginx/nginx.conf']);
      expect(list).toEqual([]);
    }
    expect(reads('http://app:8000', { nginx }).read).toContain('/p/compose.yaml');
  });

  test('for the version alone only the directories above the file are looked at', () => {
    const { list, read } = reads('https://api.example.com');
    expect(list).toEqual(['/p/nginx', '/p']);
    expect(read).not.toContain('/p/deep/compose.dev.yaml');
  });
});
