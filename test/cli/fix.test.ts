// --fix, --unsafe-fixes and --diff: what is written, what is said, how it ends.
import { execFileSync } from 'node:child_process';
import fs, {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { memoryFileSystem, realFileSystem } from '../../src/fs/index.ts';
import { CLEAN, ESC, run } from './support.ts';

/** One safe fix: proxy-ssl-server-name-off. */
const PASS = 'proxy_pass https://api.example.com';
const FIXABLE = CLEAN.replace('return 204', PASS);
const FIXED = FIXABLE.replace(`${PASS};\n`, `${PASS};\n            proxy_ssl_server_name on;\n`);
/** And one suggestion: proxy-pass-localhost. */
const BOTH = FIXABLE.replace('listen 80;', 'listen 80;\n        location /l { proxy_pass http://localhost:3000; }');
/** The names dialled here are looked up once, which is not what these tests are about. */
const STATIC = ['--rule', 'upstream-static-dns=off'];
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('schemas/report.v1.schema.json', 'utf8')) as AnySchemaObject,
);

/** Runs in memory; `text` reads a file afterwards. */
async function vet(
  argv: readonly string[],
  files: Readonly<Record<string, string>>,
  more: Parameters<typeof run>[1] = {},
) {
  const memory = memoryFileSystem(files);
  const ran = await run([...argv, ...STATIC], { fs: memory, ...more });
  return { ...ran, text: (name: string) => Buffer.from(memory.read(name)).toString() };
}

describe('--fix', () => {
  test('writes what is safe and says what was done', async () => {
    const { code, out, err, text } = await vet(['nginx.conf', '--fix'], { '/p/nginx.conf': FIXABLE });
    expect(text('/p/nginx.conf')).toBe(FIXED);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      'fixed nginx.conf:6: set `proxy_ssl_server_name on;` [proxy-ssl-server-name-off]\n\n1 fixed, now clean: 1 file, 1 dial\n',
    );
  });

  test('the exit code and the report are about what is left', async () => {
    const { code, out, text } = await vet(['nginx.conf', '--fix'], { '/p/nginx.conf': BOTH });
    expect(code).toBe(1);
    expect(text('/p/nginx.conf')).toContain('localhost:3000');
    expect(out).toMatch(
      /^warning\[proxy-pass-localhost\][\s\S]*\n\nfixed nginx\.conf:\d+: .*\n\n1 fixed, 1 warning left in 1 file\n$/,
    );
  });

  test('where nothing can be fixed it is a check', async () => {
    const files = { '/p/nginx.conf': BOTH.replace(PASS, 'return 204') };
    expect((await vet(['nginx.conf', '--fix'], files)).out).toBe((await vet(['nginx.conf'], files)).out);
    expect((await vet(['nginx.conf', '--fix', '-q'], { '/p/nginx.conf': CLEAN })).out).toBe('');
    // a file that was changed is something to say
    expect((await vet(['nginx.conf', '--fix', '-q'], { '/p/nginx.conf': FIXABLE })).out).toContain('1 fixed');
  });

  test('a second run has nothing to do', async () => {
    const { out } = await vet(['nginx.conf', '--fix'], { '/p/nginx.conf': FIXED });
    expect(out).toBe('clean: 1 file, 1 dial\n');
  });

  test('what it does not change it gives a reason for', async () => {
    const files = {
      '/p/nginx.conf': CLEAN.replace('return 204', 'include /srv/app.conf'),
      '/srv/app.conf': `${PASS};\n`,
    };
    const { code, out, text } = await vet(['nginx.conf', '--fix'], files);
    expect(code).toBe(1);
    expect(text('/srv/app.conf')).toBe(`${PASS};\n`);
    expect(out).toContain('= not fixed  `../srv/app.conf` lies outside of what is checked: name it to have it changed');
    expect(out).toMatch(/\n1 warning in 2 files\n$/);
    // nor does a check promise it
    const checked = await vet(['nginx.conf'], files);
    expect(checked.out).not.toContain('fixable');
    expect(checked.out).not.toContain('not fixed');
  });

  test('leaves alone what is not to be shown', async () => {
    const argv = ['nginx.conf', '--fix', '--min-severity', 'error'];
    expect((await vet(argv, { '/p/nginx.conf': FIXABLE })).text('/p/nginx.conf')).toBe(FIXABLE);
    const off = ['nginx.conf', '--fix', '--rule', 'proxy-ssl-server-name-off=off'];
    expect((await vet(off, { '/p/nginx.conf': FIXABLE })).text('/p/nginx.conf')).toBe(FIXABLE);
  });

  test('with json the report is of the state afterwards, and counts', async () => {
    const { out } = await vet(['nginx.conf', '--fix', '-f', 'json'], { '/p/nginx.conf': BOTH });
    const report = JSON.parse(out);
    validate(report);
    expect(validate.errors ?? []).toEqual([]);
    expect(report).toMatchObject({
      summary: { warning: 1, fixable: 0, fixed: 1 },
      findings: [{ rule: 'proxy-pass-localhost' }],
      fixed: [{ rule: 'proxy-ssl-server-name-off', file: 'nginx.conf', line: 7, safety: 'safe' }],
    });
    const before = JSON.parse((await vet(['nginx.conf', '-f', 'json'], { '/p/nginx.conf': BOTH })).out);
    expect(before.summary).toMatchObject({ warning: 2, fixable: 1 });
    expect(before.summary).not.toHaveProperty('fixed');
    expect(before).not.toHaveProperty('fixed');
  });

  test('the reason is in the json, too', async () => {
    const files = {
      '/p/nginx.conf': CLEAN.replace('return 204', 'include /srv/app.conf'),
      '/srv/app.conf': `${PASS};\n`,
    };
    const report = JSON.parse((await vet(['nginx.conf', '-f', 'json'], files)).out);
    validate(report);
    expect(validate.errors ?? []).toEqual([]);
    expect(report).toMatchObject({
      summary: { fixable: 0 },
      findings: [{ notFixable: expect.stringContaining('outside') }],
    });
  });
});

describe('--diff', () => {
  test('prints the change and writes nothing; the exit code is about the files as they are', async () => {
    const { code, out, err, text } = await vet(['nginx.conf', '--diff'], { '/p/nginx.conf': FIXABLE });
    expect(text('/p/nginx.conf')).toBe(FIXABLE);
    expect({ code, err }).toEqual({ code: 1, err: 'would fix 1 in 1 file\n' });
    expect(out).toBe(
      '--- a/nginx.conf\n+++ b/nginx.conf\n@@ -4,6 +4,7 @@\n         listen 80;\n         location / {\n' +
        `             ${PASS};\n+            proxy_ssl_server_name on;\n         }\n     }\n }\n`,
    );
    expect((await vet(['nginx.conf', '--fix', '--diff'], { '/p/nginx.conf': FIXABLE })).out).toBe(out);
    expect(await vet(['nginx.conf', '--diff'], { '/p/nginx.conf': FIXED })).toMatchObject({
      code: 0,
      out: '',
      err: 'nothing to fix\n',
    });
    expect(await vet(['nginx.conf', '--diff', '-q'], { '/p/nginx.conf': FIXED })).toMatchObject({
      code: 0,
      out: '',
      err: '',
    });
  });

  test('of standard input', async () => {
    const { code, out } = await vet(['-', '--diff', '--stdin-filename', 'site.conf'], {}, { stdin: FIXABLE });
    expect(code).toBe(1);
    expect(out).toMatch(/^--- a\/site\.conf\n\+\+\+ b\/site\.conf\n/);
  });

  test('says what it leaves out', async () => {
    const files = {
      '/p/nginx.conf': CLEAN.replace('return 204', 'include /srv/app.conf'),
      '/srv/app.conf': `${PASS};\n`,
    };
    const { out, err } = await vet(['nginx.conf', '--diff'], files);
    expect(out).toBe('');
    expect(err).toMatch(
      /^not fixed: \.\.\/srv\/app\.conf:1 \[proxy-ssl-server-name-off\]: .*outside.*\nnothing to fix\n$/,
    );
  });

  const SECRET = FIXABLE.replace(
    PASS,
    `proxy_set_header Authorization "Basic c2VjcmV0OnBhc3N3b3Jk";\n            # ${ESC}[2J\t\xe9\n            ${PASS}`,
  );

  test('on a terminal: colours, no secrets, no control characters; in a pipe: the bytes', async () => {
    const files = { '/p/nginx.conf': SECRET.replaceAll('\n', '\r\n') };
    const seen = (await vet(['nginx.conf', '--diff'], files, { isTTY: true })).out;
    expect(seen).toContain(`${ESC}[32m+            proxy_ssl_server_name on;${ESC}[39m`);
    expect(seen).toContain(`${ESC}[36m@@`);
    expect(seen).toContain('Authorization "Basic ***"');
    expect(seen).toContain('# \\x1b[2J\té');
    expect(seen).not.toContain('\r');
    const piped = (await vet(['nginx.conf', '--diff'], files)).out;
    expect(piped).toContain('"Basic c2VjcmV0OnBhc3N3b3Jk";\r\n');
    expect(piped).toContain(`# ${ESC}[2J\té\r\n`);
  });
});

describe('mistakes of usage', () => {
  test.each([
    [['nginx.conf', '--unsafe-fixes'], /--unsafe-fixes does nothing alone\n {2}help {2}write --fix --unsafe-fixes/],
    [['-', '--fix'], /standard input cannot be fixed in place\n {2}help {2}`nginx-vet - --diff`/],
    [['nginx.conf', '--diff', '-f', 'json'], /--diff prints a diff instead of a report/],
  ])('%j', async (argv, why) => {
    const { code, out, err, text } = await vet(argv, { '/p/nginx.conf': FIXABLE }, { stdin: FIXABLE });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(why);
    expect(text('/p/nginx.conf')).toBe(FIXABLE);
  });
});

describe('files that cannot be written', () => {
  const files = { '/p/nginx.conf': FIXABLE.replace('events {}', 'events {}\n# é'), '/p/other.conf': FIXABLE };

  test('one of them, and none is: exit code 2 and its name', async () => {
    for (const readOnly of ['/p/nginx.conf', '/p/other.conf']) {
      const memory = memoryFileSystem(files, { readOnly: [readOnly] });
      const { code, out, err } = await run(['.', '--fix'], { fs: memory });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toBe(
        `nginx-vet: \`${readOnly.slice(3)}\` cannot be written: permission denied\n  help  no file was changed; \`--diff\` prints the changes instead\n`,
      );
      for (const [name, text] of Object.entries(files)) expect(Buffer.from(memory.read(name)).toString()).toBe(text);
      expect((await run(['.', '--diff'], { fs: memory })).code).toBe(1);
    }
  });

  test('nothing is written through a file system that only reads', async () => {
    const { stage: _, ...reading } = memoryFileSystem(files);
    expect(await run(['.', '--fix'], { fs: reading })).toMatchObject({
      code: 2,
      err: expect.stringContaining('nothing may be written'),
    });
  });
});

describe('on the disk', () => {
  const root = fs.realpathSync(mkdtempSync(path.join(tmpdir(), 'nginx-vet-fix-')));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let at: string;
  beforeEach(() => {
    at = mkdtempSync(path.join(root, 'p-'));
  });
  const vetHere = (...argv: string[]) => run([...argv, ...STATIC], { fs: realFileSystem, cwd: at });
  const put = (name: string, text: string | Buffer) => {
    mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
    writeFileSync(path.join(at, name), text);
  };
  const bytes = (name: string) => readFileSync(path.join(at, name));

  test('a site behind a symbolic link, included by its name', async () => {
    put('nginx.conf', 'events {}\nhttp { include sites-enabled/*; }\n');
    put('sites-available/shop', `server { listen 80; location / { ${PASS}; } }\n`);
    mkdirSync(path.join(at, 'sites-enabled'));
    symlinkSync('../sites-available/shop', path.join(at, 'sites-enabled/shop'));
    chmodSync(path.join(at, 'sites-available/shop'), 0o640);
    expect((await vetHere('.', '--fix')).out).toMatch(/1 fixed, now clean/);
    expect(lstatSync(path.join(at, 'sites-enabled/shop')).isSymbolicLink()).toBe(true);
    expect(bytes('sites-available/shop').toString()).toBe(
      `server { listen 80; location / { ${PASS}; proxy_ssl_server_name on; } }\n`,
    );
    expect(fs.statSync(path.join(at, 'sites-available/shop')).mode & 0o777).toBe(0o640);
    expect(readdirSync(path.join(at, 'sites-available'))).toEqual(['shop']);
  });

  test('bytes that are not concerned stay: byte order mark aside, bad UTF-8, CR LF, no last line end', async () => {
    const before = Buffer.concat([
      Buffer.from('# \xff\xfe \xe9\r\n', 'latin1'),
      Buffer.from(FIXABLE.trimEnd().replaceAll('\n', '\r\n')),
    ]);
    put('nginx.conf', before);
    expect((await vetHere('nginx.conf', '--fix')).code).toBe(0);
    const expected = before
      .toString('latin1')
      .replace(`${PASS};\r\n`, `${PASS};\r\n            proxy_ssl_server_name on;\r\n`);
    expect(bytes('nginx.conf').toString('latin1')).toBe(expected);
  });

  test('a file without write permission stays as it is, and so do the others', async () => {
    put('a.conf', FIXABLE);
    put('nginx.conf', FIXABLE);
    chmodSync(path.join(at, 'nginx.conf'), 0o444);
    const { code, err } = await vetHere('.', '--fix');
    expect([code, err]).toEqual([2, expect.stringContaining('`nginx.conf` cannot be written: permission denied')]);
    expect(bytes('a.conf').toString()).toBe(FIXABLE);
    expect(readdirSync(at)).toEqual(['a.conf', 'nginx.conf']);
  });

  test('git takes the diff, and the files are then as --fix makes them', async () => {
    put('my sites/nginx.conf', FIXABLE.trimEnd().replaceAll('\n', '\r\n'));
    put('nginx.conf', FIXABLE);
    // a site as Debian has them: what is read is a link, and git refuses to patch one
    put('debian/nginx.conf', 'events {}\nhttp { include sites-enabled/*; }\n');
    put(
      'debian/sites-available/a',
      'server {\n    location / {\n        proxy_pass https://a.example.com;\n    }\n}\n',
    );
    fs.mkdirSync(path.join(at, 'debian/sites-enabled'));
    fs.symlinkSync('../sites-available/a', path.join(at, 'debian/sites-enabled/a'));
    const { out } = await vetHere('.', '--diff');
    const copy = `${at}-copy`;
    fs.cpSync(at, copy, { recursive: true, verbatimSymlinks: true });
    execFileSync('git', ['apply', '-'], {
      cwd: copy,
      input: out,
      env: { ...process.env, GIT_CEILING_DIRECTORIES: root },
    });
    await vetHere('.', '--fix');
    for (const name of ['nginx.conf', 'my sites/nginx.conf', 'debian/sites-available/a']) {
      expect(readFileSync(path.join(copy, name)).toString()).toBe(bytes(name).toString());
      expect(bytes(name).toString()).toContain('proxy_ssl_server_name on;');
    }
  });
});
