/** Does the tree say what the pattern says? */
import { describe, expect, test } from 'vitest';
import { has, minLength, type Node } from '../../src/pcre/index.ts';
import { astOf, firstItem } from './support.ts';

const members = (node: Node, candidates: string) => {
  if (node.type !== 'set') throw new Error(`a ${node.type}`);
  return [...candidates].filter((char) => has(node.bytes, char.charCodeAt(0))).join('');
};

describe('sets', () => {
  test.each([
    ['[a-c]', 'abcdA-', 'abc'],
    ['[^a-c]', 'abcdA-', 'dA-'],
    ['[]a]', ']ab', ']a'],
    ['[a\\-z]', 'a-bz', 'a-z'],
    ['[\\d_]', '09_a', '09_'],
    ['[^\\D]', '09a', '09'],
    ['[[:^alpha:]]', 'a1', '1'],
    ['[\\Q^]\\E]', '^]\\', '^]'],
    ['\\s', ' \t\v\xa0a', ' \t\v'],
    ['\\H', ' \ta', 'a'],
  ])('%s', (pattern, candidates, found) => {
    expect(members(firstItem(pattern), candidates)).toBe(found);
  });

  test('caseless sets hold both cases', () => {
    expect(members(firstItem('[a-c1]', true), 'aAcCdD1')).toBe('aAcC1');
    expect(members(firstItem('(?i)[[:upper:]]'), 'aA1')).toBe('aA');
  });

  test('a property is named, not resolved', () => {
    expect(firstItem('\\P{ Greek }')).toMatchObject({ properties: [{ name: 'greek', negated: true }] });
    expect(firstItem('[^\\p{^Lu}a]')).toMatchObject({ negated: true, properties: [{ name: 'lu', negated: true }] });
  });

  test('one letter in brackets is that letter', () => {
    expect(firstItem('[.]')).toEqual({ type: 'character', code: 0x2e, caseless: false, start: 0, end: 3 });
  });
});

describe('items', () => {
  test('quantifiers', () => {
    expect(firstItem('a{2,}+')).toMatchObject({
      type: 'repeat',
      min: 2,
      max: Infinity,
      mode: 'possessive',
      start: 0,
      end: 6,
    });
    expect(firstItem('(?U)a*')).toMatchObject({ mode: 'lazy' });
    expect(firstItem('(?U)a*?')).toMatchObject({ mode: 'greedy' });
    expect(firstItem('a\\Q\\E+(?#x)?')).toMatchObject({ min: 1, mode: 'lazy' });
    expect(astOf('ab*').branches[0]).toMatchObject([{ type: 'character' }, { type: 'repeat', item: { code: 0x62 } }]);
  });

  test('groups', () => {
    expect(firstItem('(?<n>a|b)')).toMatchObject({ kind: 'capture', number: 1, name: 'n', branches: [[{}], [{}]] });
    expect(firstItem('(?|(a)|(b))(c)')).toMatchObject({
      kind: 'branch-reset',
      branches: [[{ number: 1 }], [{ number: 1 }]],
    });
    expect(firstItem('(*asr:a)')).toMatchObject({ kind: 'script-run', branches: [[{ kind: 'atomic' }]] });
    expect(firstItem('(?n)(a)')).toMatchObject({ kind: 'plain' });
  });

  test('options reach to the end of their group, alternatives included', () => {
    expect(astOf('a((?i)b|c)d').branches[0]).toMatchObject([
      { caseless: false },
      { branches: [[{ caseless: true }], [{ caseless: true }]] },
      { caseless: false },
    ]);
    expect(firstItem('(?s).')).toMatchObject({ dotAll: true });
    expect(firstItem('(?m)^')).toMatchObject({ multiline: true });
  });

  test('conditions', () => {
    expect(firstItem('(?(?C1)(?=a)b|c)')).toMatchObject({
      kind: 'conditional',
      condition: { kind: 'assertion', items: [{ type: 'callout', argument: 1 }, { kind: 'lookahead' }] },
      branches: [[{ code: 0x62 }], [{ code: 0x63 }]],
    });
    expect(firstItem('(?(VERSION>=10.4)a)')).toMatchObject({
      condition: { kind: 'version', orLater: true, major: 10, minor: 40 },
    });
    expect(firstItem('(?(R1)a)(b)')).toMatchObject({ condition: { kind: 'called-number', name: 'R1' } });
  });

  test('references, calls, verbs', () => {
    expect(astOf('(a)\\g{-1}').branches[0]?.[1]).toMatchObject({ type: 'back-reference', target: 1 });
    expect(firstItem('(?&n)(?<n>a)')).toMatchObject({ type: 'call', target: 'n' });
    expect(firstItem('(*SKIP:x)')).toMatchObject({ type: 'verb', name: 'SKIP', argument: 'x' });
  });

  test('every span is the text of the item', () => {
    const pattern = '^/(?<id>\\d+)(?:\\.html|[./]x{2})?$';
    const spans = astOf(pattern).branches[0]?.map(({ start, end }) => pattern.slice(start, end));
    expect(spans).toEqual(['^', '/', '(?<id>\\d+)', '(?:\\.html|[./]x{2})?', '$']);
  });

  test('a code point is one item after (*UTF)', () => {
    expect(firstItem('(*UTF)\xc3\xa9')).toMatchObject({ code: 0xe9, start: 6, end: 8 });
    expect(firstItem('\xc3\xa9')).toMatchObject({ code: 0xc3 });
  });
});

test.each([
  ['', 0],
  ['^/api/(v[12]|beta)/', 8],
  ['a{3}|b', 1],
  ['(?=abc)a?', 0],
  ['(?:ab){2,}c*', 4],
  ['(?(1)ab)(c)', 1],
  ['a(*ACCEPT)bc', 0],
  ['(a)\\1', 1],
])('at least so long: %s', (pattern, length) => {
  expect(minLength(astOf(pattern))).toBe(length);
});
