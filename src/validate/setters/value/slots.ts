/** Does a value fit its slot? The generic setters of nginx: ngx_conf_set_*_slot (src/core/ngx_conf_file.c). */
import { type DirectiveVariant, shapesOf } from '../../../catalog/index.ts';
import { decimal, parseOffset, parseSize, parseTime } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { didYouMean } from '../../proposal.ts';
import { type Complaint, duplicate, type Reading, returned, type Setter } from '../../setter.ts';
import { checkScript } from '../body/script.ts';
import { isAddressWithPort } from '../upstream/inet.ts';
import { invalidParameter, wrong } from '../upstream/words.ts';
import { numberPost } from './posts.ts';

export const NOTHING: readonly Complaint[] = [];

/** The complaint about a directive that is given again on its level; a field that is set is set. */
export function again(directive: Directive, { level }: Reading): readonly Complaint[] | undefined {
  const first = level.read(directive.name)[0];
  return first && [duplicate(directive, first)];
}

/** A setter of a directive that is given once a level. */
export function once(check: (directive: Directive, reading: Reading) => Iterable<Complaint>): Setter {
  return (directive, reading) => again(directive, reading) ?? check(directive, reading);
}

/** `"%s" directive invalid value` about one argument. */
export function invalidValue(directive: Directive, index: number, help?: string): readonly Complaint[] {
  return [
    returned(directive, 'invalid value', { span: directive.argSpan(index), label: 'nginx cannot read this', help }),
  ];
}

const SIZE_HELP = 'a size is a whole number of bytes, or one with `k` or `m`: `8k`, `10m`';
const OFFSET_HELP = 'a size is a whole number of bytes, or one with `k`, `m` or `g`: `8k`, `10m`, `2g`';
const TIME_HELP =
  'a time is a whole number with `ms`, `s`, `m`, `h`, `d` or `w`, several ones in falling order: `30s`, `1h30m`';
const SECONDS_HELP =
  'a time is a whole number with `s`, `m`, `h`, `d`, `w`, `M` or `y`, several ones in falling order: `30s`, `1h30m`';
const NUMBER_HELP = 'it takes digits only';

const flag: Setter = once((directive) => {
  const value = directive.args[0] ?? '';
  if (isFlag(value)) return NOTHING;
  return [
    wrong(directive, 0, `invalid value "${value}" in "${directive.name}" directive, it must be "on" or "off"`, {
      label: 'neither `on` nor `off`',
    }),
  ];
});

function isFlag(value: string): boolean {
  if (value === 'on' || value === 'off') return true;
  const lower = value.toLowerCase();
  return lower === 'on' || lower === 'off';
}

function scalar(read: (text: string) => number, words: string, help: string): Setter {
  return once((directive, { version }) => {
    const value = read(directive.args[0] ?? '');
    if (value < 0)
      return [returned(directive, words, { span: directive.argSpan(0), label: 'nginx cannot read this', help })];
    return numberPost(directive, value, version) ?? NOTHING;
  });
}

const size = scalar(parseSize, 'invalid value', SIZE_HELP);
const num = scalar(decimal, 'invalid number', NUMBER_HELP);
const str: Setter = once(() => NOTHING);

const bufs: Setter = once((directive) => {
  const [count = '', bytes = ''] = directive.args;
  if (decimal(count) <= 0)
    return invalidValue(directive, 0, 'first the number of buffers, then the size of each: `8 16k`');
  if (parseSize(bytes) <= 0) return invalidValue(directive, 1, SIZE_HELP);
  return NOTHING;
});

/** The words that a variant takes in any version that the target may be. */
function words(variant: DirectiveVariant | undefined, { version }: Reading): readonly string[] | undefined {
  if (!variant) return undefined;
  if (!variant.history) return variant.values;
  const all: string[] = [];
  for (const { values } of shapesOf(variant, version)) {
    if (!values) return undefined;
    for (const one of values) all.push(one);
  }
  return all;
}

function isOneOf(value: string, known: readonly string[]): boolean {
  if (known.includes(value)) return true;
  const lower = value.toLowerCase();
  return known.some((word) => word.toLowerCase() === lower);
}

function invalidWord(directive: Directive, index: number, known: readonly string[]): Complaint {
  const value = directive.args[index] ?? '';
  return wrong(directive, index, `invalid value "${value}"`, {
    label: `\`${directive.name}\` has no such value`,
    help: `it takes ${known.map((word) => `\`${word}\``).join(', ')}`,
    ...didYouMean(value, known, directive.argSpan(index)),
  });
}

const enumeration: Setter = (directive, reading, variant) => {
  const first = again(directive, reading);
  if (first) return first;
  const known = words(variant, reading);
  if (!known || isOneOf(directive.args[0] ?? '', known)) return NOTHING;
  return [invalidWord(directive, 0, known)];
};

/** The bits of a word; two that share one are the same to nginx (ngx_http_userid_flags). */
function bitOf(word: string): string {
  const lower = word.toLowerCase();
  return lower.startsWith('samesite=') ? 'samesite' : lower;
}

function* bitmask(directive: Directive, reading: Reading, variant: DirectiveVariant | undefined): Generator<Complaint> {
  const known = words(variant, reading);
  if (!known) return;
  const { args } = directive;
  const earlier = reading.level.read(directive.name);
  if (args.length === 1 && earlier.length === 0) {
    if (!isOneOf(args[0]!, known)) yield invalidWord(directive, 0, known);
    return;
  }
  const seen = new Set<string>();
  for (const one of earlier) for (const word of one.args) seen.add(bitOf(word));
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!;
    if (!isOneOf(word, known)) return yield invalidWord(directive, index, known);
    const bit = bitOf(word);
    if (seen.has(bit)) {
      yield {
        ...wrong(directive, index, `duplicate value "${word}"`),
        rule: 'config-warning',
        level: 'warn',
        label: 'given before',
      };
    }
    seen.add(bit);
  }
}

/** The type that a list has before anything is added (`cmd->post`, e.g. ngx_http_html_default_types in ngx_http.c). */
function defaultType(name: string): string {
  return name === 'xslt_types' ? 'text/xml' : 'text/html';
}

/** ngx_http_types_slot (src/http/ngx_http.c). */
function* mimeTypes(directive: Directive, { level }: Reading): Generator<Complaint> {
  const types = level.fact(directive.name, () => ({ seen: new Set([defaultType(directive.name)]), all: false }));
  const { args } = directive;
  for (let index = 0; index < args.length && !types.all; index++) {
    const type = args[index]!.toLowerCase();
    if (type === '*') {
      types.all = true;
    } else if (types.seen.has(type)) {
      const isDefault = type === defaultType(directive.name) && level.read(directive.name).length === 0;
      const label = isDefault ? 'always in the list' : 'given before';
      yield {
        ...wrong(directive, index, `duplicate MIME type "${type}"`),
        rule: 'config-warning',
        level: 'warn',
        label,
      };
    } else {
      types.seen.add(type);
    }
  }
}

const RIGHT = /^(?:user|group|all):rw?$/;

/** ngx_conf_set_access_slot (src/core/ngx_file.c). */
const access: Setter = once((directive) => {
  const index = directive.args.findIndex((value) => !RIGHT.test(value));
  if (index < 0) return NOTHING;
  const help = 'it is `user`, `group` or `all`, a colon, and `r` or `rw`: `user:rw`';
  return [wrong(directive, index, `invalid value "${directive.args[index]}"`, { label: 'no access right', help })];
});

const complex: Setter = once((directive) => checkScript(directive, 0));

/** ngx_http_set_complex_value_size_slot (src/http/ngx_http_script.c); the limits of upstreams are plain sizes before 1.27.0. */
const complexSize: Setter = once((directive, { version }) => {
  const value = directive.args[0] ?? '';
  if (!value.includes('$')) return parseSize(value) < 0 ? invalidValue(directive, 0, SIZE_HELP) : NOTHING;
  if (PLAIN_BEFORE_1_27.has(directive.name) && version.before('1.27.0') === 'yes') {
    return invalidValue(directive, 0, 'it takes variables since nginx 1.27.0');
  }
  return checkScript(directive, 0);
});
const PLAIN_BEFORE_1_27 = new Set(['proxy_limit_rate', 'fastcgi_limit_rate', 'scgi_limit_rate', 'uwsgi_limit_rate']);

/** ngx_http_set_predicate_slot: no limit to how often it is given. */
function* predicate(directive: Directive): Generator<Complaint> {
  for (let index = 0; index < directive.args.length; index++) {
    const complaints = checkScript(directive, index);
    if (complaints.length > 0) return yield* complaints;
  }
}

/** ngx_http_upstream_bind_set_slot (src/http/ngx_http_upstream.c), ngx_stream_proxy_bind. */
export const bind: Setter = once((directive) => {
  const { args } = directive;
  const [address = '', parameter] = args;
  if (args.length === 1 && address === 'off') return NOTHING;
  if (address.includes('$')) {
    const script = checkScript(directive, 0);
    if (script.length > 0) return script;
  } else if (!isAddressWithPort(address, false)) {
    const help = 'it takes an IP address, not a name';
    return [wrong(directive, 0, `invalid address "${address}"`, { label: 'no IP address', help })];
  }
  if (parameter === undefined || parameter === 'transparent') return NOTHING;
  return [invalidParameter(directive, 1, ['transparent'])];
});

/** ngx_http_upstream_param_set_slot; the other pairs have two arguments. */
const keyval: Setter = (directive) => {
  const third = directive.args[2];
  return third === undefined || third === 'if_not_empty' ? NOTHING : [invalidParameter(directive, 2, ['if_not_empty'])];
};

/** Setters by the catalog's `type`. */
export const slots: Readonly<Record<string, Setter>> = {
  flag,
  num,
  size,
  offset: scalar(parseOffset, 'invalid value', OFFSET_HELP),
  msec: scalar((text) => parseTime(text, false), 'invalid value', TIME_HELP),
  sec: scalar((text) => parseTime(text, true), 'invalid value', SECONDS_HELP),
  enum: enumeration,
  bitmask,
  str,
  bufs,
  access,
  complex,
  complex_size: complexSize,
  predicate,
  bind,
  keyval,
  mime_types: mimeTypes,
};

/** The slots that other setters begin with. */
export { flag as flagSlot, num as numberSlot, size as sizeSlot };
