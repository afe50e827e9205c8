/** Is the condition of an `if` one that nginx can read? (ngx_http_rewrite_if_condition in ngx_http_rewrite_module.c) */
import type { Directive } from '../../../tree/index.ts';
import type { Complaint, Reading, SetterTable } from '../../setter.ts';
import { checkRegex } from './regex.ts';
import { checkScript } from './script.ts';

const REGEX_OPERATORS = new Set(['~', '~*', '!~', '!~*']);
const FILE_TESTS = new Set(['f', 'd', 'e', 'x']);

function* condition(directive: Directive, reading: Reading): Generator<Complaint> {
  const words = [...directive.args];
  /** `at` is where the word stands among the arguments. */
  const invalid = (at: number): Complaint => ({
    rule: 'invalid-value',
    message: `invalid condition "${words[at] ?? ''}"`,
    span: directive.argSpan(at),
    label: 'nginx cannot read the condition here',
    help: HELP,
  });
  let at = 0;
  let last = words.length - 1;
  if (!words[0]?.startsWith('(')) return yield invalid(0);
  if (words[0] === '(') at = 1;
  else words[0] = words[0].slice(1);
  if (!words[last]!.endsWith(')')) return yield invalid(last);
  if (words[last] === ')') last--;
  else words[last] = words[last]!.slice(0, -1);
  const word = words[at] ?? '';

  if (word.length > 1 && word.startsWith('$')) {
    if (at !== last && at + 2 !== last) return yield invalid(at);
    if (at === last) return;
    const operator = words[at + 1]!;
    if (operator === '=' || operator === '!=') return yield* checkScript(directive, last, words[last]!);
    if (REGEX_OPERATORS.has(operator)) {
      const caseless = operator.endsWith('*');
      return yield* checkRegex(directive, last, words[last]!, reading, { caseless, family: 'http' });
    }
    return yield {
      rule: 'invalid-value',
      message: `unexpected "${operator}" in condition`,
      span: directive.argSpan(at + 1),
      label: 'no operator of nginx',
      help: operator === '==' ? 'write `=`' : HELP,
    };
  }
  const isNegated = word.length === 3 && word.startsWith('!-');
  if (!isNegated && !(word.length === 2 && word.startsWith('-'))) return yield invalid(at);
  if (at + 1 !== last) return yield invalid(at);
  const path = checkScript(directive, last, words[last]!);
  if (path.length > 0) return yield* path;
  if (!FILE_TESTS.has(word.at(-1)!)) yield invalid(at);
}

const HELP =
  'a condition is `$variable`, `$variable` with `=`, `!=`, `~`, `~*`, `!~` or `!~*` and a value, or `-f`, `-d`, `-e` or `-x` (or `!-f` …) and a path';

export const conditionSetters: SetterTable = { 'ngx_http_rewrite_module if': condition };
