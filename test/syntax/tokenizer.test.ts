/** Are texts cut into tokens and statements exactly as ngx_conf_read_token does it? */
import { describe, expect, it } from 'vitest';
import { cookedToken, isArgument, lex, parse, TokenKind, terminatorOf } from '../../src/syntax/index.ts';
import { bytesOf, fromByteString, SourceText } from '../../src/text/index.ts';
import { verdictOn } from '../oracle/support.ts';
import { tokenizerCases } from './tokenizer-cases.ts';

const source = (text: string) => SourceText.fromBytes('nginx.conf', bytesOf(text));

/** The statements of a text: cooked words and the terminator. */
function statements(text: string): readonly string[][] {
  const cst = parse(source(text));
  return Array.from({ length: cst.statements.count }, (_, index) => {
    const words: string[] = [];
    for (let token = cst.statements.first[index]!; token <= cst.statements.last[index]!; token++) {
      if (isArgument(cst, token)) words.push(cookedToken(cst, token));
    }
    return [...words, terminatorOf(cst, index)];
  });
}

describe('what nginx says', () => {
  // "duplicate" is a mistake of values: no matter for the tokenizer
  it.each(tokenizerCases.map((c) => [c.name, c] as const))('%s', (_, { text, says }) => {
    const expected = says?.includes('is duplicate') ? undefined : says && fromByteString(says);
    expect(verdictOn(bytesOf(text))).toBe(expected);
  });
});

describe('tokens', () => {
  it.each<[string, string[][]]>([
    ['a "b c" \'d\' e;', [['a', 'b c', 'd', 'e', ';']]],
    ['a "" b;', [['a', '', 'b', ';']]],
    ['a "b\\"c" \\" \\\\ \\d;', [['a', 'b"c', '"', '\\', '\\d', ';']]],
    ["a 'b\\'c' \"b'c\";", [['a', "b'c", "b'c", ';']]],
    ['a \\t"b" "x\\ny";', [['a', '\t"b"', 'x\ny', ';']]],
    [
      'if ($a = "b") { c; }',
      [
        ['if', '($a', '=', 'b', ')', '{'],
        ['c', ';'],
      ],
    ],
    [
      `a \${b}c \${ {d;}`,
      [
        ['a', `\${b}c`, `\${`, '{'],
        ['d', ';'],
      ],
    ],
    [
      'a b{c d;}',
      [
        ['a', 'b', '{'],
        ['c', 'd', ';'],
      ],
    ],
    ['a # b; {\n c;', [['a', 'c', ';']]],
    ['a b#c "d#" ;', [['a', 'b#c', 'd#', ';']]],
    ['a\\\\\\" b;', [['a\\"', 'b', ';']]],
    ['a\r\nb\r\n;', [['a', 'b', ';']]],
    ['a "b\r\nc";', [['a', 'b\r\nc', ';']]],
    ['a \xff\x80;', [['a', '\xff\x80', ';']]],
  ])('%j', (text, expected) => {
    expect(statements(text)).toEqual(expected);
  });

  it('marks kinds, spans and escapes', () => {
    const tokens = lex(source('a "b\\"" \'c\' {\r\n# d\r\n} e\\;'));
    const list = Array.from({ length: tokens.count }, (_, i) => [
      tokens.kind[i],
      tokens.start[i],
      tokens.end[i],
      tokens.escaped[i],
    ]);
    expect(list).toEqual([
      [TokenKind.word, 0, 1, 0],
      [TokenKind.double, 2, 7, 1],
      [TokenKind.single, 8, 11, 0],
      [TokenKind.open, 12, 13, 0],
      [TokenKind.comment, 15, 18, 0],
      [TokenKind.close, 20, 21, 0],
      [TokenKind.word, 22, 25, 1],
    ]);
  });

  it('reads on behind every mistake', () => {
    expect(statements('a "b"c; ; d }{ e; } f "g')).toEqual([
      ['a', 'b', 'c', ';'],
      [';'],
      ['d', 'missing'],
      ['missing'],
      ['{'],
      ['e', ';'],
      ['f', 'g', 'missing'],
    ]);
  });

  it('says every mistake once, in nginx’s order', () => {
    const cst = parse(source('a "b"c;\n;\nd }\ne {\n f "g'));
    expect(cst.problems.map((p) => `${p.message} ${cst.source.line(p.nginxOffset)}`)).toEqual([
      'unexpected "c" 1',
      'unexpected ";" 2',
      'unexpected "}" 3',
      'unexpected "}" 3',
      'unexpected end of file, expecting ";" or "}" 5',
    ]);
  });

  it('notes a thousand mistakes of a text and no more', () => {
    expect(parse(source(';'.repeat(5000))).problems).toHaveLength(1000);
    expect(parse(source('}'.repeat(5000))).problems).toHaveLength(1000);
    expect(parse(source(';'.repeat(5000))).problems.at(-1)!.help).toMatch(
      /; 4000 more mistakes of this text are not listed/,
    );
    expect(parse(source('}'.repeat(1001))).problems.at(-1)!.help).toMatch(
      /; 1 more mistake of this text is not listed/,
    );
    expect(parse(source('}'.repeat(1000))).problems.at(-1)!.help).not.toMatch(/not listed/);
  });
});

describe('a quantifier that opens a block', () => {
  it('ends where its rest ends, so that nothing after it is displaced', () => {
    const cst = parse(source('server { location ~ ^/\\d{3}/ { a; } b; rewrite ^/x{2,}y z; c; }'));
    const parents = Array.from({ length: cst.statements.count }, (_, i) => {
      const parent = cst.statements.parent[i]!;
      return `${cookedToken(cst, cst.statements.first[i]!)} in ${parent < 0 ? '-' : cookedToken(cst, cst.statements.first[parent]!)}`;
    });
    expect(parents).toEqual([
      'server in -',
      'location in server',
      '3}/ in location',
      'a in 3}/',
      'b in server',
      'rewrite in server',
      '2,}y in rewrite',
      'c in server',
    ]);
    expect(cst.isBalanced).toBe(true);
    expect(cst.problems).toEqual([]);
  });

  it('is no matter where white space stands before it', () => {
    const cst = parse(source('types { 3}/x y; }'));
    expect(cst.isBalanced).toBe(true);
    expect(cst.statements.count).toBe(2);
  });
});

describe('Lua blocks', () => {
  it.each([
    [
      'content_by_lua_block { a = {1} } x;',
      [
        ['content_by_lua_block', '{'],
        ['x', ';'],
      ],
    ],
    [
      'content_by_lua_block { a = "}" b = \'}\' -- }\n } x;',
      [
        ['content_by_lua_block', '{'],
        ['x', ';'],
      ],
    ],
    [
      'content_by_lua_block { --[[ } ]] a = [==[ }]] ]==] } x;',
      [
        ['content_by_lua_block', '{'],
        ['x', ';'],
      ],
    ],
    // a quote that is not closed on its line hides nothing
    [
      'content_by_lua_block { a = " } x;',
      [
        ['content_by_lua_block', '{'],
        ['x', ';'],
      ],
    ],
    [
      'content_by_lua_block { "\\"}" } x;',
      [
        ['content_by_lua_block', '{'],
        ['x', ';'],
      ],
    ],
    [
      'set_by_lua_block $v{ return 1 } x;',
      [
        ['set_by_lua_block', '$v', '{'],
        ['x', ';'],
      ],
    ],
  ])('%j', (text, expected) => {
    expect(statements(text)).toEqual(expected);
    expect(parse(source(text)).problems).toEqual([]);
  });

  it.each([
    [
      'a;\ncontent_by_lua_block {\n if {\n',
      'unexpected end of file, expecting terminating characters for lua code block @3',
    ],
    [
      'content_by_lua_block {\n [=[ }\n',
      'Lua code block missing the closing long bracket "]=]", the inlined Lua code may be too long @2',
    ],
    [
      'content_by_lua_block { --[[ }\n',
      'Lua code block missing the closing long bracket "]]", the inlined Lua code may be too long @1',
    ],
  ])('%j', (text, says) => {
    const { problems, source: s } = parse(source(text));
    expect(`${problems[0]!.message} @${s.line(problems[0]!.nginxOffset)}`).toBe(says);
  });
});
