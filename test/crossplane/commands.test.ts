/** Do the commands take crossplane's options, print what it prints, and end as it ends? */
import { describe, expect, test } from 'vitest';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { main } from '../../src/main.ts';

const FILES = { 'nginx.conf': '# é\nevents {}\nuser "a b";\nuser;\n' };

async function run(line: string, files: Record<string, string | Uint8Array> = FILES, answer = '') {
  let out = Buffer.alloc(0);
  let err = '';
  const written: Record<string, string> = {};
  const code = await main({
    argv: line.split(' '),
    cwd: '/w',
    env: {},
    fs: memoryFileSystem(Object.fromEntries(Object.entries(files).map(([k, v]) => [`/w/${k}`, v]))),
    stdin: () => Buffer.from(answer),
    stdout: { write: (text: string | Uint8Array) => (out = Buffer.concat([out, Buffer.from(text)])) },
    stderr: { write: (text) => (err += text) },
    writeFile: (path, pieces) => {
      written[path] = Buffer.concat([...pieces]).toString('latin1');
    },
    now: () => 0,
  });
  return { code, out: out.toString('latin1'), err, written };
}

const user = '{"directive":"user","line":3,"args":["a b"]}';
const failure = String.raw`{"error":"invalid number of arguments in \"user\" directive in nginx.conf:4","line":4}`;

describe('parse', () => {
  test('prints the payload, and 0 whatever it says', async () => {
    const { code, out, err } = await run('parse nginx.conf');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      `{"status":"failed","errors":[${failure.replace('{', '{"file":"nginx.conf",')}],"config":[{"file":"nginx.conf","status":"failed","errors":[${failure}],"parsed":[{"directive":"events","line":2,"args":[],"block":[]},${user}]}]}\n`,
    );
  });

  test('its options', async () => {
    const files = { 'nginx.conf': 'include x; # c\nfoo;\n', x: 'user x;' };
    const parsed = async (options: string): Promise<unknown> =>
      JSON.parse((await run(`parse ${options} nginx.conf`, files)).out);
    expect(await parsed('--combine')).toMatchObject({ config: [{ parsed: [{ file: 'x' }, { file: 'nginx.conf' }] }] });
    expect(await parsed('--single-file')).toMatchObject({ config: [{ parsed: [{ directive: 'include' }, {}] }] });
    expect(await parsed('--include-comments')).toMatchObject({ config: [{ parsed: [{}, { comment: ' c' }, {}] }, {}] });
    expect(await parsed('--strict')).toMatchObject({ errors: [{ error: 'unknown directive "foo" in nginx.conf:2' }] });
    expect(await parsed('--ignore foo,include')).toMatchObject({ status: 'ok', config: [{ parsed: [] }] });
    expect(await parsed('--strict --no-catch')).toMatchObject({ config: [{ parsed: [] }, {}] });
    expect(await parsed('--strict --tb-onerror')).toMatchObject({
      errors: [
        {
          callback:
            'Traceback (most recent call last):\n  File "nginx.conf", line 2\nCrossplaneError: unknown directive "foo" in nginx.conf:2',
        },
      ],
    });
  });

  test('-o writes a file instead', async () => {
    const { out, written } = await run('parse -i 2 -o out.json nginx.conf', { 'nginx.conf': '' });
    expect(out).toBe('');
    expect(written['/w/out.json']).toMatch(/^\{\n {2}"status": "ok",\n {2}"errors": \[\],\n/);
  });

  test('a missing file is a failed payload', async () => {
    const { code, out } = await run('parse none.conf');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      errors: [{ error: "[Errno 2] No such file or directory: 'none.conf'", line: null }],
    });
  });
});

describe('lex', () => {
  test('tokens, with their lines', async () => {
    expect((await run('lex nginx.conf')).out).toBe('["# \\u00e9","events","{","}","user","a b",";","user",";"]\n');
    expect((await run('lex -n -i 0 nginx.conf')).out).toContain('[\n[\n"# \\u00e9",\n1\n],\n');
  });

  test('fails with 1', async () => {
    expect(await run('lex none.conf')).toMatchObject({
      code: 1,
      out: '',
      err: "nginx-vet: [Errno 2] No such file or directory: 'none.conf'\n",
    });
    expect(await run('lex x', { x: 'a {' })).toMatchObject({ code: 1, out: '' });
  });
});

describe('format and minify', () => {
  test('print the text', async () => {
    expect((await run('format nginx.conf')).out).toBe("# \xc3\xa9\nevents {\n}\nuser 'a b';\nuser;\n");
    expect((await run('minify nginx.conf')).out).toBe("events{}user 'a b';user;\n");
    expect((await run('format -t -o y x', { x: 'a{b;}' })).written).toEqual({ '/w/y': 'a {\n\tb;\n}\n' });
  });

  test('bytes that are no UTF-8 come out as they went in', async () => {
    const files = { x: Buffer.from('a \xe9;', 'latin1') };
    expect((await run('format x', files)).out).toBe('a \xe9;\n');
    expect((await run('minify -o y x', files)).written).toEqual({ '/w/y': 'a \xe9;\n' });
  });

  test('a mistake is 1, and nothing is written', async () => {
    const result = await run('format -o x x', { x: 'a;\nb' });
    expect(result).toMatchObject({ code: 1, written: {} });
    expect(result.err).toBe('nginx-vet: unexpected end of file, expecting ";" or "}" in x:2\n');
  });

  test('wrong usage is 2', async () => {
    expect((await run('format -i 2 -t nginx.conf')).code).toBe(2);
    expect((await run('format -i two nginx.conf')).code).toBe(2);
    expect((await run('minify')).code).toBe(2);
  });
});

describe('build', () => {
  const p = JSON.stringify({
    config: [
      { file: 'a.conf', parsed: [{ directive: 'a', line: 1, args: ['#b'], block: [{ directive: 'c', args: [] }] }] },
      { file: '/etc/b.conf', parsed: [] },
    ],
  });

  test('writes every file', async () => {
    const { code, out, written } = await run('build -v --no-headers -i 1 -d out p', { p });
    expect(code).toBe(0);
    expect(written).toEqual({ '/w/out/a.conf': "a '#b' {\n c;\n}\n", '/etc/b.conf': '\n' });
    expect(out).toBe('wrote to out/a.conf\nwrote to /etc/b.conf\n');
    expect((await run('build p', { p })).written['/w/a.conf']).toMatch(/^# .*\n# .*\n# .*\n\na /);
  });

  test('prints them', async () => {
    const { out, written } = await run('build --stdout --no-headers p', { p });
    expect(out).toBe("# /w/a.conf\na '#b' {\n    c;\n}\n\n# /etc/b.conf\n\n\n");
    expect(written).toEqual({});
  });

  test('asks before it overwrites', async () => {
    const files = { p, 'a.conf': '' };
    const question = 'building p would overwrite these files:\n/w/a.conf\noverwrite? (y/n [n]) ';
    expect(await run('build p', files)).toMatchObject({ code: 1, out: question, written: {} });
    expect(await run('build p', files, 'n\n')).toMatchObject({
      code: 0,
      out: `${question}not overwritten\n`,
      written: {},
    });
    expect(Object.keys((await run('build p', files, 'Yes\n')).written)).toHaveLength(2);
    expect(Object.keys((await run('build -f p', files)).written)).toHaveLength(2);
  });

  test.each([
    ['{', 'no JSON'],
    ['[]', 'the payload has no "config" list'],
    ['{"config":[{"file":"x"}]}', '"x" has no "parsed" list'],
    ['{"config":[{"parsed":[]}]}', 'an entry of "config" has no "file"'],
    ['{"config":[{"file":"x","parsed":[]},{"file":"y","parsed":[1]}]}', 'a statement is no object'],
  ])('%s is refused whole', async (text, message) => {
    const { code, err, written } = await run('build p', { p: text });
    expect({ code, written }).toEqual({ code: 1, written: {} });
    expect(err).toContain(message);
  });
});
