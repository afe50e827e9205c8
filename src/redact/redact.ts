/** What in a text is a secret, and how is the text shown without it? Everything that leaves nginx-vet passes through here. */
import { fromByteString, originOf, type SourceText, type Span } from '../text/index.ts';

/** Characters `start` up to, not including, `end` of the text that was asked about. */
export interface SecretRange {
  readonly start: number;
  readonly end: number;
}

/** A name that ends like this names a secret; `ssl_password_file`, `TOKEN_TTL` and `token_endpoint` do not. */
const SECRET =
  '(?:passw(?:or)?d|passphrase|[_-]pwd|secret|secret[_-]?(?:access[_-]?)?key(?:_base)?|token|credentials?' +
  '|(?:api|access|private|auth|signing|encryption|shared)[_-]?key)';
const SCHEME = '(?:Basic|Bearer|Token|Digest|ApiKey|Negotiate)';
const QUOTE = `["']?`;

type ValueKind = 'word' | 'line';

/** What stands directly before a value that is secret, and whether the value is one word or the rest of the line. */
const BEFORE_SECRET: readonly (readonly [RegExp, ValueKind])[] = [
  // proxy_set_header Authorization "…"; fastcgi_param DB_PASSWORD …; auth_http_header X-Auth-Key …
  [
    new RegExp(
      `(?:_set_header|add_header|_param|auth_http_header)\\s+${QUOTE}[\\w-]*(?:${SECRET}|authorization)${QUOTE}\\s+`,
      'gi',
    ),
    'word',
  ],
  [/_set_header\s+["']?cookie["']?\s+/gi, 'word'],
  [/\b(?:secure_link_secret|secure_link_md5|client_secret)\s+/gi, 'word'],
  [new RegExp(`\\bset\\s+\\$\\w*${SECRET}\\s+`, 'gi'), 'word'],
  // if ($http_x_api_key != "…")
  [new RegExp(`\\$\\{?\\w*(?:${SECRET}|authorization)\\}?\\s*!?=[ \\t]*`, 'gi'), 'word'],
  // "X-Api-Key: …", {"Authorization": "Bearer …"}
  [
    new RegExp(`\\b(?:(?:Proxy-)?Authorization|X-[\\w-]*${SECRET})${QUOTE}[ \\t]*:[ \\t]*(?:${SCHEME}[ \\t]+)?`, 'gi'),
    'word',
  ],
  // DB_PASSWORD=…, env[DB_PASSWORD] = …, ?token=…
  [new RegExp(`(?<![\\w$.{-])[\\w.-]*${SECRET}${QUOTE}\\]?[ \\t]*=(?![=~>])[ \\t]*`, 'gi'), 'word'],
  [new RegExp(`["'][\\w.-]*${SECRET}["'][ \\t]*:[ \\t]*`, 'gi'), 'word'],
  [new RegExp(`^[ \\t]*(?:-[ \\t]+)?[\\w.-]*${SECRET}[ \\t]*:[ \\t]+`, 'gim'), 'line'],
  [/(?<![\w-])--(?:[\w-]*-)?(?:password|passwd|secret|token|api-key|requirepass)[ \t]+(?!-)/gi, 'word'],
];

/** Credentials by their own shape; words of prose (`Basic authentication`) have neither digits nor inner capitals. */
const CREDENTIAL =
  /\b(?:[Bb]asic|[Bb]earer)[ \t]+(?=[\w+/.~=-]{8})(?=[\w+/.~-]*(?:\d|[a-z][A-Z]|[\w+/.~-]{20}))(?!realm=)/g;

const URL_PASSWORD = /:\/\/[^\s/@:?#"'`<>]*:([^\s/?#"'`<>]+)@/g;
const SECRET_MAP = new RegExp(`\\bmap\\s+${QUOTE}\\$\\w*(?:${SECRET}|authorization)${QUOTE}\\s+\\$\\w+\\s*\\{`, 'gi');
const MAP_KEY = /(?:^|;)\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|([^\s;"'~#]\S*))(?=\s)/g;
const NOT_A_KEY = new Set(['default', 'hostnames', 'volatile', 'include']);
const HARMLESS = /^(?:on|off|true|false|null|none|yes|no|required|optional|default)?$/i;
const LONGEST_QUOTED = 4_000;
const VARIABLE = /\$\{[^}]{0,200}\}|\${1,2}\([^)]{0,200}\)|\$\w+/g;

/** What every text with a secret has somewhere, whichever of the patterns finds it: most texts have none of these words. */
const HINT =
  /passw|passphrase|requirepass|[_-]pwd|secure_link|secret|token|credential|key|authorization|cookie|basic|bearer|:\/\/[^\s/]*@/i;

/** Where the secrets of a text are, in order and without overlaps. The text may be a byte string or ordinary text. */
export function secretRanges(text: string): readonly SecretRange[] {
  if (!HINT.test(text)) return NO_SECRETS;
  const found: SecretRange[] = [];
  for (const match of text.matchAll(URL_PASSWORD)) {
    const end = match.index + match[0].length - 1;
    addLiterals(text, end - match[1]!.length, end, found);
  }
  for (const [before, kind] of BEFORE_SECRET) {
    let done = 0;
    for (const match of text.matchAll(before)) {
      const at = match.index + match[0].length;
      if (at >= done) done = addValue(text, at, kind, found); // what looks like a name inside of a value is the value
    }
  }
  for (const match of text.matchAll(CREDENTIAL)) addValue(text, match.index + match[0].length, 'word', found);
  addMapKeys(text, found);
  addPrivateKeys(text, found);
  return merge(found);
}

const NO_SECRETS: readonly SecretRange[] = [];

/** A text without its secrets: each becomes `***`. `known` are secrets of the files it speaks of, hidden wherever they stand. */
export function redact(text: string, known: readonly string[] = []): string {
  let out = '';
  let at = 0;
  for (const { start, end } of secretRanges(text)) {
    out += `${text.slice(at, start)}***`;
    at = end;
  }
  out += text.slice(at);
  for (const secret of known) out = out.replaceAll(secret, '***');
  return out;
}

/** Redaction for one report: remembers where the secrets of each source are, so that every file is searched once. */
export interface Redactor {
  /** Bytes `start` to `end` of a source with every secret byte as `*`: columns keep their places. */
  mask(source: SourceText, start: number, end: number): string;
  /** The secrets (as text) that stand on the lines of these spans, to be hidden in words about them too. */
  known(spans: readonly Span[]): readonly string[];
}

export function createRedactor(): Redactor {
  const bySource = new Map<SourceText, readonly SecretRange[]>();
  const rangesOf = (source: SourceText): readonly SecretRange[] => {
    const ranges = bySource.get(source) ?? secretRanges(source.text);
    bySource.set(source, ranges);
    return ranges;
  };
  return {
    mask(source, start, end) {
      let out = '';
      let at = start;
      const ranges = rangesOf(source);
      for (let i = firstEndingAfter(ranges, start); i < ranges.length && ranges[i]!.start < end; i++) {
        const range = ranges[i]!;
        const from = Math.max(range.start, at);
        const to = Math.min(range.end, end);
        out += source.text.slice(at, from) + source.text.slice(from, to).replace(/[^\s]/g, '*');
        at = to;
      }
      return out + source.text.slice(at, end);
    },
    known(spans) {
      const secrets = new Set<string>();
      for (const span of spans) {
        const { source, start, end } = originOf(span);
        const from = source.lineStart(source.line(start));
        const to = Math.min(source.lineEnd(source.line(end)), from + 10_000);
        const ranges = rangesOf(source);
        for (let i = firstEndingAfter(ranges, from); i < ranges.length && ranges[i]!.start < to; i++) {
          const range = ranges[i]!;
          const secret = fromByteString(source.text.slice(range.start, range.end));
          if (secret.length >= 6) secrets.add(secret); // shorter ones would hide innocent words
        }
      }
      return [...secrets].sort((a, b) => b.length - a.length);
    },
  };
}

/** Index of the first of some ranges (in order, without overlaps) that ends behind an offset. */
function firstEndingAfter(ranges: readonly SecretRange[], offset: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds the secrets of the value at `at`; where the value ends. */
function addValue(text: string, at: number, kind: ValueKind, found: SecretRange[]): number {
  const quote = text[at];
  if (quote === '"' || quote === "'") {
    let end = at + 1;
    const furthest = Math.min(text.length, at + LONGEST_QUOTED);
    while (end < furthest && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
    if (end >= furthest) end = lineEnd(text, at); // the quote is not closed: the rest of the file is not the secret
    addLiterals(text, at + 1, end, found);
    return end;
  }
  // A value that begins like this is a variable, a placeholder, a pattern or a YAML block, not the secret itself.
  if (quote === undefined || '({[<\\*%|>^&!`'.includes(quote)) return at;
  const value = kind === 'line' ? /(?:(?![ \t]#)[^\r\n])*/y : /(?:\$\{[^}\s]{0,200}\}|[^\s;,"'`)}&<>|])*/y;
  value.lastIndex = at;
  const end = at + value.exec(text)![0].length;
  addLiterals(text, at, end, found);
  return end;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** The literal parts of a value: variables and the name of an authentication scheme say nothing secret. */
function addLiterals(text: string, start: number, end: number, found: SecretRange[]): void {
  const value = text.slice(start, end);
  if (value.length < 2 || HARMLESS.test(value) || value.includes('{{')) return;
  let at = new RegExp(`^\\s*${SCHEME}\\s+`, 'i').exec(value)?.[0].length ?? 0;
  const variables = [...value.matchAll(VARIABLE)];
  if (variables.length === 0) {
    found.push({ start: start + at, end });
    return;
  }
  for (const next of [...variables.map((v) => [v.index, v.index + v[0].length] as const), [value.length, 0] as const]) {
    const literal = value.slice(at, next[0]);
    const lead = literal.length - literal.trimStart().length;
    const secret = literal.trim();
    if (/\w.*\w.*\w/s.test(secret)) found.push({ start: start + at + lead, end: start + at + lead + secret.length });
    at = Math.max(at, next[1]);
  }
}

/** `map $http_x_api_key $client { "the key" name; }`: the keys of such a map are the secrets. */
function addMapKeys(text: string, found: SecretRange[]): void {
  for (let done = 0; ; ) {
    SECRET_MAP.lastIndex = done;
    const map = SECRET_MAP.exec(text);
    if (!map) return;
    const start = map.index + map[0].length;
    const close = text.indexOf('}', start);
    done = close < 0 ? text.length : close;
    for (const match of text.slice(start, done).matchAll(MAP_KEY)) {
      const quoted = match[1] ?? match[2];
      const key = quoted ?? match[3]!;
      if (key === '' || key.startsWith('~') || (quoted === undefined && NOT_A_KEY.has(key))) continue;
      const end = start + match.index + match[0].length - (quoted === undefined ? 0 : 1);
      found.push({ start: end - key.length, end });
    }
  }
}

function addPrivateKeys(text: string, found: SecretRange[]): void {
  const begin = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/g;
  for (let match = begin.exec(text); match; match = begin.exec(text)) {
    const start = match.index + match[0].length;
    const stop = text.indexOf('-----END', start);
    const end = stop < 0 ? text.length : stop;
    found.push({ start, end });
    begin.lastIndex = end;
  }
}

function merge(ranges: SecretRange[]): readonly SecretRange[] {
  const merged: SecretRange[] = [];
  for (const range of ranges.filter((r) => r.end > r.start).sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && range.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else merged.push(range);
  }
  return merged;
}
