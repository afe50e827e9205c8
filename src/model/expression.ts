/** What is a value made of? nginx's script strings: text with `$name`, `${name}` and `$1` (ngx_http_script_compile). */

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'capture'; readonly number: number };

/** The parts of a script string. Names are lower-cased, as nginx looks them up; broken ones stay text. */
export function parseExpression(value: string): readonly Part[] {
  const parts: Part[] = [];
  let text = '';
  let at = 0;
  while (at < value.length) {
    if (value[at] !== '$') {
      text += value[at++];
      continue;
    }
    const match = /^\$(?:([1-9])|\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/.exec(value.slice(at, at + 256));
    if (!match) {
      text += value[at++];
      continue;
    }
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
    const [whole, capture, braced, bare] = match;
    // `$10` is capture 1 followed by "0", `$1` in braces is a variable named 1
    if (capture !== undefined) parts.push({ kind: 'capture', number: Number(capture) });
    else parts.push({ kind: 'variable', name: (braced ?? bare ?? '').toLowerCase() });
    at += whole.length;
  }
  if (text !== '' || parts.length === 0) parts.push({ kind: 'text', text });
  return parts;
}

/** The text of a value without variables; undefined when it has any. */
export function constantText(value: string): string | undefined {
  return value.includes('$') && parseExpression(value).some((p) => p.kind !== 'text') ? undefined : value;
}
