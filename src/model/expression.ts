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
    const next = value.indexOf('$', at);
    if (next !== at) {
      text += next < 0 ? value.slice(at) : value.slice(at, next);
      at = next < 0 ? value.length : next;
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

/** Variables whose values begin with `/` or `?`, or are empty. */
const URIS: ReadonlySet<string> = new Set(['request_uri', 'uri', 'document_uri', 'is_args']);

/**
 * A proxy_pass value without its URI: `http://app/$1` is `http://app`. The value itself where no URI can be told apart.
 * What comes behind the first `/` or `?` after the scheme does not change what is dialled (ngx_parse_url with `uri_part`).
 */
export function withoutUri(value: string): string {
  const scheme = value.indexOf('://');
  let at = scheme < 0 ? 0 : scheme + 3;
  if (value.slice(at, at + 5).toLowerCase() === 'unix:') {
    const colon = value.indexOf(':', at + 5);
    return colon < 0 ? value : value.slice(0, colon);
  }
  for (; at < value.length; at++) {
    if (value[at] === '/' || value[at] === '?') return value.slice(0, at);
    const name = value[at] === '$' && /^\$\{?(\w+)/.exec(value.slice(at, at + 64))?.[1];
    if (name && URIS.has(name.toLowerCase())) return value.slice(0, at);
  }
  return value;
}

/** Variables that the client's request fills, mostly with a name; and the names of the server that was chosen. */
const NAMES = /^(?:host|http_\w+|arg_\w+|cookie_\w+|server_name|ssl_server_name|ssl_preread_server_name)$/;

/**
 * The host of a pass directive's value if it has a variable and is mostly a name: a variable of the request that may be
 * one, or letters beside any variable (no address has them). Groups may be called so, too.
 */
export function openName(value: string): string | undefined {
  if (!value.includes('$')) return undefined;
  const host = withoutUri(value)
    .replace(/^[^/]*:\/\//, '')
    .replace(/:[^:\]]*$/, '');
  const parts = parseExpression(host);
  if (/^(?:unix:|\[)/i.test(host) || parts.every((part) => part.kind === 'text')) return undefined;
  const last = parts.at(-1)!; // before it `app$suffix` would be a name, too, or one with a URI
  const hasLetters = last.kind === 'text' && /[a-z]/i.test(last.text);
  return hasLetters || parts.every((part) => part.kind === 'variable' && NAMES.test(part.name)) ? host : undefined;
}
