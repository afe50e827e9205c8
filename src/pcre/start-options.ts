/**
 * Which settings stand at the very start of the pattern? `(*UTF)`, `(*UCP)`, `(*CRLF)`, `(*LIMIT_MATCH=1000)` and so on, as many
 * as there are (pcre2_compile.c, pso_list). A misspelt one is no error here: it is read as a (*VERB) then.
 */
import { isDigit } from './characters.ts';
import { Refusal } from './failure.ts';
import type { Newline } from './state.ts';

export interface StartOptions {
  /** Where the pattern proper starts. */
  readonly pos: number;
  readonly utf: boolean;
  readonly ucp: boolean;
  readonly newline: Newline;
}

const newlines: readonly Newline[] = ['CR', 'LF', 'CRLF', 'ANY', 'NUL', 'ANYCRLF'];
/** Settings that change how the pattern matches or is optimised, never whether it compiles. */
const others = [
  'NOTEMPTY',
  'NOTEMPTY_ATSTART',
  'NO_AUTO_POSSESS',
  'NO_DOTSTAR_ANCHOR',
  'NO_JIT',
  'NO_START_OPT',
  'BSR_ANYCRLF',
  'BSR_UNICODE',
];
const limits = ['LIMIT_HEAP=', 'LIMIT_MATCH=', 'LIMIT_DEPTH=', 'LIMIT_RECURSION='];
/** PCRE2 stops before the next digit once a limit has reached this (UINT32_MAX / 10 - 1): what follows must be the `)`. */
const largestPrefix = 429496728;

export function readStartOptions(text: string): StartOptions {
  let pos = 0;
  let utf = false;
  let ucp = false;
  let newline: Newline = 'LF';
  while (text.startsWith('(*', pos)) {
    const limitName = limits.find((name) => text.startsWith(name, pos + 2));
    if (limitName !== undefined) {
      pos = skipLimit(text, pos + 2 + limitName.length);
      continue;
    }
    const name = settingAt(text, pos + 2);
    if (name === undefined) break;
    pos += name.length + 3;
    utf ||= name === 'UTF' || name === 'UTF8';
    ucp ||= name === 'UCP';
    newline = newlines.find((item) => item === name) ?? newline;
  }
  return { pos, utf, ucp, newline };
}

function settingAt(text: string, at: number): string | undefined {
  return ['UTF8', 'UTF', 'UCP', ...others, ...newlines].find((name) => text.startsWith(`${name})`, at));
}

function skipLimit(text: string, from: number): number {
  let pos = from;
  if (!isDigit(text.charAt(pos))) throw new Refusal(160, pos);
  for (let value = 0; isDigit(text.charAt(pos)) && value <= largestPrefix; pos++) {
    value = value * 10 + text.charCodeAt(pos) - 0x30;
  }
  // The offset is behind the character that should be the parenthesis, even behind the terminating zero of the pattern.
  if (text[pos] !== ')') throw new Refusal(160, pos + 1);
  return pos + 1;
}
