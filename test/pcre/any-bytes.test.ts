/** Does any byte string get an answer, and one whose places lie inside it? */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePattern, type Node, nginxError } from '../../src/pcre/index.ts';

const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
const piece = fc.constantFrom(
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '*',
    '+',
    '?',
    '|',
    '\\',
    '(?',
    '(*',
    '(?<',
    '(?(',
    '[:',
    ':]',
    '\\Q',
    '\\E',
    '(?<=',
    '(?|',
  ],
  ...[
    '{1,2}',
    '\\x{',
    '\\p{',
    '\\g',
    '\\k<',
    '(?C',
    '(?#',
    'a',
    '1',
    'R',
    '>',
    "'",
    '=',
    '!',
    '^',
    '-',
    ',',
    '#',
    '(*UTF)',
    '(*LIMIT_MATCH=',
  ],
);
const pattern = fc.array(fc.oneof(piece, piece, byte), { maxLength: 40 }).map((parts) => parts.join(''));

function checkSpans(node: Node, from: number, to: number): void {
  expect(node.start).toBeGreaterThanOrEqual(from);
  expect(node.end).toBeLessThanOrEqual(to);
  expect(node.start).toBeLessThanOrEqual(node.end);
  if (node.type === 'repeat') checkSpans(node.item, node.start, node.end);
  if (node.type === 'group') {
    for (const item of node.branches.flat()) checkSpans(item, node.start, node.end);
    if (node.condition?.kind === 'assertion') {
      for (const item of node.condition.items) checkSpans(item, node.start, node.end);
    }
  }
}

test('any bytes: never a throw, every place inside the pattern', () => {
  fc.assert(
    fc.property(pattern, fc.boolean(), (text, caseless) => {
      const result = compilePattern(text, { caseless });
      const words = nginxError(text, result);
      if (result.ok) {
        checkSpans(result.ast, 0, text.length);
        expect(words).toBe('');
        return;
      }
      const isLimit = result.code === 160 && text.includes('(*LIMIT_');
      expect(result.offset).toBeGreaterThanOrEqual(0);
      expect(result.offset).toBeLessThanOrEqual(text.length + (isLimit ? 1 : 0));
      expect(result.message).not.toBe('');
      expect(words).toContain(result.message);
    }),
    { numRuns: 3000 },
  );
});

// A walk that is not linear would not end before the time limit of the test.
test.each([
  ...[
    '(',
    '[',
    '\\',
    '{',
    '(?:',
    '[[:',
    '(?C"',
    '\\p{',
    '(*',
    '|',
    'a*',
    '(?#',
    '\\Q',
    '[^',
    '(?<=',
    '{1',
    '(?i)',
    '(?|(a)|',
  ],
  ...['[:[.[=', '(?<n>', '\\1', 'a{1', '[a-', '(?(1)', '(*MARK:'],
])('a long pattern of %j has an answer', (part) => {
  const text = part.repeat(Math.ceil(200_000 / part.length));
  expect(compilePattern(text).ok).toBeTypeOf('boolean');
});
