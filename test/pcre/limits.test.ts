/** Do the limits lie where PCRE2 10.42 has them? Values observed with libpcre2-8; the patterns are too long for the table. */
import { describe, expect, test } from 'vitest';
import { verdict } from './support.ts';

const nested = (open: string, depth: number) => open.repeat(depth) + ')'.repeat(depth);
/** Group n calls group n + 1; the last one is a letter. */
const chain = (length: number, open: string, close: string) => {
  const links = Array.from({ length }, (_, index) => `${open}(?${index + 2})${close}`);
  return `(?<=(?1))${links.join('')}(b)`;
};

describe('limits', () => {
  test.each([
    ['250 parentheses deep', nested('(', 250), 'ok 250'],
    ['251 parentheses deep', nested('(', 251), '119@251'],
    ['options count as depth', nested('(?i:', 251), '119@1004'],
    ['conditions count twice', '(?(?='.repeat(126), '119@627'],
    ['the largest pattern', 'a'.repeat(32764), 'ok 0'],
    ['one letter more', 'a'.repeat(32765), '120@32765'],
    ['a short pattern that grows', '((a{100}){100}){100}', '120@20'],
    ['one that just fits', '(a{1000}){1000}', 'ok 1'],
    ['the largest class list', '[ab]'.repeat(1985), 'ok 0'],
    ['one class more', '[ab]'.repeat(1986), '120@7944'],
    ['65535 pairs', '(?:ab){65535}', '120@13'],
    ['quantifier limit', 'a{65535}', 'ok 0'],
    ['above the quantifier limit', 'a{65536}', '105@7'],
    ['name of 32 bytes', `(?<${'n'.repeat(32)}>)`, `ok 1 ${'n'.repeat(32)}=1`],
    ['name of 33 bytes', `(?<${'n'.repeat(33)}>)`, '148@36'],
    ['mark of 255 bytes', `(*MARK:${'a'.repeat(255)})`, 'ok 0'],
    ['mark of 256 bytes', `(*MARK:${'a'.repeat(256)})`, '176@263'],
    ['8191 groups', '()'.repeat(8191), 'ok 8191'],
    ['8192 groups', '()'.repeat(8192), '120@16384'],
    ['lookbehind of 65535', '(?<=a{65535})', 'ok 0'],
    ['lookbehind of 65536', '(?<=a{65535}b)', '187@0'],
    ['2001 lookbehind branches', `(?<=${'|'.repeat(2000)})`, 'ok 0'],
    ['2002 lookbehind branches', `(?<=${'|'.repeat(2001)})`, '135@0'],
  ])('%s', (_, pattern, expected) => {
    expect(verdict(pattern)).toBe(expected);
  });

  test('a chain of calls as long as PCRE2 follows it', () => {
    expect(verdict(chain(1998, '(a', ')'))).toBe('ok 1999');
    expect(verdict(chain(2100, '(a', ')'))).toBe('135@0');
    expect(verdict(chain(1100, '((?=(?<=', ')))'))).toBe('135@16891');
  });

  test('ten thousand names', () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `(?<n${index}>)`).join('');
    expect(verdict(names(10_001))).toBe(`149@${names(10_001).length - 1}`);
  });
});
