/**
 * What does nginx say about the addresses of its pass directives? (`set` functions of ngx_http_proxy_module.c,
 * ngx_http_fastcgi_module.c, …, ngx_stream_proxy_module.c, ngx_stream_pass_module.c)
 */
import type { Directive } from '../../../tree/index.ts';
import { instead } from '../../proposal.ts';
import { type Complaint, duplicate, type Level, returned, type Setter } from '../../setter.ts';
import { checkScript } from '../body/script.ts';
import { groupsOf } from './groups.ts';
import { parseUrl } from './inet.ts';
import { addressComplaint } from './server.ts';
import { wrong } from './words.ts';

interface PassShape {
  /** Prefixes with their default ports; the empty one where none is needed. nginx compares without regard to case. */
  readonly prefixes?: readonly (readonly [prefix: string, port: number])[];
  /** `proxy_pass`: a prefix is a must, and a URI may follow. */
  readonly isUrl?: boolean;
  /** `memcached_pass` takes no variables: a `$` is part of the name. */
  readonly literal?: boolean;
}

export const pass =
  ({ prefixes = [], isUrl = false, literal = false }: PassShape): Setter =>
  (directive, { level }) => {
    const complaint = passMistake();
    return complaint ? [complaint] : [];

    function passMistake(): Complaint | undefined {
      const earlier = level.read(directive.name);
      if (earlier.length > 0) return duplicate(directive, earlier[0]);
      const value = directive.args[0];
      if (value === undefined) return undefined; // tunnel_pass without an argument
      if (!literal && value.includes('$')) return checkScript(directive, 0)[0];
      const found = prefixes.find(([prefix]) => value.slice(0, prefix.length).toLowerCase() === prefix);
      if (isUrl && !found) return noPrefix(directive);
      const text = found ? value.slice(found[0].length) : value;
      const url = parseUrl(text, { uriPart: isUrl, defaultPort: found?.[1] ?? 0 });
      if (url.error !== undefined) return addressComplaint(directive, 0, text, url);
      const conflict = groupsOf(level).refer(url, directive, 0);
      if (conflict) return conflict;
      return url.uri !== '' && takesNoUri(level) ? uriMistake(directive, url.uri) : undefined;
    }
  };

function noPrefix(directive: Directive): Complaint {
  return wrong(directive, 0, 'invalid URL prefix', {
    label: 'expected `http://` or `https://`',
    help: `write \`proxy_pass http://${directive.args[0]};\` (or \`https://\`)`,
  });
}

/** A location without a prefix that nginx could replace by the URI. */
function takesNoUri(level: Level): boolean {
  if (level.kind === 'if-in-location' || level.kind === 'limit_except') return true;
  const args = level.block?.args ?? [];
  const [first = ''] = args;
  return args.length > 1 ? first === '~' || first === '~*' : first.startsWith('~') || first.startsWith('@');
}

function uriMistake(directive: Directive, uri: string): Complaint {
  const span = directive.argSpan(0);
  const at = span.source.text.lastIndexOf(uri, span.end - uri.length);
  const isFound = at > span.start;
  return {
    rule: 'proxy-pass-uri-context',
    message:
      '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block',
    span: isFound ? span.source.span(at, at + uri.length) : span,
    ...(isFound && uri === '/' && { proposal: instead(span.source.span(at, at + 1), '', 'suggestion') }),
    label: 'no prefix that this could replace',
    help:
      uri === '/'
        ? 'leave the `/` out: the request URI is passed on as it is'
        : 'leave the URI out, and change the request URI with `rewrite … break`, or build the whole URL with variables',
  };
}

/** `pass` of stream: an IP address or a socket, with a port. */
export const streamPass: Setter = function* (directive, { level }) {
  const earlier = level.read('pass');
  if (earlier.length > 0) return yield duplicate(directive, earlier[0]);
  const value = directive.args[0]!;
  if (value.includes('$')) return yield* checkScript(directive, 0);
  const url = parseUrl(value);
  if (url.error !== undefined) return yield wrong(directive, 0, `${url.error} in "${value}" of the "pass" directive`);
  // a group's name or a host name: it is not resolved here
  if (url.family === 'name') return yield returned(directive, 'has no addresses', { span: directive.argSpan(0) });
  if (url.noPort) yield returned(directive, 'has no port', { span: directive.argSpan(0) });
};
