// Baselines and --only, as the command line has them.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { type FileSystem, memoryFileSystem } from '../../src/fs/index.ts';
import { CLEAN, type Ran, run, WARNING } from './support.ts';

const NAME = '.nginx-vet-baseline.json';
const FILE = `/p/${NAME}`;
const PASS = '        location /NAME { proxy_pass http://localhost:3000; }\n';
/** A configuration with one old mistake for each name. */
const conf = (...names: readonly string[]): string =>
  CLEAN.replace(
    '        location / {',
    `${names.map((name) => PASS.replace('NAME', name)).join('')}        location / {`,
  );

interface Entry {
  readonly rule: string;
  readonly file: string;
  readonly message: string;
  readonly root: string;
  readonly fingerprint: string;
}

/** A tree whose files stay as they are left from one command to the next. */
function tree(files: Readonly<Record<string, string>>) {
  const fs = memoryFileSystem(files);
  const write = (path: string, text: string): void => fs.stage!(path, Buffer.from(text), { mayBeNew: true }).commit();
  const go = (line: string, cwd = '/p'): Promise<Ran> => run(line.split(' '), { fs, cwd });
  const text = (path = FILE): string => Buffer.from(fs.read(path)).toString();
  const entries = (path = FILE): readonly Entry[] => JSON.parse(text(path)).entries;
  return { fs, write, go, text, entries };
}

/** Rules and lines of what a check tells. */
async function told(go: (line: string) => Promise<Ran>, line = 'check .'): Promise<readonly string[]> {
  const { findings } = JSON.parse((await go(`${line} -f json`)).out);
  return findings.map((f: { file: string; line: number; rule: string }) => `${f.file}:${f.line} ${f.rule}`);
}

describe('baseline', () => {
  test('what is found today is quiet from then on, what is new is told', async () => {
    const { go, write, entries, text } = tree({ '/p/nginx.conf': conf('a', 'b') });
    expect((await go('check')).code).toBe(1);
    expect(await go('baseline')).toEqual({ code: 0, out: '', err: `wrote ${NAME}: 2 findings (2 new)\n` });
    expect(entries()).toMatchInlineSnapshot(`
      [
        {
          "file": "nginx.conf",
          "fingerprint": "26862cb40f45de7b32e8539455fba624",
          "message": "\`localhost\` is two peers wherever the hosts file names it for IPv4 and for IPv6: after one timeout of the app, nginx answers every request with 502 for 10 seconds",
          "root": "nginx.conf",
          "rule": "proxy-pass-localhost",
        },
        {
          "file": "nginx.conf",
          "fingerprint": "627e2f800339123ec39830033506d7f2",
          "message": "\`localhost\` is two peers wherever the hosts file names it for IPv4 and for IPv6: after one timeout of the app, nginx answers every request with 502 for 10 seconds",
          "root": "nginx.conf",
          "rule": "proxy-pass-localhost",
        },
      ]
    `);
    const quiet = await go('check');
    expect(quiet).toMatchObject({ code: 0, err: '' });
    expect(quiet.out).toBe('clean: 1 file, 2 dials, 2 in the baseline\n');
    // lines move, a third mistake comes
    write('/p/nginx.conf', `# moved\n${conf('a', 'b', 'c')}`);
    expect(await told(go)).toEqual(['nginx.conf:8 proxy-pass-localhost']);
    expect((await go('check')).code).toBe(1);
    const before = text();
    expect((await go('baseline')).err).toBe(`wrote ${NAME}: 3 findings (1 new)\n`);
    expect(text()).not.toBe(before);
    expect((await go('check')).code).toBe(0);
  });

  test('the same findings give the same bytes, by the published schema, and secrets stay out', async () => {
    const secret = conf('a').replace('localhost:3000', 'bob:hunter2secret@localhost:3000');
    const { go, text } = tree({ '/p/nginx.conf': secret });
    await go('baseline');
    const first = text();
    expect(first).not.toContain('hunter2');
    expect(JSON.parse(first).entries.length).toBeGreaterThan(0);
    await go('baseline');
    expect(text()).toBe(first);
    const schema = JSON.parse(readFileSync('schemas/baseline.v1.schema.json', 'utf8'));
    const valid = new Ajv2020({ strict: true }).compile(schema);
    expect(valid(JSON.parse(first)), JSON.stringify(valid.errors)).toBe(true);
    expect(first.endsWith('}\n')).toBe(true);
    expect(JSON.parse(first).$schema).toBe(schema.$id);
  });

  test('entries without a finding are reported, and pruned', async () => {
    const { go, write, entries, text } = tree({ '/p/nginx.conf': conf('a', 'b') });
    await go('baseline');
    write('/p/nginx.conf', conf('b', 'new'));
    const { code, err, out } = await go('check');
    expect(code).toBe(1);
    expect(err).toBe(`${NAME}: 1 entry without a finding; \`nginx-vet baseline --prune\` takes it out\n`);
    expect(out).toContain('(1 in the baseline)');
    const { baseline, summary } = JSON.parse((await go('check -f json')).out);
    expect([baseline.file, baseline.stale.length, summary.baselined]).toEqual([NAME, 1, 1]);
    expect((await go('check --quiet')).err).toBe('');
    expect((await go('baseline --prune')).err).toBe(`wrote ${NAME}: 1 finding (1 gone)\n`);
    expect(entries()).toHaveLength(1);
    expect(await told(go)).toHaveLength(1);
    const pruned = text();
    await go('baseline --prune');
    expect(text()).toBe(pruned);
    write('/p/nginx.conf', CLEAN);
    expect((await go('baseline')).err).toBe(`wrote ${NAME}: 0 findings (1 gone)\n`);
  });

  test('what was not looked at is not stale', async () => {
    const { go, entries, write } = tree({
      '/p/a/nginx.conf': conf('a'),
      '/p/b/nginx.conf': conf('a'),
      '/p/.git/HEAD': '',
    });
    await go('baseline');
    expect(entries().map(({ file }) => file)).toEqual(['a/nginx.conf', 'b/nginx.conf']);
    for (const line of [
      'check b',
      'check b/nginx.conf',
      'check --rule proxy-pass-localhost=off',
      'check --min-confidence high',
    ]) {
      expect(await go(line)).toMatchObject({ code: 0, err: '' });
    }
    write('/p/b/nginx.conf', conf('new'));
    expect((await go('baseline b')).err).toContain('2 findings (1 new, 1 gone)');
    write('/p/b/nginx.conf', `${conf('newer')}include not/here.conf;`);
    expect((await go('check b')).err).toBe('');
    write('/p/b/nginx.conf', conf('new'));
    expect(await go('check', '/p/b')).toMatchObject({ code: 0, err: '' });
    expect(await go('check b --no-bindings')).toMatchObject({ code: 0, err: '' });
  });

  test('of a file that is gone, and of a rule that is no more, entries are stale', async () => {
    const { go, entries, write, text } = tree({ '/p/nginx.conf': conf('a') });
    await go('baseline');
    const [entry] = entries();
    const more = [
      entry,
      { ...entry, file: 'gone.conf', root: 'gone.conf' },
      { ...entry, rule: 'no-such-rule', fingerprint: 'f'.repeat(32) },
    ];
    write(FILE, JSON.stringify({ version: 1, entries: more, later: true }));
    expect((await go('check')).err).toContain('2 entries without a finding');
    await go('baseline --prune');
    expect(JSON.parse(text()).entries).toEqual([entry]);
  });

  test('a fragment that is checked alone is known by what is said', async () => {
    const site = 'server {\n    listen 80;\n    location / { proxy_pass http://localhost:3000; }\n}\n';
    const { go } = tree({ '/p/nginx.conf': 'events {}\nhttp { include sites/*; }\n', '/p/sites/one': site });
    await go('baseline');
    expect(await told(go)).toEqual([]);
    expect(await told(go, 'check sites/one')).toEqual([]);
    expect((await go('check sites/one')).err).toBe('');
  });

  test('a finding that a comment holds back needs no entry', async () => {
    const { go, write } = tree({ '/p/nginx.conf': conf('a') });
    await go('baseline');
    write(
      '/p/nginx.conf',
      conf('a').replace('3000; }', '3000; } # nginx-vet-disable-line proxy-pass-localhost -- why'),
    );
    const { code, err, out } = await go('check');
    expect(code).toBe(0);
    expect(err).toContain('1 entry without a finding');
    expect(out).toContain('1 suppressed');
  });

  test('is the nearest one from the first path upward, as far as the repository goes', async () => {
    const { go, fs, entries } = tree({ '/p/x/nginx.conf': conf('a'), '/p/x/.nginx-vet.yaml': 'preset: recommended\n' });
    await go('baseline x');
    expect(entries('/p/x/.nginx-vet-baseline.json')[0]).toMatchObject({ file: 'nginx.conf', root: 'nginx.conf' });
    expect((await go('check x')).code).toBe(0);
    expect((await go('check x/nginx.conf')).code).toBe(0);
    expect((await go('check x --no-baseline')).code).toBe(1);
    const text = Buffer.from(fs.read('/p/x/.nginx-vet-baseline.json')).toString();
    const outside = tree({ [FILE]: text, '/p/x/nginx.conf': conf('a'), '/p/x/.git/HEAD': '' });
    expect((await outside.go('check x')).code).toBe(1);
  });

  test('--baseline names another file', async () => {
    const { go, entries } = tree({ '/p/nginx.conf': conf('a') });
    expect((await go('baseline --baseline old/ones.json')).code).toBe(2);
    expect((await go('baseline --baseline old.json')).err).toContain('wrote old.json');
    expect(entries('/p/old.json')).toHaveLength(1);
    expect((await go('check')).code).toBe(1);
    expect((await go('check --baseline old.json')).code).toBe(0);
    const missing = await go('check --baseline ald.json');
    expect(missing.code).toBe(2);
    expect(missing.err).toBe(
      'nginx-vet: ald.json: the baseline cannot be read: no such file or directory\n  help  `nginx-vet baseline` writes one\n',
    );
    expect((await go('baseline --prune')).err).toContain('there is no baseline to prune');
  });

  test('the settings may name it', async () => {
    const files = { '/p/x/nginx.conf': conf('a'), '/p/.nginx-vet.yaml': 'baseline: ci/old.json\n', '/p/ci/README': '' };
    const { go, entries } = tree(files);
    expect((await go('check x')).err).toContain('ci/old.json: the baseline cannot be read: no such file');
    expect((await go('baseline x')).err).toContain('wrote ci/old.json: 1 finding (1 new)');
    expect(entries('/p/ci/old.json')[0]).toMatchObject({ file: '../x/nginx.conf' });
    expect((await go('check x')).code).toBe(0);
    expect((await go('check x --no-baseline')).code).toBe(1);
  });

  test('--fix leaves old findings alone', async () => {
    const deprecated = (port: string): string => `    listen ${port} ssl http2;\n`;
    const before = CLEAN.replace('        listen 80;\n', deprecated('443'));
    const { go, write, text } = tree({ '/p/nginx.conf': before });
    const all = await told(go, 'check --nginx-version 1.28.0 .');
    await go('baseline --nginx-version 1.28.0');
    expect(all.length).toBeGreaterThan(0);
    await go('check --nginx-version 1.28.0 --fix');
    expect(text('/p/nginx.conf')).toBe(before);
    write('/p/nginx.conf', before);
    await go('check --nginx-version 1.28.0 --fix --no-baseline --unsafe-fixes');
    expect(text('/p/nginx.conf')).not.toBe(before);
  });
});

describe('a baseline that is none', () => {
  test.each([
    ['broken', '{"version": 1,\n"entries": [', 'nginx-vet: `[` is not closed'],
    ['a merge conflict', '<<<<<<< HEAD\n{}', 'nginx-vet: '],
    ['of something else', '{"name": "x"}', 'nginx-vet: this is no baseline of nginx-vet'],
    ['empty', '', 'nginx-vet: this is no baseline of nginx-vet: it is empty'],
    ['of a later version', '{"version": 2, "entries": []}', 'nginx-vet: this version of baselines is not known'],
    [
      'without what an entry needs',
      '{"version": 1, "entries": [{"rule": "x"}]}',
      'nginx-vet: an entry needs `file`, a text',
    ],
    ['with a number', '{"version": 1, "entries": [{"rule": 1}]}', 'nginx-vet: an entry needs `rule`, a text'],
  ])('%s: exit code 2 with its place, and it is not overwritten', async (_, text, said) => {
    const made = tree({ '/p/nginx.conf': conf('a'), [FILE]: text });
    for (const line of ['check', 'baseline', 'baseline --prune']) {
      const { code, out, err } = await made.go(line);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(said.slice(0, 12));
      expect(err).toContain(`${NAME}:`);
      if (!said.endsWith(': ')) expect(err).toContain(said);
    }
    expect(made.text()).toBe(text);
  });

  test('the frame', async () => {
    const { err } = await tree({ '/p/nginx.conf': conf('a'), [FILE]: '{"version": 1, "entries": [{"rule": 1}]}' }).go(
      'check',
    );
    expect(err).toMatchInlineSnapshot(`
      "nginx-vet: an entry needs \`rule\`, a text
         ┌─ .nginx-vet-baseline.json:1:37
       1 │ {"version": 1, "entries": [{"rule": 1}]}
         │                                     ^
        help  take the entry out, or delete the file and run \`nginx-vet baseline\`
      "
    `);
  });
});

describe('--only', () => {
  const compose =
    'services:\n  web:\n    image: nginx:1.28\n    volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]\n  app:\n    image: python:3.12\n    command: gunicorn -b 0.0.0.0:3001 app:app\n';
  const files: Readonly<Record<string, string>> = {
    '/p/.git/HEAD': '',
    '/p/a.conf': WARNING,
    '/p/b.conf': conf('x'),
    '/p/README.md': '# readme\n',
  };
  const both = ['a.conf:6 proxy-pass-localhost', 'b.conf:5 proxy-pass-localhost'];

  test('tells what is about those files, and judges by it', async () => {
    const { go } = tree({ ...files, '/p/ok.conf': CLEAN });
    expect(await told(go)).toEqual(both);
    expect(await told(go, 'check . --only b.conf')).toEqual(both.slice(1));
    expect(await told(go, 'check --only a.conf --only b.conf')).toEqual(both);
    expect(await told(go, 'check --only a.conf b.conf README.md')).toEqual(both);
    expect(await told(go, 'check --only=a.conf,ok.conf')).toEqual(both.slice(0, 1));
    expect((await run(['check', '--only', 'a.conf\nok.conf\n'], { fs: memoryFileSystem(files), cwd: '/p' })).code).toBe(
      2,
    );
    expect((await go('check --only ok.conf README.md')).code).toBe(0);
    expect((await go('check --only a.conf')).code).toBe(1);
    expect((await go('check . --only a.conf')).out).toContain('1 warning in 3 files');
  });

  test('a file that is not there is a mistake', async () => {
    const { code, err } = await tree(files).go('check --only a.conf gone.conf');
    expect(code).toBe(2);
    expect(err).toContain('--only `gone.conf`: no such file');
  });

  test('also where the file is only spoken of: the declaration that a dial does not agree with', async () => {
    const mismatch = {
      ...files,
      '/p/nginx.conf': CLEAN.replace('return 204', 'proxy_pass http://app:3000'),
      '/p/compose.yaml': compose,
    };
    const { go } = tree(mismatch);
    const [found, ...others] = (await told(go, 'check nginx.conf')).filter((line) => line.includes('binding-'));
    expect([found, others]).toEqual(['nginx.conf:6 binding-wrong-port', []]);
    expect(await told(go, 'check --only compose.yaml')).toEqual([found]);
    expect(await told(go, 'check --only README.md')).toEqual([]);
  });

  test('a link and the file that it leads to are one', async () => {
    const fs: FileSystem = { ...memoryFileSystem(files), realpath: (path) => path.replace('/p/b.conf', '/p/a.conf') };
    const { out } = await run(['check', 'a.conf', '--only', 'b.conf', '-f', 'json'], { fs, cwd: '/p' });
    expect(JSON.parse(out).findings).toHaveLength(1);
  });

  test('what is held back is counted for those files only', async () => {
    const held = WARNING.replace('3000;', '3000; # nginx-vet-disable-line proxy-pass-localhost -- why');
    const { go } = tree({ ...files, '/p/a.conf': held });
    expect((await go('check --only b.conf')).out).not.toContain('suppressed');
    expect((await go('check --only a.conf')).out).toContain('1 suppressed');
  });
});
