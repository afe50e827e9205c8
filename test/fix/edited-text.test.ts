// Edits put together, and where each byte goes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clash, type Edit, EditedText } from '../../src/fix/edited-text.ts';

const edit = (start: number, end: number, text: string): Edit => ({ start, end, text });

test('edits are made at once, in whatever order they are given', () => {
  const edited = new EditedText('abcdef', [edit(4, 5, ''), edit(1, 3, 'XYZ'), edit(0, 0, '>')]);
  expect(edited.after).toBe('>aXYZdf');
  expect([0, 1, 2, 3, 4, 5, 6].map((at) => edited.moved(at))).toEqual([1, 2, 2, 5, 6, 6, 7]);
});

describe('what an edit changes', () => {
  const edited = new EditedText('0123456789', [edit(2, 2, 'x'), edit(5, 7, '')]);
  test.each([
    [0, 2, false],
    [2, 5, false],
    [1, 3, true],
    [4, 6, true],
    [5, 7, true],
    [6, 9, true],
    [7, 10, false],
    [3, 5, false],
  ])('bytes %i to %i: %s', (start, end, is) => {
    expect(edited.changes(start, end)).toBe(is);
  });
  test('an insertion has a place', () => {
    expect([1, 2, 3, 5, 7].filter((at) => edited.insertsAt(at))).toEqual([2]);
  });
});

test('neighbours clash, others do not', () => {
  expect(clash(edit(1, 2, ''), edit(2, 3, ''))).toBe(true);
  expect(clash(edit(2, 2, 'a'), edit(2, 2, 'b'))).toBe(true);
  expect(clash(edit(1, 2, ''), edit(3, 3, ''))).toBe(false);
});

test('bytes that no edit touches are found where they went', () => {
  const texts = fc.string({ minLength: 1, maxLength: 30, unit: fc.constantFrom('a', 'b', '\n', ';') });
  const cuts = fc.array(fc.tuple(fc.nat(30), fc.nat(4), fc.string({ maxLength: 4 })), { maxLength: 5 });
  fc.assert(
    fc.property(texts, cuts, (text, wishes) => {
      const edits: Edit[] = [];
      for (const [at, length, by] of wishes) {
        const one = edit(Math.min(at, text.length), Math.min(at + length, text.length), by);
        if (!edits.some((other) => clash(one, other))) edits.push(one);
      }
      const edited = new EditedText(text, edits);
      for (let at = 0; at < text.length; at++) {
        if (!edits.some((e) => e.start <= at && at < e.end)) expect(edited.after[edited.moved(at)]).toBe(text[at]);
      }
    }),
  );
});
