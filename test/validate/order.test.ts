/** Do diagnostics come in the order in which nginx would meet them, and only those that are no consequence of others? */
import { describe, expect, it } from 'vitest';
import { NginxVersion } from '../../src/catalog/index.ts';
import { fromByteString } from '../../src/text/index.ts';
import type { LoadRequest } from '../../src/tree/index.ts';
import { type Diagnostic, validate } from '../../src/validate/index.ts';
import { loadFiles } from '../tree/support.ts';

type Files = Readonly<Record<string, string | null>>;

function diagnostics(
  files: Files | string,
  version = '1.22.1',
  request: Partial<LoadRequest> = {},
): readonly Diagnostic[] {
  const all = typeof files === 'string' ? { '/app/nginx.conf': files } : files;
  return validate(loadFiles(all, { context: 'main', ...request }), NginxVersion.parse(version)!);
}

/** `message @file:line` of all that nginx would refuse. */
function said(files: Files | string, version?: string, request?: Partial<LoadRequest>): readonly string[] {
  return diagnostics(files, version, request)
    .filter((d) => d.nginx && d.severity === undefined)
    .map(
      (d) =>
        `${fromByteString(d.message).replaceAll('/app/', '')} @${(d.nginx?.path ?? '').replace(/^\/app\//, '')}:${d.nginx?.line}`,
    );
}

describe('within a file', () => {
  it('goes by position: statements and text in turn', () => {
    expect(said('events {}\nfoo a;\n;\nbar;\nuser "a"b;\nbaz;\nhttp {\n')).toEqual([
      'unknown directive "foo" @nginx.conf:2',
      'unexpected ";" @nginx.conf:3',
      'unknown directive "bar" @nginx.conf:4',
      'unexpected "b" @nginx.conf:5',
      'unknown directive "baz" @nginx.conf:6',
      'unexpected end of file, expecting "}" @nginx.conf:8',
    ]);
  });

  it('says an unknown directive before the brace that is missing far below', () => {
    expect(said('events {}\nhttp {\n foo;\n server {\n listen 80;\n\n')).toEqual([
      'unknown directive "foo" @nginx.conf:3',
      'unexpected end of file, expecting "}" @nginx.conf:7',
    ]);
  });

  it('takes the line of the terminator', () => {
    expect(said('events {}\nuser\n a\n b\n c\n;\n')).toEqual([
      'invalid number of arguments in "user" directive @nginx.conf:6',
    ]);
  });
});

describe('consequences', () => {
  it.each([
    ['a statement with a mistake in its text', 'events {}\nfoo "a"b;', ['unexpected "b" @nginx.conf:2']],
    ['a statement that is cut off', 'events {\nfoo }', ['unexpected "}" @nginx.conf:2']],
    [
      'a statement that the text ends in',
      'events {}\nfoo bar',
      ['unexpected end of file, expecting ";" or "}" @nginx.conf:2'],
    ],
    [
      'the statements of an unknown block',
      'events {}\nfoo { bar; baz { } }',
      ['unknown directive "foo" @nginx.conf:2'],
    ],
    [
      'the statements of a misplaced block',
      'events {}\nlocation / { bar; }',
      ['"location" directive is not allowed here @nginx.conf:2'],
    ],
    [
      'what an unquoted quantifier displaces',
      'events {}\nhttp { server { location ~ ^/\\d{3}/ { root /a; } listen 80; } }',
      ['unknown directive "3}/" @nginx.conf:2'],
    ],
  ])('%s: are not told', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  it('of a missing brace are told once', () => {
    const server = ' server {\n  listen 80;\n  location / {\n   root /a;\n  }\n }\n';
    const broken = `events {}\nhttp {\n${server.replace('  }\n', '')}${server.repeat(3)}}\n`;
    expect(said(broken)).toEqual([
      '"server" directive is not allowed here @nginx.conf:8',
      'unexpected end of file, expecting "}" @nginx.conf:27',
    ]);
  });

  it('of a brace too many are told once', () => {
    expect(said('events {}\nhttp {\n server { } }\n server { }\n server { }\n}\n')).toEqual([
      '"server" directive is not allowed here @nginx.conf:4',
      'unexpected "}" @nginx.conf:6',
    ]);
  });

  it('point at the quantifier', () => {
    const [first] = diagnostics('events {}\nhttp { server { location ~ ^/\\d{3}/ { } } }');
    expect(first!.help).toContain('quotes');
    expect(first!.related).toHaveLength(1);
  });
});

describe('includes', () => {
  it('are read where they stand', () => {
    expect(
      said({
        '/app/nginx.conf': 'events {}\nfoo1;\ninclude a;\nfoo2;\ninclude none;\nfoo3;\n}\n',
        '/app/a': 'foo4;\n}\ninclude b;\nfoo5;\nuser "x',
        '/app/b': '\n\nfoo6; {',
      }),
    ).toEqual([
      'unknown directive "foo1" @nginx.conf:2',
      'unknown directive "foo4" @a:1',
      'unexpected "}" @a:2',
      'unknown directive "foo6" @b:3',
      'unexpected "{" @b:3',
      'unexpected end of file, expecting "}" @b:3',
      'unknown directive "foo5" @a:4',
      'unexpected end of file, expecting ";" or "}" @a:5',
      'unknown directive "foo2" @nginx.conf:4',
      'open() "none" failed (2: No such file or directory) @nginx.conf:5',
      'unknown directive "foo3" @nginx.conf:6',
      'unexpected "}" @nginx.conf:7',
    ]);
  });

  it('of a pattern stop at what cannot be read, after the files before it', () => {
    expect(
      said({ '/app/nginx.conf': 'events {} include d/*;', '/app/d/1': 'foo;', '/app/d/2/x': '', '/app/d/3': 'bar;' }),
    ).toEqual([
      'unknown directive "foo" @d/1:1',
      'pread() "d/2" failed (21: Is a directory) @:undefined',
      'unknown directive "bar" @d/3:1',
    ]);
  });

  it('of files without statements have their say, too', () => {
    const comment = `#${'c'.repeat(5000)}`;
    expect(
      said({
        '/app/nginx.conf': 'events {} include d/*; foo;',
        '/app/d/1': '',
        '/app/d/2': comment,
        '/app/d/3': 'bar;',
        '/app/d/4': comment,
      }),
    ).toEqual([
      'too long parameter "#ccccccccc..." started @d/2:1',
      'unknown directive "bar" @d/3:1',
      'too long parameter "#ccccccccc..." started @d/4:1',
      'unknown directive "foo" @nginx.conf:1',
    ]);
  });

  it('of one file in two places tell its text once and its statements each time', () => {
    expect(
      said({ '/app/nginx.conf': 'events {} include a; http { include a; }', '/app/a': 'user x;\nfoo "a"b;\n' }),
    ).toEqual(['unexpected "b" @a:2', '"user" directive is not allowed here @a:1']);
  });

  it('that go in a circle or are not seen are no words of nginx', () => {
    const found = diagnostics({ '/app/nginx.conf': 'events {} include nginx.conf; include /srv/x;' });
    expect(found.map((d) => [d.rule, d.nginx, d.severity])).toEqual([
      ['include-cycle', undefined, undefined],
      ['include-missing', undefined, 'info'],
    ]);
  });
});

describe('the handler’s own order', () => {
  it.each([
    [
      'a wrong context beats a missing ;',
      'events {}\nlisten { }',
      '"listen" directive is not allowed here @nginx.conf:2',
    ],
    [
      'a wrong context beats a wrong number',
      'events {}\nlisten;',
      '"listen" directive is not allowed here @nginx.conf:2',
    ],
    [
      'a missing ; beats a wrong number',
      'events {}\nuser a b c { }',
      'directive "user" is not terminated by ";" @nginx.conf:2',
    ],
    ['a missing { beats a wrong number', 'events a b;', 'directive "events" has no opening "{" @nginx.conf:1'],
    ['names have letter case', 'Events {}', 'unknown directive "Events" @nginx.conf:1'],
    ['a block in types', 'events {}\nhttp { types { a { } } }', 'unexpected "{" @nginx.conf:2'],
    ['a block in map', 'events {}\nhttp { map $a $b { a { } } }', 'unexpected "{" @nginx.conf:2'],
    [
      'three words in map',
      'events {}\nhttp { map $a $b { a b c; } }',
      'invalid number of the map parameters @nginx.conf:2',
    ],
    ['one word in geo', 'events {}\nhttp { geo $a { a; } }', 'invalid number of the geo parameters @nginx.conf:2'],
    [
      'two arguments of include in types',
      'events {}\nhttp { types { include a b; } }',
      'invalid number of arguments in "include" directive @nginx.conf:2',
    ],
    [
      'three words in charset_map',
      'events {}\nhttp { charset_map a b { 80 81 82; } }',
      'invalid parameters number @nginx.conf:2',
    ],
    [
      'nested if',
      'events {}\nhttp { server { if ($a) { if ($b) { } } } }',
      '"if" directive is not allowed here @nginx.conf:2',
    ],
  ])('%s', (_, text, expected) => {
    expect(said(text)[0]).toBe(expected);
  });

  it('goes by version', () => {
    const of = (text: string) =>
      ['1.25.0', '1.25.1'].map((version) => said(text, version).find((s) => !s.includes('ssl_certificate')) ?? '');
    expect(of('events {} http { server { ssl off; } }')).toEqual(['', 'unknown directive "ssl" @nginx.conf:1']);
    expect(of('events {} http { http2 on; }')).toEqual(['unknown directive "http2" @nginx.conf:1', '']);
    expect(
      ['1.29.2', '1.29.3'].map((version) => said('events {} http { geo $a { volatile; } }', version).length),
    ).toEqual([1, 0]);
  });

  it('cuts what nginx cuts', () => {
    const [first] = diagnostics(`events {}\n${'a'.repeat(3000)};`);
    expect(first!.nginx!.message).toHaveLength(1024);
  });

  it('says nothing about templates', () => {
    expect(said('events {} {% if x %} foo { {{ bar }} } {% endif %} } baz')).toEqual([]);
  });
});
