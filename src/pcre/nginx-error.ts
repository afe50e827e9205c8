/**
 * With which words does nginx refuse a regular expression? The text of ngx_regex_compile in src/core/ngx_regex.c, without the
 * `in FILE:LINE` that follows.
 *
 * An nginx built with PCRE1 (before 1.21.5, or without PCRE2) says `pcre_compile()` in place of `pcre2_compile()`. Much else
 * differs there and is not judged here: PCRE 8 words many errors differently (`nothing to repeat`, `missing )`, `unmatched
 * parentheses`, `two named subpatterns have the same name`), points at other offsets for some, takes lookbehind branches and
 * escapes (\N{U+…}, \K in lookarounds, (*pla:…), (?^)…) by other rules and knows fewer properties.
 */
import type { PcreResult } from './compile.ts';

/** NGX_MAX_CONF_ERRSTR: nginx cuts the message off at so many bytes. */
const maxBytes = 1024;

/** One character per byte, like the pattern. Empty for a pattern that compiles. */
export function nginxError(pattern: string, result: PcreResult, library: 'pcre2' | 'pcre' = 'pcre2'): string {
  if (result.ok) return '';
  const start = `${library}_compile() failed: ${result.message} in "${pattern}"`;
  if (result.offset === pattern.length) return start.slice(0, maxBytes);
  return `${start} at "${untilZero(pattern.slice(result.offset))}"`.slice(0, maxBytes);
}

/** nginx prints the rest of the pattern as a C string. Behind its end stands memory that the text does not tell. */
function untilZero(text: string): string {
  const zero = text.indexOf('\0');
  return zero < 0 ? text : text.slice(0, zero);
}
