/** Are the directives of http's smaller modules as nginx wants them? (src/http/modules, each named at its setter) */

import { decimal, parseSize, parseTime } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { without } from '../../proposal.ts';
import { type Closer, type Complaint, type Reading, returned, type Setter, type SetterTable } from '../../setter.ts';
import { checkScript, checkScripts } from '../body/script.ts';
import { invalidParameter, wrong } from '../upstream/words.ts';
import { invalidValue, NOTHING, once } from './slots.ts';

/** ngx_http_sub_filter_module.c. */
function* subFilter(directive: Directive, { level }: Reading): Generator<Complaint> {
  if (directive.args[0] === '')
    return yield wrong(directive, 0, 'empty search pattern', { label: 'nothing to replace' });
  if (level.read('sub_filter').length >= 255) {
    return yield { rule: 'config-error', message: 'number of search patterns exceeds 255' };
  }
  yield* checkScripts(directive, 0, 1);
}

/** ngx_http_userid_filter_module.c. */
const useridExpires: Setter = once((directive) => {
  const value = directive.args[0] ?? '';
  return value === 'max' || value === 'off' || parseTime(value, true) >= 0
    ? NOTHING
    : invalidValue(directive, 0, 'it is a time, `max` or `off`');
});

const useridMark: Setter = once((directive) => {
  const value = directive.args[0] ?? '';
  if (value === 'off' || /^[0-9A-Za-z=]$/.test(value)) return NOTHING;
  return [returned(directive, 'value must be "off" or a single letter, digit or "="', { span: directive.argSpan(0) })];
});

/** ngx_http_modern_browser_masks in ngx_http_browser_module.c. */
const BROWSERS = ['opera', 'msie', 'gecko', 'safari', 'konqueror'];

const modernBrowser: Setter = (directive) => {
  const [name = '', version] = directive.args;
  if (version === undefined) {
    if (name === 'unlisted') return NOTHING;
    // nginx ends without a word about it
    return [{ ...invalidParameter(directive, 0, ['unlisted']), help: 'add the version, or write `unlisted`' }];
  }
  if (!BROWSERS.includes(name.toLowerCase())) {
    const help = `it knows ${BROWSERS.map((browser) => `\`${browser}\``).join(', ')}`;
    return [wrong(directive, 0, `unknown browser name "${name}"`, { label: 'not known to nginx', help })];
  }
  if (/^[0-9.]*$/.test(version)) return NOTHING;
  return [wrong(directive, 1, `invalid browser version "${version}"`, { label: 'no version: digits and dots' })];
};

/** ngx_http_degradation_module.c. */
const degradation: Setter = (directive) => {
  const value = directive.args[0] ?? '';
  if (!value.startsWith('sbrk=')) return [invalidParameter(directive, 0, ['sbrk='])];
  return parseSize(value.slice(5)) < 0 ? [wrong(directive, 0, `invalid sbrk size "${value}"`)] : NOTHING;
};

/** A number of ngx_http_image_filter_value: `-` is none of them, anything else that is no number is 0. */
function imageNumber(text: string): number {
  return text === '-' ? -1 : Math.max(0, decimal(text));
}

/** ngx_http_image_filter_module.c. */
function* imageFilter(directive: Directive): Generator<Complaint> {
  const { args } = directive;
  const [kind = ''] = args;
  const known = args.length === 1 ? ['off', 'test', 'size'] : args.length === 2 ? ['rotate'] : ['resize', 'crop'];
  if (!known.includes(kind)) return yield invalidParameter(directive, 0, known);
  for (let index = 1; index < Math.min(args.length, 3); index++) {
    const value = args[index]!;
    if (value.includes('$')) {
      const script = checkScript(directive, index);
      if (script.length > 0) return yield* script;
      continue;
    }
    const number = imageNumber(value);
    const isGood = kind === 'rotate' ? [90, 180, 270].includes(number) : number !== 0;
    if (!isGood) return yield invalidParameter(directive, index);
  }
}

function imageQuality(least: number): Setter {
  return (directive) => {
    const value = directive.args[0] ?? '';
    if (value.includes('$')) return checkScript(directive, 0);
    const number = imageNumber(value);
    return number >= least ? NOTHING : [wrong(directive, 0, `invalid value "${value}"`)];
  };
}

/** ngx_http_v2_obsolete (src/http/v2/ngx_http_v2_module.c). */
function obsolete(better: string | undefined): Setter {
  return (directive) => [
    {
      rule: 'deprecated-directive',
      message: `the "${directive.name}" directive is obsolete, ${better ? `use the "${better}" directive instead` : 'ignored'}`,
      level: 'warn',
      span: directive.nameSpan,
      label: 'has no effect',
      help: better ? `remove the line; \`${better}\` is what counts` : 'remove the line',
      proposal: without(directive),
    },
  ];
}

/** Obsolete since 1.25.1; before, what `then` says. */
function obsoleteSince1_25_1(then: Setter): Setter {
  const now = obsolete(undefined);
  return (directive, reading, variant) => {
    const older = reading.version.before('1.25.1');
    if (older === 'no') return now(directive, reading, variant);
    return older === 'yes' ? then(directive, reading, variant) : NOTHING;
  };
}

/** ngx_http_v2_push, of 1.24 and older. */
const http2Push: Setter = (directive, { level }) => {
  const earlier = level.read('http2_push');
  const off = earlier.find((one) => one.args[0] === 'off');
  if (directive.args[0] === 'off') {
    if (off) return [returned(directive, 'is duplicate', { rule: 'duplicate-directive' })];
    return earlier.length > 0 ? [returned(directive, '"off" parameter cannot be used with URI')] : NOTHING;
  }
  return off ? [returned(directive, 'URI cannot be used with "off" parameter')] : checkScript(directive, 0);
};

/** ngx_http_secure_link_merge_conf. */
function* secureLinks({ level: http }: Reading): Generator<Complaint> {
  for (const { level, secret } of http.fact<SecretUse[]>('secure links', () => [])) {
    const [other] = [...level.read('secure_link'), ...level.read('secure_link_md5')];
    if (!other) continue;
    yield {
      rule: 'config-error',
      message: '"secure_link_secret" cannot be mixed with "secure_link" and "secure_link_md5"',
      place: { close: http.block! },
      span: secret.headSpan,
      label: 'the old way of secure links',
      related: [{ span: other.headSpan, label: 'the other way, on the same level' }],
      help: 'keep one of the two ways',
    };
  }
}

interface SecretUse {
  readonly level: Reading['level'];
  readonly secret: Directive;
}

const secureLinkSecret: Setter = once((directive, { level }) => {
  const http = level.nearest('http');
  if (http && level !== http) http.fact<SecretUse[]>('secure links', () => []).push({ level, secret: directive });
  return NOTHING;
});

export function filterSetters(flag: Setter, number: Setter): SetterTable {
  return {
    'ngx_http_sub_filter_module sub_filter': subFilter,
    'ngx_http_userid_filter_module userid_expires': useridExpires,
    'ngx_http_userid_filter_module userid_mark': useridMark,
    'ngx_http_browser_module modern_browser': modernBrowser,
    'ngx_http_degradation_module degradation': degradation,
    'ngx_http_image_filter_module image_filter': imageFilter,
    'ngx_http_image_filter_module image_filter_jpeg_quality': imageQuality(1),
    'ngx_http_image_filter_module image_filter_webp_quality': imageQuality(1),
    'ngx_http_image_filter_module image_filter_sharpen': imageQuality(0),
    'ngx_http_secure_link_module secure_link_secret': secureLinkSecret,
    'ngx_http_v2_module http2_recv_timeout': obsolete('client_header_timeout'),
    'ngx_http_v2_module http2_idle_timeout': obsolete('keepalive_timeout'),
    'ngx_http_v2_module http2_max_requests': obsolete('keepalive_requests'),
    'ngx_http_v2_module http2_max_field_size': obsolete('large_client_header_buffers'),
    'ngx_http_v2_module http2_max_header_size': obsolete('large_client_header_buffers'),
    'ngx_http_v2_module http2_max_concurrent_pushes': obsoleteSince1_25_1(number),
    'ngx_http_v2_module http2_push_preload': obsoleteSince1_25_1(flag),
    'ngx_http_v2_module http2_push': obsoleteSince1_25_1(http2Push),
  };
}

export const filterClosers: readonly Closer[] = [
  { module: 'ngx_http_secure_link_module', at: 'http', stage: 'init', check: secureLinks },
];
