/** Are `rewrite`, `return` and `set` as nginx wants them? (src/http/modules/ngx_http_rewrite_module.c; stream's set, return) */

import { decimal } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { type Complaint, duplicate, type Reading, type SetterTable } from '../../setter.ts';
import { checkRegex, familyOf } from './regex.ts';
import { checkScript } from './script.ts';
import { checkDefinition } from './variables.ts';

const FLAGS = new Set(['last', 'break', 'redirect', 'permanent']);

function* rewrite(directive: Directive, reading: Reading): Generator<Complaint> {
  const [pattern = '', replacement = '', flag] = directive.args;
  if (replacement === '') {
    const span = directive.argSpan(1);
    return yield { rule: 'invalid-value', message: 'empty replacement', span, label: 'there is nothing to rewrite to' };
  }
  const regex = checkRegex(directive, 0, pattern, reading, { family: 'http' });
  if (regex.length > 0) return yield* regex;
  if (flag !== undefined && !FLAGS.has(flag)) {
    return yield {
      rule: 'invalid-value',
      message: `invalid parameter "${flag}"`,
      span: directive.argSpan(2),
      label: 'no flag of `rewrite`',
      help: 'the flags are `last`, `break`, `redirect` and `permanent`',
    };
  }
  // the last "?" drops the original arguments
  yield* checkScript(directive, 1, replacement.endsWith('?') ? replacement.slice(0, -1) : replacement);
}

const URL = /^(?:https?:\/\/|\$scheme)/;

function* returnCode(directive: Directive): Generator<Complaint> {
  const [code = ''] = directive.args;
  const status = decimal(code);
  const isUrl = status < 0 && directive.args.length === 1 && URL.test(code);
  if (isUrl) return yield* checkScript(directive, 0);
  if (status < 0 || status > 999) {
    return yield {
      rule: 'invalid-value',
      message: `invalid return code "${code}"`,
      span: directive.argSpan(0),
      label: 'neither a code up to 999 nor a URL',
      help: 'write `return CODE`, `return CODE TEXT`, `return CODE URL` or `return URL` with `http://`, `https://` or `$scheme`',
    };
  }
  if (directive.args.length > 1) yield* checkScript(directive, 1);
}

function* set(directive: Directive, reading: Reading): Generator<Complaint> {
  const definition = checkDefinition(directive, 0, reading.version, familyOf(reading));
  if (definition.length > 0) return yield* definition;
  yield* checkScript(directive, 1);
}

function* streamReturn(directive: Directive, { level }: Reading): Generator<Complaint> {
  const [first] = level.isImplied ? [] : level.read('return');
  if (first) return yield duplicate(directive, first);
  yield* checkScript(directive, 0);
}

export const rewriteSetters: SetterTable = {
  'ngx_http_rewrite_module rewrite': rewrite,
  'ngx_http_rewrite_module return': returnCode,
  'ngx_http_rewrite_module set': set,
  'ngx_http_auth_request_module auth_request_set': set,
  'ngx_http_perl_module perl_set': (directive, reading) => checkDefinition(directive, 0, reading.version, 'http'),
  'ngx_stream_set_module set': set,
  'ngx_stream_return_module return': streamReturn,
};
