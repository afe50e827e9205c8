// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose's and php-fpm's own variables
import { expect, test } from 'vitest';
import { parseEnvFile, parseRawEnvFile } from '../../src/bindings/compose/env-file.ts';
import { interpolate } from '../../src/bindings/compose/interpolate.ts';
import { SourceText, textOf } from '../../src/text/index.ts';
import { gradeOf, HOLE, literal, slice, spanOf } from '../../src/yaml/index.ts';

function mapped(text: string) {
  const source = SourceText.fromString('x', text);
  return literal(source, 0, source.length);
}

const known: Record<string, string> = { A: '1', EMPTY: '', port: '80' };
const lookup = (name: string) => known[name];

test.each([
  ['$A', '1'],
  ['${A}', '1'],
  ['${A}${port}', '180'],
  ['${NO:-d}', 'd'],
  ['${EMPTY:-d}', 'd'],
  ['${EMPTY-d}', ''],
  ['${NO-d}', 'd'],
  ['${A:+r}', 'r'],
  ['${EMPTY+r}', 'r'],
  ['${A:?e}', '1'],
  ['${NO:-${ALSO:-c}}', 'c'],
  ['${NO:-${A}}', '1'],
  ['$$A', '$A'],
  ['$$', '$'],
  ['a$', 'a$'],
  ['$1', '$1'],
  ['${', '${'],
  ['$NO', HOLE],
  ['${NO}:91', `${HOLE}:91`],
  ['${EMPTY:?e}', HOLE],
  ['${NO:+r}', HOLE],
])('%s becomes %j', (text, value) => {
  expect(interpolate(mapped(text), lookup).text).toBe(value);
});

test('an inserted value points at its whole expression', () => {
  const value = interpolate(mapped('0.0.0.0:${P:-8080}/x'), lookup);
  expect(value.text).toBe('0.0.0.0:8080/x');
  expect(textOf(spanOf(slice(value, 8, 12)))).toBe('${P:-8080}');
  expect(gradeOf(value)).toBe('derived');
  expect(gradeOf(interpolate(mapped('plain'), lookup))).toBe('declared');
});

test('defaults nested without end do not exhaust the stack', () => {
  const text = '${X:-'.repeat(5000) + '}'.repeat(5000);
  expect(interpolate(mapped(text), lookup).text).toContain(HOLE);
});

test('the .env dialect of compose', () => {
  const text = [
    '# comment',
    'A=1 # comment',
    'B=1# kept',
    "C='$A literal # '",
    'D="x\\ty ${A}"',
    'export E=${A}2',
    'BARE',
    'F=${E:-9}',
    'G=  spaced  ',
    'H: colon',
    'my.key-1=x',
    'I="a\\$A \\" b"',
    "J='it\\'s'",
    'K=#no comment',
    'not a name=1',
    'L="two',
    'lines"',
  ].join('\n');
  const values = parseEnvFile(SourceText.fromString('.env', text));
  expect(Object.fromEntries([...values].map(([key, value]) => [key, value.text]))).toEqual({
    A: '1',
    B: '1# kept',
    C: '$A literal # ',
    D: 'x\ty 1',
    E: '12',
    F: '12',
    G: 'spaced',
    H: 'colon',
    'my.key-1': 'x',
    I: 'a$A " b',
    J: "it's",
    K: '#no comment',
    L: 'two\nlines',
  });
  const raw = parseRawEnvFile(SourceText.fromString('x.env', '# c\nA="1" # kept\nB=$A\nC\n'));
  expect(Object.fromEntries([...raw].map(([key, value]) => [key, value.text]))).toEqual({ A: '"1" # kept', B: '$A' });
});
