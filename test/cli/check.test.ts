// Exit codes, what goes where, settings, colours.
import { describe, expect, test } from 'vitest';
import { CLEAN, ERROR, ESC, run, WARNING } from './support.ts';

const codeOf = async (text: string, ...argv: string[]) =>
  (await run(['nginx.conf', ...argv], { files: { '/p/nginx.conf': text } })).code;
const INFO = 'proxy-pass-localhost=info';

describe('exit codes', () => {
  test.each<[string, string, readonly string[], number]>([
    ['clean', CLEAN, [], 0],
    ['a warning', WARNING, [], 1],
    ['a warning', WARNING, ['--fail-on', 'error'], 0],
    ['an error', ERROR, ['--fail-on', 'error'], 1],
    ['an info', WARNING, ['--rule', INFO], 0],
    ['an info', WARNING, ['--rule', INFO, '--fail-on', 'info'], 1],
    ['an error', ERROR, ['--fail-on', 'never'], 0],
    ['one warning', WARNING, ['--fail-on', 'error', '--max-warnings', '1'], 0],
    ['one warning', WARNING, ['--fail-on', 'error', '--max-warnings', '0'], 1],
    ['one warning', WARNING, ['--fail-on', 'never', '--max-warnings', '0'], 1],
    ['a warning that is not shown', WARNING, ['--min-severity', 'error'], 1],
  ])('%s: %#', async (_, text, argv, expected) => {
    expect(await codeOf(text, ...argv)).toBe(expected);
  });
});

test('the report alone is on stdout', async () => {
  const { out, err } = await run(['nginx.conf'], { files: { '/p/nginx.conf': WARNING } });
  expect(err).toBe('');
  expect(out).toMatch(/^warning\[proxy-pass-localhost\]: [\s\S]*\n1 warning in 1 file\n$/);
});

test('--quiet says nothing of a clean run, and everything else as usual', async () => {
  expect(await run(['nginx.conf', '--quiet'])).toEqual({ code: 0, out: '', err: '' });
  expect((await run(['nginx.conf', '-q'], { files: { '/p/nginx.conf': WARNING } })).out).toContain('1 warning');
});

test('--min-severity shows nothing below', async () => {
  const files = { '/p/nginx.conf': WARNING.replace('listen 80', 'nonsense on') };
  const { out } = await run(['nginx.conf', '--min-severity', 'error'], { files });
  expect(out).toContain('unknown-directive');
  expect(out).not.toContain('proxy-pass-localhost');
});

describe('colours', () => {
  const coloured = async (argv: readonly string[], isTTY: boolean, env: Record<string, string> = {}) =>
    (await run(['nginx.conf', ...argv], { files: { '/p/nginx.conf': WARNING }, isTTY, env })).out.includes(ESC);

  test.each<[string, readonly string[], boolean, Record<string, string>, boolean]>([
    ['a terminal', [], true, {}, true],
    ['a pipe', [], false, {}, false],
    ['--color in a pipe', ['--color'], false, {}, true],
    ['--no-color on a terminal', ['--no-color'], true, {}, false],
    ['NO_COLOR', [], true, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', [], true, { NO_COLOR: '' }, true],
    ['FORCE_COLOR in a pipe', [], false, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0 on a terminal', [], true, { FORCE_COLOR: '0' }, false],
    ['a dumb terminal', [], true, { TERM: 'dumb' }, false],
    ['--color against NO_COLOR', ['--color'], false, { NO_COLOR: '1' }, true],
  ])('%s', async (_, argv, isTTY, env, expected) => {
    expect(await coloured(argv, isTTY, env)).toBe(expected);
  });

  test('errors on stderr follow them, too', async () => {
    expect((await run(['nope', '--no-color'], { isTTY: true })).err).not.toContain(ESC);
    expect((await run(['nope'], { isTTY: true })).err).toContain(ESC);
  });
});

test('on a terminal words are wrapped, in a pipe nothing is', async () => {
  const files = { '/p/nginx.conf': WARNING };
  const narrow = (await run(['nginx.conf', '--no-color'], { files, isTTY: true, columns: 60 })).out;
  const piped = (await run(['nginx.conf'], { files })).out;
  expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(narrow.split('\n').length).toBeGreaterThan(piped.split('\n').length);
  expect(narrow.replace(/\s+/g, ' ')).toBe(piped.replace(/\s+/g, ' '));
});

describe('settings', () => {
  const withSettings = (settings: string, ...argv: string[]) =>
    run(argv.length > 0 ? argv : ['sub/nginx.conf'], {
      files: { '/p/sub/nginx.conf': WARNING, '/p/.nginx-vet.yaml': settings },
    });

  test('unknown keys and wrong values are shown where they stand', async () => {
    const { code, out, err } = await withSettings('rulez:\n  x: off\nfailOn: sometimes\n');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /unknown key `rulez`\n.*\.nginx-vet\.yaml:1:1\n[\s\S]*\^\^\^\^\^\n {2}help {2}did you mean `rules`\?/,
    );
    expect(err).toMatch(/`failOn` must be .*\n.*\.nginx-vet\.yaml:3:9/);
  });

  test('broken ones, too', async () => {
    const { code, err } = await withSettings('rules: [\n');
    expect([code, err]).toEqual([2, expect.stringMatching(/\.nginx-vet\.yaml:\d+:\d+/)]);
  });

  test('two files in one directory are one too many', async () => {
    const files = { '/p/nginx.conf': CLEAN, '/p/.nginx-vet.yaml': 'rules: {}\n', '/p/.nginx-vet.json': '{}' };
    const { code, err } = await run(['nginx.conf'], { files });
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        /more than one settings file: `\.nginx-vet\.json` and `\.nginx-vet\.yaml`\n {2}help {2}keep one/,
      ),
    ]);
  });

  test('rules, versions and levels hold; options go before them', async () => {
    expect((await withSettings('rules:\n  proxy-pass-localhost: off\n')).out).toMatch(/^clean/);
    expect((await withSettings('failOn: error\n')).code).toBe(0);
    expect((await withSettings('failOn: error\n', 'sub/nginx.conf', '--fail-on', 'warning')).code).toBe(1);
    const json = (await withSettings('nginxVersion: "1.28"\n', 'sub/nginx.conf', '-f', 'json')).out;
    expect(JSON.parse(json)).toMatchObject({ roots: [{ nginx: { version: '1.28', source: 'config' } }] });
  });

  test.each([
    ['a directory', 'ignore: [sub]\n', 2],
    ['files below', 'ignore: ["sub/**"]\n', 2],
    ['a name anywhere', 'ignore: ["nginx.conf"]\n', 2],
    ['another directory', 'ignore: ["other/**"]\n', 1],
    ['braces', 'ignore: ["{a,sub}/*.conf"]\n', 2],
    ['one level only', 'ignore: ["*.conf/x"]\n', 1],
  ])('`ignore` holds for directory searches: %s', async (_, settings, code) => {
    expect((await withSettings(settings, '.')).code).toBe(code);
  });

  test('`ignore` holds for a file that is named', async () => {
    expect((await withSettings('ignore: [sub]\n')).out).toMatch(/^clean/);
  });
});

test('without options, where nothing is parsed, the same is done', async () => {
  const files = { '/p/nginx.conf': WARNING };
  const short = await run(['nginx.conf'], { files });
  expect(await run(['check', 'nginx.conf', '--format', 'pretty'], { files })).toEqual(short);
  expect(await run(['check'], { files })).toEqual(short);
  expect(short.code).toBe(1);
});
