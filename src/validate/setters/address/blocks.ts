/** May the block stand there a second time, and which directives has nginx given up? */

import { decimal } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { without } from '../../proposal.ts';
import { type Complaint, duplicate, type Reading, type Setter, type SetterTable } from '../../setter.ts';
import { checkScript } from '../body/script.ts';
import { sslParameters } from './new-words.ts';

/** ngx_http_block, ngx_stream_block, ngx_mail_block, ngx_events_block: one of each. */
const onlyOnce: Setter = (directive, { level }) => {
  const [first] = level.read(directive.name);
  return first ? [duplicate(directive, first)] : [];
};

/** Directives of HTTP/2 that only warn (ngx_http_v2_obsolete): since which version, and what stands for them. */
const OBSOLETE: Readonly<Record<string, readonly [since: string, instead?: string]>> = {
  http2_max_requests: ['1.19.7', 'keepalive_requests'],
  http2_max_field_size: ['1.19.7', 'large_client_header_buffers'],
  http2_max_header_size: ['1.19.7', 'large_client_header_buffers'],
  http2_recv_timeout: ['1.19.7', 'client_header_timeout'],
  http2_idle_timeout: ['1.19.7', 'keepalive_timeout'],
  http2_max_concurrent_pushes: ['1.25.1'],
  http2_push_preload: ['1.25.1'],
  http2_push: ['1.25.1'],
};

const obsolete: Setter = (directive, reading) => {
  const { name } = directive;
  const [since, instead] = OBSOLETE[name]!;
  if (directive.isInTemplate) return [];
  const isGiven = reading.version.before(since);
  if (isGiven === 'yes') return asBefore(directive, reading);
  if (isGiven === 'unknown') return [];
  const message = `the "${name}" directive is obsolete, ${instead ? `use the "${instead}" directive instead` : 'ignored'}`;
  const help = instead ? `set \`${instead}\`, or remove it` : 'remove it: nginx no longer pushes';
  // nginx reads the line and does nothing
  return [
    {
      rule: 'deprecated-directive',
      level: 'warn',
      message,
      label: `obsolete since ${since}`,
      help,
      proposal: without(directive),
    },
  ];
};

/** What the directives of server push were before. */
function asBefore(directive: Directive, { level }: Reading): readonly Complaint[] {
  const { name } = directive;
  const earlier = level.read(name);
  const [text = ''] = directive.args;
  if (name === 'http2_push_preload' || name === 'http2_max_concurrent_pushes') {
    if (earlier.length > 0) return [duplicate(directive, earlier[0])];
    const isNumber = name === 'http2_max_concurrent_pushes';
    if (!isNumber) return flagMistake(directive);
    const message = `"${name}" directive invalid number`;
    return decimal(text) < 0
      ? [{ rule: 'invalid-value', message, span: directive.argSpan(0), label: 'no number' }]
      : [];
  }
  if (name !== 'http2_push') return [];
  const wrong = (words: string): Complaint => ({ rule: 'config-error', message: `"http2_push" directive ${words}` });
  const isOff = earlier.some(({ args }) => args[0] === 'off');
  if (text === 'off') {
    if (isOff) return [wrong('is duplicate')];
    return earlier.length > 0 ? [wrong('"off" parameter cannot be used with URI')] : [];
  }
  return isOff ? [wrong('URI cannot be used with "off" parameter')] : checkScript(directive, 0);
}

function flagMistake(directive: Directive): readonly Complaint[] {
  const [text = ''] = directive.args;
  if (/^(?:on|off)$/i.test(text)) return [];
  const message = `invalid value "${text}" in "${directive.name}" directive, it must be "on" or "off"`;
  return [{ rule: 'invalid-value', message, span: directive.argSpan(0), label: 'on or off' }];
}

/** `ssl on|off` of a level of http or mail, which nginx gave up in 1.25.1: there any value of it is wrong. */
const oldSwitch: Setter = (directive, { level, version }) => {
  if (directive.isInTemplate) return [];
  const [first] = level.read('ssl');
  if (first) return [duplicate(directive, first)];
  const mistakes = flagMistake(directive);
  if (mistakes.length > 0) return mistakes;
  const isDeprecated = version.before('1.25.1') === 'yes' && version.before('1.15.0') === 'no';
  return [...(isDeprecated ? [switchDeprecated(directive)] : []), ...starttlsClash(directive, level)];
};

/** `ssl on` behind `starttls on` (ngx_mail_ssl_enable). */
function starttlsClash(directive: Directive, level: Reading['level']): readonly Complaint[] {
  const [starttls] = level.read('starttls');
  const isAsked = /^(?:on|only)$/i.test(starttls?.args[0] ?? '') && /^on$/i.test(directive.args[0] ?? '');
  if (!isAsked) return [];
  const message = '"starttls" directive conflicts with "ssl on"';
  return [{ rule: 'config-error', message, span: directive.headSpan, label: 'not beside `starttls`' }];
}

function switchDeprecated(directive: Directive): Complaint {
  return {
    rule: 'deprecated-directive',
    level: 'warn',
    message: 'the "ssl" directive is deprecated, use the "listen ... ssl" directive instead',
    span: directive.headSpan,
    label: 'deprecated since 1.15.0, removed in 1.25.1',
    help: 'write `ssl` behind the port of each `listen` that speaks TLS',
    proposal: sslParameters(directive),
  };
}

export const blockSetters: SetterTable = {
  'ngx_http_module http': onlyOnce,
  'ngx_stream_module stream': onlyOnce,
  'ngx_mail_module mail': onlyOnce,
  'ngx_events_module events': onlyOnce,
  'ngx_http_ssl_module ssl': oldSwitch,
  'ngx_mail_ssl_module ssl': oldSwitch,
  'ngx_imap_ssl_module ssl': oldSwitch,
  ...Object.fromEntries(Object.keys(OBSOLETE).map((name) => [`ngx_http_v2_module ${name}`, obsolete])),
};
