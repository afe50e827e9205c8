/**
 * Would nginx compile a regular expression of a directive, and may its named groups become variables?
 * (ngx_http_regex_compile in src/http/ngx_http_variables.c; stream's twin)
 */
import type { NginxVersion, VariableFamily } from '../../../catalog/index.ts';
import { compilePattern, nginxError, type PcreResult } from '../../../pcre/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Complaint, Reading } from '../../setter.ts';
import { duplicateVariable } from './variables.ts';

const NONE: readonly Complaint[] = [];

/** Patterns of one configuration; the same one stands in thousands of servers. */
type Compiled = Map<string, PcreResult>;

function compiled(pattern: string, caseless: boolean, reading: Reading): PcreResult {
  const known = reading.main.fact<Compiled>(caseless ? 'regexes*' : 'regexes', () => new Map());
  let result = known.get(pattern);
  if (!result) {
    result = compilePattern(pattern, { caseless });
    known.set(pattern, result);
  }
  return result;
}

export interface RegexUse {
  readonly caseless?: boolean;
  /** Where the pattern begins in the argument (`~*` before it); default 0. */
  readonly from?: number;
  /** Where the named groups become variables; absent where nginx calls ngx_regex_compile itself. */
  readonly family?: VariableFamily;
}

/** What nginx says about the regex in an argument (`index` -1: in the directive's name): nothing, or one complaint. */
export function checkRegex(
  directive: Directive,
  index: number,
  pattern: string,
  reading: Reading,
  { caseless = false, from = 0, family }: RegexUse = {},
): readonly Complaint[] {
  const result = compiled(pattern, caseless, reading);
  const argument = index < 0 ? directive.nameSpan : directive.argSpan(index);
  if (result.ok)
    return family && result.names.length > 0 ? checkNames(result, argument, reading.version, family) : NONE;
  const cooked = index < 0 ? directive.name : (directive.args[index] ?? '');
  return [
    {
      rule: 'invalid-regex',
      message: nginxError(pattern, result),
      span: placeIn(argument, cooked, from + Math.min(result.offset, pattern.length)),
      label: result.message,
      help: 'PCRE cannot compile this regular expression: correct it, and put it in quotes if it has `{`, `}` or `;` in it',
    },
  ];
}

/** The rest of the argument from the mistake on; the whole one where quotes and escapes hide the place. */
function placeIn(argument: Span, cooked: string, offset: number): Span {
  const { source, start, end } = argument;
  const quotes = end - start - cooked.length;
  if ((quotes !== 0 && quotes !== 2) || offset >= cooked.length) return argument;
  const shift = quotes / 2;
  if (source.text.slice(start + shift, end - shift) !== cooked) return argument;
  return source.span(start + shift + offset, end - shift);
}

function checkNames(
  { names }: PcreResult & { readonly ok: true },
  span: Span,
  version: NginxVersion,
  family: VariableFamily,
): readonly Complaint[] {
  for (const { name } of names) {
    const complaint = duplicateVariable(name, version, family);
    if (complaint) return [{ ...complaint, span }];
  }
  return NONE;
}

/** Is a statement of http or of stream? */
export function familyOf({ level }: Reading): VariableFamily {
  return level.nearest('http', 'stream')?.kind === 'stream' ? 'stream' : 'http';
}
