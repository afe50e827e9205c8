/** Are `charset` and `charset_map` as nginx wants them? (src/http/modules/ngx_http_charset_filter_module.c) */
import type { Directive } from '../../../tree/index.ts';
import { type Closer, type Complaint, duplicate, type Level, type Reading, type SetterTable } from '../../setter.ts';

const UTF8 = 'utf-8';

function* head(directive: Directive, reading: Reading): Generator<Complaint> {
  const [from = '', to = ''] = directive.args;
  const [source, target] = [from.toLowerCase(), to.toLowerCase()];
  if (source === target) {
    const message = `"charset_map" between the same charsets "${from}" and "${to}"`;
    return yield { rule: 'config-error', message, span: directive.argSpan(1), label: 'the same charset' };
  }
  if (source === UTF8) {
    const message = '"charset_map" with "utf-8" charset should be given in the second column';
    // before it was taken, and did nothing good
    if (reading.version.before('1.31.3') !== 'no') return;
    const help = 'exchange the charsets, and the columns of the map';
    return yield { rule: 'config-error', message, span: directive.argSpan(0), label: 'must be the second one', help };
  }
  const http = reading.level;
  const known = http.fact<Map<string, Directive>>('charset maps', () => new Map());
  const first = known.get(`${source} ${target}`) ?? known.get(`${target} ${source}`);
  known.set(`${source} ${target}`, directive);
  if (!first || http.isImplied) return;
  yield {
    rule: 'duplicate-directive',
    message: `duplicate "charset_map" between "${from}" and "${to}"`,
    label: 'a second map of the two',
    related: [{ span: first.headSpan, label: 'first here' }],
  };
}

/** NGX_UTF_LEN is 4, with the length itself in the first byte. */
const MAX_UTF8_BYTES = 3;

function* entry(directive: Directive, { level, version }: Reading): Generator<Complaint> {
  const [to = ''] = directive.args;
  if (!isByte(directive.name)) return yield invalid(directive, -1);
  if (level.block?.args[1]?.toLowerCase() !== UTF8) {
    if (!isByte(to)) yield invalid(directive, 0);
    return;
  }
  // before 1.27.5 nginx wrote behind the end of its table and looked at the first character only
  if (to.length / 2 >= MAX_UTF8_BYTES + 1 && version.before('1.27.5') === 'no') return yield invalid(directive, 0);
  // of an odd number of digits the last one is read together with the NUL behind it
  const bytes = to.match(/[\s\S]{1,2}/g) ?? [];
  if (!bytes.every((byte) => byte.length === 2 && isByte(byte)) || !isUtf8(bytes.map((b) => Number.parseInt(b, 16)))) {
    yield invalid(directive, 0);
  }
}

function invalid(directive: Directive, index: number): Complaint {
  return {
    rule: 'invalid-value',
    message: `invalid value "${index < 0 ? directive.name : directive.args[index]}"`,
    span: index < 0 ? directive.nameSpan : directive.argSpan(index),
    label: 'no code of a character in this charset',
    help: 'write the code in hexadecimal digits, without `0x`',
  };
}

/** ngx_hextoi, up to 255. */
function isByte(text: string): boolean {
  return /^0*[0-9a-fA-F]{1,2}$/.test(text);
}

/** ngx_utf8_decode: one character of two or three bytes, above 0x7f (a byte alone is `0xffffffff` to it). */
function isUtf8([first = 0, ...rest]: readonly number[]): boolean {
  if (first >= 0xf0 || first < 0xc2) return false;
  const length = first >= 0xe0 ? 2 : 1;
  if (rest.length < length || rest.slice(0, length).some((byte) => byte < 0x80)) return false;
  const bits = rest
    .slice(0, length)
    .reduce((code, byte) => (code << 6) | (byte & 0x3f), first & (length === 2 ? 0x0f : 0x1f));
  return bits > (length === 2 ? 0x7ff : 0x7f);
}

/** ngx_http_set_charset_slot: a charset, a variable, or `off`. */
function* charset(directive: Directive, { level }: Reading): Generator<Complaint> {
  const [first] = level.isImplied ? [] : level.read(directive.name);
  if (first) return yield duplicate(directive, first);
  if (directive.args[0] === '$') {
    const message = 'invalid variable name "$"';
    return yield { rule: 'invalid-value', message, span: directive.argSpan(0), label: 'the name is missing' };
  }
  let http: Level | undefined = level.nearest('http');
  if (http?.isImplied) http = undefined;
  http?.fact<Level[]>('charset levels', () => []).push(level);
}

/**
 * ngx_http_charset_merge_loc_conf finds the pairs to recode; ngx_http_charset_postconfiguration wants a map for each. A pair
 * exists on every level below http that has, or inherits, both charsets.
 */
function* missingMaps(reading: Reading): Generator<Complaint> {
  if (reading.isPartial) return;
  const http = reading.level;
  if (http.fact<Level[]>('charset levels', () => []).length === 0) return;
  const maps = http.fact<Map<string, Directive>>('charset maps', () => new Map());
  const told = new Set<string>();
  for (const level of below(http)) {
    const to = level.effective('charset')?.args[0];
    const source = level.effective('source_charset');
    const from = source?.args[0];
    if (!source || from === undefined || to === undefined || to === 'off' || to.startsWith('$') || from.startsWith('$'))
      continue;
    const pair = `${from.toLowerCase()} ${to.toLowerCase()}`;
    if (from.toLowerCase() === to.toLowerCase() || told.has(pair)) continue;
    told.add(pair);
    if (maps.has(pair) || maps.has(`${to.toLowerCase()} ${from.toLowerCase()}`)) continue;
    yield {
      rule: 'config-error',
      message: `no "charset_map" between the charsets "${from}" and "${to}"`,
      place: 'none',
      span: source.headSpan,
      label: `nothing says how \`${from}\` becomes \`${to}\``,
      help: `add \`charset_map ${from} ${to} { … }\` to http`,
    };
  }
}

/** Servers, their locations and the `if`s in these, outer ones first. */
function* below(level: Level): Generator<Level> {
  const stack = [...level.children].reverse();
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (next.kind === 'server' || next.kind === 'location' || next.kind === 'if-in-location') {
      yield next;
      for (let i = next.children.length - 1; i >= 0; i--) stack.push(next.children[i]!);
    }
  }
}

export const charsetSetters: SetterTable = {
  'ngx_http_charset_filter_module charset_map': head,
  'ngx_http_charset_filter_module charset': charset,
  'ngx_http_charset_filter_module source_charset': charset,
  '@charset_map': entry,
};

export const charsetClosers: readonly Closer[] = [
  { module: 'ngx_http_charset_filter_module', at: 'http', stage: 'postconfiguration', check: missingMaps },
];
