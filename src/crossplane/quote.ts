/**
 * How is an argument of a payload written so that nginx reads the same one again?
 *
 * Quotes stand only where nginx needs them (ngx_conf_read_token in src/core/ngx_conf_file.c). The escapes of an argument are
 * its own (see payload.ts); written anew are the quote that surrounds it and a backslash that would swallow what follows.
 */
import { CrossplaneError } from './errors.ts';
import { checkEncodable, encodeText } from './text.ts';

/** NGX_CONF_BUFFER: the bytes that one token may fill, what ends it included. */
const BUFFER = 4096;

/** The argument as it stands in a configuration. */
export function enquote(argument: string): string {
  const sound = hasLoneBackslash(argument) ? `${argument}\\` : argument;
  if (!needsQuotes(sound)) return sound;
  const quote = sound.includes("'") && !sound.includes('"') ? '"' : "'";
  return quote + escapeQuote(quote, sound) + quote;
}

/** True where the written argument has quotes around it. */
function isWrittenQuoted(written: string): boolean {
  return written.startsWith('"') || written.startsWith("'");
}

/** Backslashes come in pairs with what follows them; is the last one alone? */
function hasLoneBackslash(argument: string): boolean {
  if (!argument.endsWith('\\')) return false;
  let at = argument.indexOf('\\');
  while (at >= 0 && at + 1 < argument.length) at = argument.indexOf('\\', at + 2);
  return at >= 0;
}

/** Would nginx read something else without quotes? */
function needsQuotes(argument: string): boolean {
  if (argument === '' || /^["'#{}]/.test(argument)) return true;
  let isVariable = false;
  for (let at = 0; at < argument.length; at++) {
    switch (argument[at]) {
      case '\\':
        at++;
        isVariable = false;
        break;
      case '$':
        isVariable = true;
        break;
      case '{':
        if (!isVariable) return true; // after `$` it belongs to the token, and a second one, too
        break;
      case ' ':
      case '\t':
      case '\r':
      case '\n':
      case ';':
        return true;
      default:
        isVariable = false;
    }
  }
  return false;
}

function escapeQuote(quote: string, argument: string): string {
  if (!argument.includes(quote)) return argument;
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < argument.length; at++) {
    const c = argument[at];
    if (c === '\\') {
      at++;
    } else if (c === quote) {
      parts.push(argument.slice(from, at), '\\');
      from = at;
    }
  }
  parts.push(argument.slice(from));
  return parts.join('');
}

/**
 * The arguments of an `if`, in the parentheses that the payload leaves out. A quote is one only at the start of a token: a
 * quoted first argument needs a space before it.
 */
export function parenthesised(args: readonly string[]): readonly string[] {
  const written = args.map(enquote);
  const [first] = written;
  if (first === undefined) return ['()'];
  if (isWrittenQuoted(first)) written.unshift('(');
  else written[0] = `(${first}`;
  written[written.length - 1] += ')';
  return written;
}

/**
 * The arguments of an `if` as the payload has them: without the outer parentheses. Undefined where there are none, which
 * nginx rejects (ngx_http_rewrite_if_condition).
 */
export function withoutParentheses(args: readonly string[]): string[] | undefined {
  const inner = [...args];
  const last = inner.length - 1;
  if (last < 0 || !inner[0]!.startsWith('(')) return undefined;
  inner[0] = inner[0]!.slice(1);
  if (!inner[last]!.endsWith(')')) return undefined;
  inner[last] = inner[last]!.slice(0, -1);
  if (inner.at(-1) === '') inner.pop();
  if (inner[0] === '') inner.shift();
  return inner;
}

/**
 * Throws CrossplaneError when the written token has no bytes, or more than nginx's buffer holds; `isFollowedBySpace`: one
 * byte more.
 */
export function checkWord(written: string, isFollowedBySpace: boolean): void {
  if (written.length < BUFFER / 4) {
    checkEncodable(written);
    return;
  }
  // what counts begins after the opening quote, and ends with the byte that nginx needs to see the token's end
  const bytes = encodeText(written).length - (isWrittenQuoted(written) ? 1 : 0);
  if (bytes + (isFollowedBySpace ? 1 : 0) >= BUFFER) {
    throw new CrossplaneError(`too long parameter "${written.slice(0, 10)}...": nginx reads at most 4095 bytes`);
  }
}

/** Throws CrossplaneError when a comment would not stay one comment. */
export function checkComment(comment: string): void {
  if (comment.includes('\n')) throw new CrossplaneError('a comment cannot contain a line end');
  checkEncodable(comment);
  if (comment.length >= BUFFER / 4 && encodeText(comment).length + 1 >= BUFFER) {
    throw new CrossplaneError(`too long comment "#${comment.slice(0, 10)}...": nginx reads at most 4095 bytes`);
  }
}
