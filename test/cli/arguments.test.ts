// Every wrong argument ends with exit code 2, a sentence on stderr that says what to do, nothing on stdout and no stack.
import { describe, expect, test } from 'vitest';
import { CLEAN, ERROR, run, WARNING } from './support.ts';

describe('wrong arguments', () => {
  test.each<[readonly string[], RegExp]>([
    [['nope.conf'], /`nope\.conf`: no such file or directory\n {2}help {2}check the path/],
    [[''], /an argument is empty\n {2}help {2}an unset variable/],
    [['-', '-'], /standard input can be read only once/],
    [['nginx.conf', '--nginx-version', '1.x'], /`1\.x` is no nginx version\n {2}help {2}write it as `nginx -v` does/],
    [['nginx.conf', '--path-map', 'foo'], /`foo` is no path mapping\n {2}help {2}write FROM=TO/],
    [['nginx.conf', '--path-map', 'a=b'], /`a=b` is no path mapping/],
    [['nginx.conf', '--context', 'htpp'], /`htpp` is no context of nginx\n {2}help {2}contexts: main, events, http/],
    [['nginx.conf', '--rule', 'nope=off'], /there is no rule `nope`\n {2}help {2}`nginx-vet rules` lists them/],
    [
      ['nginx.conf', '--rule', 'proxy-pass-localhot=off'],
      /there is no rule `proxy-pass-localhot`\n {2}help {2}did you mean `proxy-pass-localhost`\?/,
    ],
    [['nginx.conf', '--rule', 'proxy-pass-localhost=of'], /the level must be error, warning, info, on or off/],
    [['nginx.conf', '--rule', 'proxy-pass-localhost'], /the level must be/],
    [['nginx.conf', '--rule'], /--rule needs a value/],
    [['nginx.conf', '--format', 'jsn'], /`jsn` is no value of --format\n {2}help {2}did you mean `json`\?/],
    [
      ['nginx.conf', '--format', 'xyzzy'],
      /`xyzzy` is no value of --format\n {2}help {2}choose `pretty`, `compact`, `json`/,
    ],
    [['nginx.conf', '--format'], /--format needs a value/],
    [
      ['nginx.conf', '--color=maybe'],
      /--color takes no value, so not `maybe`\n {2}help {2}write `--color` or `--no-color`/,
    ],
    [['nginx.conf', '--no-color=x'], /--no-color takes no value|unknown option/],
    [['nginx.conf', '--fix=yes'], /--fix takes no value, so not `yes`/],
    [['nginx.conf', '-q=1'], /-q takes no value/],
    [['parse', 'nginx.conf', '--single-file=on'], /--single-file takes no value/],
    [['nginx.conf', '--fail-on', 'bad'], /`bad` is no value of --fail-on/],
    [['nginx.conf', '--preset', 'all'], /`all` is no value of --preset/],
    [['nginx.conf', '--nginx-version'], /--nginx-version needs a value/],
    [['nginx.conf', '--max-warnings', 'abc'], /--max-warnings needs a whole number/],
    [['nginx.conf', '--max-warnings', '-1'], /--max-warnings needs a whole number/],
    [['nginx.conf', '--formt', 'json'], /unknown option --formt\n {2}help {2}did you mean `--format`\?/],
    [['nginx.conf', '-x'], /unknown option -x/],
    [['-site.conf'], /`-site\.conf` is read as options\n {2}help {2}.*`\.\/-site\.conf`/],
    [['chekc', 'nginx.conf'], /`chekc`: no such file or directory\n {2}help {2}did you mean the command `check`\?/],
    [['explian', 'x'], /did you mean the command `explain`\?/],
    [['--format', 'json', 'check', 'nginx.conf'], /the command comes first: `nginx-vet check/],
    [['*.nope'], /`\*\.nope` matches no file\n {2}help {2}check the pattern/],
    [['explain'], /`nginx-vet explain` needs more arguments/],
    [['explain', 'proxy-pass-localhot'], /there is no rule .*\n {2}help {2}did you mean `proxy-pass-localhost`\?/],
    [['explain', '__proto__'], /there is no rule `__proto__`/],
    [['rules', 'extra'], /`nginx-vet rules` takes no `extra`/],
    [['dump', 'cst'], /`nginx-vet dump` needs more arguments/],
    [['dump', 'hop', 'nginx.conf'], /`hop` is no value of `nginx-vet dump`\n {2}help {2}did you mean `hops`\?/],
    [['dump', 'cst', '.'], /`\.` cannot be read: is a directory/],
    [['dump', 'cst', ''], /an argument is empty/],
    [['dump', 'cst', 'nope'], /`nope` cannot be read: no such file or directory/],
    [['nginx.conf', '--config', 'none.yaml'], /none\.yaml: the settings cannot be read/],
  ])('%j', async (argv, expected) => {
    const { code, out, err } = await run(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(expected);
    expect(err).toMatch(/^nginx-vet: /);
    expect(err).not.toMatch(/internal error|\n\s+at |YError/);
  });

  test('standard input that is closed', async () => {
    const closed = () => {
      throw Object.assign(new Error('EBADF: bad file descriptor'), { code: 'EBADF' });
    };
    const { code, err } = await run(['-'], { stdin: closed });
    expect([code, err]).toEqual([2, expect.stringMatching(/standard input cannot be read \(EBADF\)/)]);
  });

  test('control characters of an argument do not reach the terminal', async () => {
    const { err } = await run(['a\u001b[31m.conf']);
    expect(err).not.toContain('\u001b');
  });

  test('a mistake of nginx-vet is told as one, without a stack', async () => {
    const { code, err } = await run(['nginx.conf'], { fs: {} as never });
    expect(code).toBe(2);
    expect(err).toMatch(/internal error: TypeError: .*\n {2}help {2}this is a mistake of nginx-vet/);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe('paths', () => {
  const files = { '/p/a.conf': WARNING, '/p/b.conf': ERROR, '/p/-c.conf': WARNING, '/p/check': CLEAN };
  const roots = async (...argv: string[]) => {
    const { out } = await run([...argv, '--format', 'json'], { files });
    return (JSON.parse(out) as { roots: { path: string }[] }).roots.map((r) => r.path);
  };

  test('all of several are checked, with and without the command', async () => {
    expect(await roots('a.conf', 'b.conf')).toEqual(['a.conf', 'b.conf']);
    expect(await roots('check', 'a.conf', 'b.conf')).toEqual(['a.conf', 'b.conf']);
  });

  test('options may stand anywhere', async () => {
    expect(await roots('a.conf', '--quiet', 'b.conf', '--fail-on', 'never')).toEqual(['a.conf', 'b.conf']);
  });

  test('behind `--` stand paths, whatever they begin with', async () => {
    const { out } = await run(['--format', 'json', '--', '-c.conf', 'a.conf'], { files });
    expect((JSON.parse(out) as { roots: { path: string }[] }).roots.map((r) => r.path)).toEqual(['-c.conf', 'a.conf']);
    expect(await roots('./-c.conf')).toEqual(['-c.conf']);
  });

  test('`check check` is a file of that name', async () => {
    expect(await roots('check', 'check')).toEqual(['check']);
  });

  test('nothing named is the working directory', async () => {
    expect(await roots()).toEqual(['-c.conf', 'a.conf', 'b.conf', 'check']);
  });

  test('`-` is standard input, under the name it is given', async () => {
    const { code, out } = await run(['-', '--stdin-filename', 'sub/x.conf'], { stdin: WARNING });
    expect([code, out]).toEqual([1, expect.stringContaining('sub/x.conf:6:')]);
    expect((await run(['a.conf', '-'], { files, stdin: ERROR })).out).toContain('stdin:6:');
  });

  test('`-` may be dumped, too', async () => {
    expect((await run(['dump', 'cst', '-'], { stdin: 'a b;' })).out).toBe('stdin:1:1\ta b ;\n');
  });
});

describe('options given several times', () => {
  test('of most the last counts', async () => {
    expect((await run(['rules', '--format', 'json', '--format', 'pretty'])).out).toMatch(/^syntax/);
    expect((await run(['nginx.conf', '--no-color', '--color'])).out).toContain('\u001b');
  });

  test('rules and path maps add up', async () => {
    const files = { '/p/nginx.conf': WARNING.replace('listen 80', 'nonsense on') };
    const both = await run(['nginx.conf', '--rule', 'proxy-pass-localhost=off', '--rule', 'unknown-directive=off'], {
      files,
    });
    expect(both.out).toBe('clean: 1 file, 1 dial\n');
  });
});

test.each(['--help', '-h'])('%s lists commands and options on stdout', async (option) => {
  const { code, out, err } = await run([option], { columns: 100 });
  expect([code, err]).toEqual([0, '']);
  for (const word of ['check', 'explain', 'rules', 'dump', '--format', '--fail-on', '--path-map'])
    expect(out).toContain(word);
});

test('--version', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' });
});
