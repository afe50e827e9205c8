/** Are arguments quoted only where nginx needs it, and always then? */
import { describe, expect, test } from 'vitest';
import { build } from '../../src/crossplane/index.ts';

function built(directive: string, args: readonly string[], rest: object = {}): string {
  return build([{ directive, line: 1, args, ...rest }]);
}

describe('one argument', () => {
  test.each([
    ['plain', 'plain'],
    ['', "''"],
    ['a b', "'a b'"],
    ["it's here", `"it's here"`],
    [`both ' and "`, `'both \\' and "'`],
    ['a"b', 'a"b'],
    ['"a', `'"a'`],
    ['#x', "'#x'"],
    ['a#x', 'a#x'],
    ['}', "'}'"],
    ['a}', 'a}'],
    ['a;b', "'a;b'"],
    ['^/\\d{3}$', "'^/\\d{3}$'"],
    ['\\.php$', '\\.php$'],
    [`$\{host}x`, `$\{host}x`],
    [`$\{a}{b`, `'$\{a}{b'`],
    ['$', '$'],
    ['a\\', 'a\\\\'],
    ['a b\\', "'a b\\\\'"],
    ['a\\\\', 'a\\\\'],
    ['a\\ b', 'a\\ b'],
    ['a\\\\ b', "'a\\\\ b'"],
    ['\\"', '\\"'],
    ["\\' x", `"\\' x"`],
    ['two\nlines', "'two\nlines'"],
    ['\u0001\u00a0', '\u0001\u00a0'],
    ['$a\\n', '$a\\n'],
  ])('%j', (argument, text) => {
    expect(built('x', [argument])).toBe(`x ${text};`);
  });

  test.each([
    ['a'.repeat(4095), 4095],
    ['a '.repeat(2047), 4094],
  ])('as long as nginx reads', (argument, length) => {
    expect(argument).toHaveLength(length);
    expect(() => built('x', [argument])).not.toThrow();
    expect(() => built('x', [`${argument}a`])).toThrow('too long parameter');
    expect(() => built('x', [argument, 'b'])).toThrow('too long parameter');
  });

  test('what has no bytes', () => {
    expect(() => built('x', ['\ud800'])).toThrow('lone surrogate (U+D800)');
    expect(() => built('x', ['\udc7f'])).toThrow('lone surrogate');
    expect(built('x', ['\udc80'])).toBe('x \udc80;');
  });
});

describe('if', () => {
  test.each([
    [['$a', '=', 'b'], 'if ($a = b)'],
    [['$a', '=', '('], 'if ($a = ()'],
    [['$a', '=', 'b c'], "if ($a = 'b c')"],
    [['a b', '=', '$c'], "if ( 'a b' = $c)"],
    [['$a', '~', '(x|y)'], 'if ($a ~ (x|y))'],
    [['$a', '=', ''], "if ($a = '')"],
    [['$a'], 'if ($a)'],
    [[], 'if ()'],
  ])('%j', (args, text) => {
    expect(built('if', args, { block: [] })).toBe(`${text} {\n}`);
  });

  test('as an entry of a map it is a word like any other', () => {
    expect(built('if', ['1'])).toBe('if 1;');
  });
});

describe('what is no configuration', () => {
  test.each([
    [{}, 'neither a list of statements nor a payload'],
    [null, 'neither'],
    [[null], 'a statement is no object'],
    [[{ args: [] }], 'a statement has no directive'],
    [[{ directive: 'x', args: [1] }], 'the args of "x" are no list of strings'],
    [[{ directive: 'x', args: [], block: 1 }], 'the block of "x" is no list'],
    [[{ directive: '#', args: [], comment: 'a\nb' }], 'a comment cannot contain a line end'],
    [[{ directive: '#', args: [], comment: 'a'.repeat(4095) }], 'too long comment'],
    [[{ directive: 'x_by_lua_block', args: [] }], 'has no Lua text'],
    [[{ directive: 'x_by_lua_block', args: ['}'] }], 'does not end where its block would end'],
    [[{ directive: 'x_by_lua_block', args: ['-- x'] }], 'does not end where its block would end'],
    [{ config: [{ parsed: [] }, { parsed: [] }] }, 'the payload has 2 files'],
  ])('%j', (input, message) => {
    expect(() => build(input)).toThrow(message);
  });

  test('a payload of one file is', () => {
    expect(build({ config: [{ file: 'x', parsed: [{ directive: 'a', args: ['b'] }] }] })).toBe('a b;');
  });
});
