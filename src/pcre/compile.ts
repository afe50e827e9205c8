/**
 * Would nginx, linked with PCRE2 10.42, compile this regular expression? Answered from the text alone: nothing here runs the
 * pattern, and no byte string makes it throw.
 */
import { checkConditionBranches } from './branches.ts';
import { errorTexts } from './data/error-texts.ts';
import { Refusal } from './failure.ts';
import { checkLookbehinds } from './lookbehind.ts';
import type { Group } from './nodes.ts';
import { parse } from './parse.ts';
import { resolve } from './resolve.ts';
import { readStartOptions } from './start-options.ts';
import { type NamedGroup, option, State } from './state.ts';
import { checkUtf8 } from './utf8.ts';

export interface PcreOptions {
  /** As nginx asks for it: `~*`, server names with capital letters. It sets no other option of PCRE2. */
  readonly caseless?: boolean;
}

export type PcreResult =
  | {
      readonly ok: true;
      /** The highest number of a capturing group. */
      readonly captures: number;
      /** In the order of PCRE2's name table: by name; several numbers of one name in the order of the pattern. */
      readonly names: readonly NamedGroup[];
      readonly ast: Group;
    }
  | {
      readonly ok: false;
      /** PCRE2's error number: 101 to 199, or negative for bytes that are not UTF-8 after (*UTF). */
      readonly code: number;
      /** PCRE2's text for it. */
      readonly message: string;
      /**
       * In bytes, from 0 to the length of the pattern; one more for an unfinished (*LIMIT_…=1 at the end of it, where PCRE2
       * points behind the terminating zero.
       */
      readonly offset: number;
    };

/** `pattern` has one character per byte. */
export function compilePattern(pattern: string, options: PcreOptions = {}): PcreResult {
  try {
    return compile(pattern, options);
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    const { code, offset } = problem;
    return { ok: false, code, message: errorTexts.get(code) ?? '', offset };
  }
}

function compile(pattern: string, options: PcreOptions): PcreResult {
  const { pos, ...modes } = readStartOptions(pattern);
  if (modes.utf) checkUtf8(pattern);
  const state = new State(pattern, pos, options.caseless === true ? option.caseless : 0, modes);
  const ast = parse(state);
  const lengths = checkLookbehinds(state, ast);
  resolve(state, ast, lengths);
  checkConditionBranches(ast);
  return { ok: true, captures: state.captures, names: nameTable(state.named), ast };
}

/** The order of add_name_to_table: bytes compared as numbers. */
function nameTable(named: readonly NamedGroup[]): readonly NamedGroup[] {
  return [...named].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
