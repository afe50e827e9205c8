/** How does a configuration look when it is laid out, minified, built? */
import { describe, expect, test } from 'vitest';
import { build, format, jsonPieces, minify } from '../../src/crossplane/index.ts';
import { SourceText } from '../../src/text/index.ts';

const text = `# first


user   "nobody" ; # who
http { # all of it

  log_format main '$a'   # one
     # two
     "b c";
  server { listen 80; if ( $a = "b" ) { return 403; } }


  content_by_lua_block {
  -- } kept
     x = "}"
  }
} # end
events {

}
`;
const source = SourceText.fromString('x', text);

describe('format', () => {
  test('comments and blank lines are kept, Lua as it is', () => {
    expect(format(source)).toMatchInlineSnapshot(`
      "# first

      user nobody; # who
      http { # all of it

          log_format main $a # one
              # two
              'b c';
          server {
              listen 80;
              if ($a = b) {
                  return 403;
              }
          }

          content_by_lua_block {
        -- } kept
           x = "}"
        }
      } # end
      events {
      }"
    `);
  });

  test('tabs, and other widths', () => {
    const small = SourceText.fromString('x', 'a { b { c; } }');
    expect(format(small, { tabs: true })).toBe('a {\n\tb {\n\t\tc;\n\t}\n}');
    expect(format(small, { indent: 0 })).toBe('a {\nb {\nc;\n}\n}');
  });

  test('line ends inside quotes stay, CR LF outside becomes LF', () => {
    expect(format(SourceText.fromString('x', 'a "b\r\nc";\r\n# d\r\ne;\r\n'))).toBe("a 'b\r\nc';\n# d\ne;");
  });

  test('what nginx rejects is refused, with its place', () => {
    expect(() => format(SourceText.fromString('x', 'a;\nb {'))).toThrow('unexpected end of file, expecting "}" in x:2');
  });
});

test('minify', () => {
  expect(minify(source)).toMatchInlineSnapshot(`
    "user nobody;http{log_format main $a 'b c';server{listen 80;if ($a = b){return 403;}}content_by_lua_block{
      -- } kept
         x = "}"
      }}events{}"
  `);
  const braces = `a $ { b $\{ { c "xy" ""; } }`;
  expect(minify(SourceText.fromString('x', braces))).toBe(`a $ {b $\{ {c xy '';}}`);
});

describe('build', () => {
  test('comments stand where their lines say', () => {
    const block = [
      { directive: '#', line: 1, args: [], comment: ' a' },
      { directive: 'b', line: 2, args: [] },
      { directive: '#', line: 2, args: [], comment: ' c' },
      { directive: '#', line: 2, args: [], comment: ' d' },
    ];
    expect(build([{ directive: 'x', line: 1, args: ['y'], block }], { indent: 2 })).toBe(
      'x y { # a\n  b; # c\n  # d\n}',
    );
  });

  test('the header is three comment lines and an empty one', () => {
    expect(build([{ directive: 'a', args: [] }], { header: true })).toMatch(/^(?:# .+\n){3}\na;$/);
  });

  test('Lua', () => {
    const lua = { directive: 'set_by_lua_block', line: 1, args: ['$v', ' return "}" -- }\n'] };
    expect(build([lua])).toBe('set_by_lua_block $v { return "}" -- }\n}');
  });
});

describe('JSON as Python writes it', () => {
  const value = { a: [1, null, true, 'é😀"\\\u007f\n\u0001'], b: [], c: {}, d: undefined };
  const json = (indent?: number): string => [...jsonPieces(value, indent)].join('');

  test('compact', () => {
    expect(json()).toBe(String.raw`{"a":[1,null,true,"\u00e9\ud83d\ude00\"\\\u007f\n\u0001"],"b":[],"c":{}}`);
  });

  test('indented', () => {
    expect(json(1)).toBe(
      String.raw`{
 "a": [
  1,
  null,
  true,
  "\u00e9\ud83d\ude00\"\\\u007f\n\u0001"
 ],
 "b": [],
 "c": {}
}`,
    );
    expect(json(0)).toContain('{\n"a": [\n1,\n');
  });

  test('long strings, scalars', () => {
    const long = 'é'.repeat(200_000);
    expect(JSON.parse([...jsonPieces([long, long])].join(''))).toEqual([long, long]);
    expect([...jsonPieces('x')].join('')).toBe('"x"');
  });
});
