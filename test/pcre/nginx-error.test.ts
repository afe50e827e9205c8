/** Are nginx's own words met? Messages of nginx -t 1.22.1 to 1.31.5 with PCRE2 10.42. */
import { expect, test } from 'vitest';
import { compilePattern, nginxError } from '../../src/pcre/index.ts';

const said = (pattern: string, library?: 'pcre2' | 'pcre') => nginxError(pattern, compilePattern(pattern), library);

test.each([
  ['^/(a', 'pcre2_compile() failed: missing closing parenthesis in "^/(a"'],
  ['^[23])', 'pcre2_compile() failed: unmatched closing parenthesis in "^[23])" at ")"'],
  ['*x', 'pcre2_compile() failed: quantifier does not follow a repeatable item in "*x" at "*x"'],
  ['^/(?<=a+)b', 'pcre2_compile() failed: lookbehind assertion is not fixed length in "^/(?<=a+)b" at "(?<=a+)b"'],
  ['^/(*ANYCRLF)a', 'pcre2_compile() failed: (*VERB) not recognized or malformed in "^/(*ANYCRLF)a" at ")a"'],
  ['^/(?<1a>b)', 'pcre2_compile() failed: subpattern name must start with a non-digit in "^/(?<1a>b)" at "1a>b)"'],
  [
    '^/(?<a>x)(?<a>y)',
    'pcre2_compile() failed: two named subpatterns have the same name (PCRE2_DUPNAMES not set) in "^/(?<a>x)(?<a>y)" at "y)"',
  ],
  ['^/fine$', ''],
])('%s', (pattern, message) => {
  expect(said(pattern)).toBe(message);
});

test('a build with PCRE1 names the other function', () => {
  expect(said('(', 'pcre')).toBe('pcre_compile() failed: missing closing parenthesis in "("');
});

test('long messages are cut like nginx cuts them, and the rest ends at a zero byte', () => {
  expect(said(`*${'a'.repeat(2000)}`)).toHaveLength(1024);
  expect(said('*a\0b')).toMatch(/ at "\*a"$/);
});
