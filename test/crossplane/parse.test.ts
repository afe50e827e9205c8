/** What does a payload say about comments, Lua, includes and mistakes? */
import { describe, expect, test } from 'vitest';
import { lexText, type ParseOptions, parse, type Statement } from '../../src/crossplane/index.ts';
import { SourceText } from '../../src/text/index.ts';
import { hostOf } from './recorded.ts';

function payload(files: Record<string, string | Uint8Array>, options: ParseOptions = {}) {
  return parse('nginx.conf', hostOf(files), options);
}

function statements(text: string, options: ParseOptions = { comments: true, single: true }): readonly Statement[] {
  const { status, config, errors } = payload({ 'nginx.conf': text }, options);
  expect(errors).toEqual([]);
  expect(status).toBe('ok');
  return config[0]!.parsed;
}

/** The messages of the errors. */
function errors(files: string | Record<string, string>, options: ParseOptions = {}): readonly string[] {
  return payload(typeof files === 'string' ? { 'nginx.conf': files } : files, options).errors.map((e) => e.error);
}

describe('comments', () => {
  test('between arguments they follow the statement, even when none are asked for', () => {
    const text = 'events { # in\n}\nlog_format # one\n  main # two\n  x; # three';
    const inner = [
      { directive: '#', line: 3, args: [], comment: ' one' },
      { directive: '#', line: 3, args: [], comment: ' two' },
    ];
    const format = { directive: 'log_format', line: 3, args: ['main', 'x'] };
    const loose = { checkCtx: false, single: true };
    expect(statements(text, { ...loose, comments: true }).slice(1)).toEqual([
      format,
      ...inner,
      { directive: '#', line: 5, args: [], comment: ' three' },
    ]);
    expect(statements(text, loose).slice(1)).toEqual([format, ...inner]);
  });

  test('a quoted # is no comment', () => {
    expect(statements('"#" a "#b" c#d;')).toEqual([{ directive: '#', line: 1, args: ['a', '#b', 'c#d'] }]);
  });
});

describe('Lua', () => {
  const lua = ' -- }\n local a = "}" .. [[}]] ';

  test('its text is the last argument', () => {
    const text = `init_by_lua_block {${lua}}\nset_by_lua_block $v {return 1}`;
    expect(statements(text, { checkCtx: false })).toEqual([
      { directive: 'init_by_lua_block', line: 1, args: [lua] },
      { directive: 'set_by_lua_block', line: 3, args: ['$v', 'return 1'] },
    ]);
  });

  test('its tokens', () => {
    const tokens = [...lexText(SourceText.fromString('x', `init_by_lua_block {${lua}}\na;`))];
    expect(tokens).toEqual([
      { token: 'init_by_lua_block', line: 1, quoted: false },
      { token: lua, line: 2, quoted: true },
      { token: ';', line: 2, quoted: false },
      { token: 'a', line: 3, quoted: false },
      { token: ';', line: 3, quoted: false },
    ]);
  });
});

describe('includes', () => {
  const files = {
    'nginx.conf': 'include conf.d/*.conf; # all\nevents {}\ninclude a.conf;',
    'a.conf': 'user a;',
    'conf.d/b.conf': 'user b;\ninclude a.conf;',
    'conf.d/B.conf': 'user B;',
    'conf.d/.hidden.conf': 'user h;',
  };

  test('each file is there once, in the order in which nginx meets it', () => {
    const { config } = payload(files);
    expect(config.map((c) => c.file)).toEqual(['nginx.conf', 'conf.d/B.conf', 'conf.d/b.conf', 'a.conf']);
    expect(config[0]!.parsed.map((s) => s.includes)).toEqual([[1, 2], undefined, [3]]);
    expect(config[2]!.parsed[1]).toEqual({ directive: 'include', line: 2, args: ['a.conf'], includes: [3] });
  });

  test('combined, each statement names its own file', () => {
    const { config } = payload(files, { combine: true });
    expect(config).toHaveLength(1);
    expect(config[0]!.parsed.map((s) => `${s.file}:${s.line} ${s.directive} ${s.args[0] ?? ''}`)).toEqual([
      'conf.d/B.conf:1 user B',
      'conf.d/b.conf:1 user b',
      'a.conf:1 user a',
      'nginx.conf:2 events ',
      'a.conf:1 user a',
    ]);
    expect(Object.keys(config[0]!.parsed[0]!)).toEqual(['file', 'directive', 'line', 'args']);
  });

  test('names are those that were asked for', () => {
    const host = hostOf({ 'sub/nginx.conf': 'include x.conf;', 'sub/x.conf': '' });
    expect(parse('sub/nginx.conf', host).config.map((c) => c.file)).toEqual(['sub/nginx.conf', 'sub/x.conf']);
    expect(parse('./sub/nginx.conf', host).config.map((c) => c.file)).toEqual(['./sub/nginx.conf', './sub/x.conf']);
    expect(parse('/w/sub/nginx.conf', host).config[1]!.file).toBe('/w/sub/x.conf');
  });

  test('a file that is missing', () => {
    const { errors, config } = payload({ 'nginx.conf': 'user x;\ninclude "it\'s";' });
    const error = `[Errno 2] No such file or directory: "it's"`;
    expect(errors).toEqual([{ file: 'nginx.conf', error, line: 2 }]);
    expect(config).toEqual([
      {
        file: 'nginx.conf',
        status: 'failed',
        errors: [{ error, line: 2 }],
        parsed: [
          { directive: 'user', line: 1, args: ['x'] },
          { directive: 'include', line: 2, args: ["it's"], includes: [] },
        ],
      },
    ]);
  });

  test('one that leads back', () => {
    const circle = { 'nginx.conf': 'include a.conf;', 'a.conf': 'user x;\ninclude nginx.conf;' };
    expect(errors(circle)).toEqual(['configs contain include cycle in a.conf:2']);
    const { config } = payload(circle, { combine: true });
    expect(config[0]!.parsed).toEqual([{ file: 'a.conf', directive: 'user', line: 1, args: ['x'] }]);
    expect(config[0]!.status).toBe('failed');
  });

  test('files that double with every level end', () => {
    const files: Record<string, string> = { 'nginx.conf': 'include f0;' };
    for (let i = 0; i < 40; i++) files[`f${i}`] = `include f${i + 1}; include f${i + 1};`;
    files.f40 = 'user x;';
    expect(errors(files)).toEqual([]);
    expect(errors(files, { combine: true })).toEqual(['includes bring in more than 2000000 statements in nginx.conf']);
  });

  test('a file is checked in every context that includes it (bug 13)', () => {
    const files = {
      'nginx.conf': 'http { include x.conf; server { include x.conf; } }\ninclude x.conf;',
      'x.conf': 'root /srv;\nserver_tokens off;',
    };
    expect(errors(files)).toEqual([
      '"root" directive is not allowed here in x.conf:1',
      '"server_tokens" directive is not allowed here in x.conf:2',
    ]);
    expect(payload(files).config[1]!.parsed).toHaveLength(2);
  });

  test('inside if and limit_except they are allowed (#108)', () => {
    const text = 'http { server { location / { if ($a) { include x; } limit_except GET { include x; } } } }';
    expect(errors({ 'nginx.conf': text, x: '' })).toEqual([]);
  });
});

describe('mistakes', () => {
  test.each([
    ['http { gzip yes; }', 'invalid value "yes" in "gzip" directive, it must be "on" or "off" in nginx.conf:1'],
    ['http;', 'directive "http" has no opening "{" in nginx.conf:1'],
    ['user x {\n}', 'directive "user" is not terminated by ";" in nginx.conf:1'],
    ['\npid;', 'invalid number of arguments in "pid" directive in nginx.conf:2'],
    ['listen 80;', '"listen" directive is not allowed here in nginx.conf:1'],
    ['events {', 'unexpected end of file, expecting "}" in nginx.conf:1'],
    ['a b\n', 'unexpected end of file, expecting ";" or "}" in nginx.conf:2'],
    ['a "b"c;', 'unexpected "c" in nginx.conf:1'],
    ['a {1} b;', 'unexpected end of file, expecting "}" in nginx.conf:1'],
    ['a {1} b; } }', 'unexpected "}" in nginx.conf:1'],
    [';', 'unexpected ";" in nginx.conf:1'],
    ['http { server { if $a {} } }', 'invalid condition "$a" in nginx.conf:1'],
    ['init_by_lua_block x;', 'directive "init_by_lua_block" has no opening "{" in nginx.conf:1'],
  ])('%j', (text, message) => {
    expect(errors(text)).toEqual([message]);
  });

  test('strict knows directives, and entries of maps and types (bug 6)', () => {
    const text = 'http { types { a/b c; } map $a $b { x y; } geo $g { 1.1.1.1 a; } foo on; }';
    expect(errors(text)).toEqual([]);
    expect(errors(text, { strict: true })).toEqual(['unknown directive "foo" in nginx.conf:1']);
  });

  test('a wrong statement is left out with its block, what follows is read', () => {
    const { config, status } = payload({ 'nginx.conf': 'server { listen 80; include x; }\nuser x;' });
    expect(status).toBe('failed');
    expect(config[0]!.parsed).toEqual([{ directive: 'user', line: 2, args: ['x'] }]);
  });

  test('without catching, the first one ends the file', () => {
    const { config, errors } = payload({ 'nginx.conf': 'pid;\npid;' }, { catchErrors: false });
    expect(errors).toHaveLength(1);
    expect(config[0]!.parsed).toEqual([]);
  });

  test('what onerror gives is the callback, last', () => {
    const { errors } = payload({ 'nginx.conf': 'pid;' }, { onerror: ({ reason, line }) => `${line}: ${reason}` });
    expect(Object.entries(errors[0]!)).toEqual([
      ['file', 'nginx.conf'],
      ['error', 'invalid number of arguments in "pid" directive in nginx.conf:1'],
      ['line', 1],
      ['callback', '1: invalid number of arguments in "pid" directive'],
    ]);
  });

  test('ignored directives are not even looked at', () => {
    expect(statements('pid; server { bogus; }\nuser x;', { ignore: ['pid', 'server'] })).toHaveLength(1);
  });
});

describe('arguments', () => {
  test('only the escape of their own quote is gone', () => {
    const text = String.raw`a "x\"y\'z\\" 'x\"y\'z\n' x\"y\d;`;
    expect(statements(text)[0]!.args).toEqual([String.raw`x"y\'z\\`, String.raw`x\"y'z\n`, String.raw`x\"y\d`]);
  });

  test.each([
    ['($a = b)', ['$a', '=', 'b']],
    ['( $a = "b" )', ['$a', '=', 'b']],
    ['($a = "")', ['$a', '=', '']],
    ['($a = "(")', ['$a', '=', '(']],
    ['($a ~ (x|y))', ['$a', '~', '(x|y)']],
    ['($a)', ['$a']],
  ])('if %s', (condition, args) => {
    expect(statements(`if ${condition} {}`, { checkCtx: false })[0]!.args).toEqual(args);
  });

  test('bytes that are no UTF-8 are kept as lone surrogates', () => {
    const bytes = Buffer.from('a caf\xe9 \xc3\xa9 \xed\xa0\x80 \xef\xbf\xbd;', 'latin1');
    const { config } = payload({ 'nginx.conf': bytes });
    expect(config[0]!.parsed[0]!.args).toEqual(['caf\udce9', 'é', '\udced\udca0\udc80', '\ufffd']);
  });
});
