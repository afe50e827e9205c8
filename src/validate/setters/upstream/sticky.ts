/** What does nginx say about `sticky`? (src/http/modules/ngx_http_upstream_sticky_module.c, since 1.29.6) */

import { parseSize, parseTime } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { type Complaint, duplicate, type Reading, returned, type Setter } from '../../setter.ts';
import { checkScript } from '../body/script.ts';
import { groupAt } from './groups.ts';
import { isComplaint, LEAST_ZONE, sharedZones } from './shared-zone.ts';
import { wrong } from './words.ts';

const MODULE = 'ngx_http_upstream_sticky_module';

export const sticky: Setter = function* (directive, reading) {
  const { args } = directive;
  const group = groupAt(reading, directive);
  const earlier = reading.level.read('sticky');
  if (earlier.length > 0) return yield duplicate(directive, earlier[0]);
  // unlike a method it warns about nothing, but a method after it does
  group.method = directive;
  switch (args[0]) {
    case 'cookie':
      return yield* cookie(directive);
    case 'route':
      for (let i = 1; i < args.length; i++) {
        if (!args[i]!.startsWith('$')) return yield wrong(directive, i, `invalid variable name "${args[i]}"`);
        if (args[i] === '$') return yield wrong(directive, i, 'invalid variable name "$"');
      }
      return;
    case 'learn':
      return yield* learn(directive, reading);
    default:
      yield unknownParameter(directive, 0);
  }
};

function unknownParameter(directive: Directive, index: number): Complaint {
  return wrong(directive, index, `unknown parameter "${directive.args[index]}"`);
}

function says(directive: Directive, index: number, words: string): Complaint {
  return returned(directive, words, { span: directive.argSpan(index) });
}

function* cookie(directive: Directive): Iterable<Complaint> {
  const { args } = directive;
  if (args[1] === '') return yield says(directive, 1, 'empty cookie name');
  const seen = new Set<string>();
  for (let i = 2; i < args.length; i++) {
    const [, name = args[i]!, value] = /^(domain|path|expires|samesite)=(.*)$/s.exec(args[i]!) ?? [];
    const isKnown = value !== undefined || name === 'httponly' || name === 'secure';
    if (!isKnown) return yield unknownParameter(directive, i);
    if (seen.has(name)) return yield says(directive, i, `parameter "${name}" is duplicate`);
    seen.add(name);
    if (value === '' && (name === 'domain' || name === 'path'))
      return yield says(directive, i, `no value for "${name}"`);
    if (name === 'expires' && value !== 'max' && parseTime(value!, true) < 0) {
      return yield says(directive, i, 'invalid "expires" parameter value');
    }
    if (name === 'domain' || name === 'samesite') {
      const mistakes = checkScript(directive, i, value);
      if (mistakes.length > 0) return yield* mistakes;
    }
    if (name === 'samesite' && !value!.includes('$') && !/^(?:strict|lax|none)$/i.test(value!)) {
      return yield says(directive, i, 'invalid "samesite" parameter value');
    }
  }
}

function* learn(directive: Directive, reading: Reading): Iterable<Complaint> {
  const { args } = directive;
  let zone: { readonly name: string; readonly size: number } | undefined;
  let hasTimeout = false;
  let lookups = 0;
  let creates = 0;
  for (let i = 1; i < args.length; i++) {
    const arg = args[i]!;
    if (arg.startsWith('zone=')) {
      if (zone) return yield says(directive, i, 'duplicate zone');
      const colon = arg.indexOf(':');
      if (colon < 0) return yield says(directive, i, 'zone size is not specified');
      if (colon === 5) return yield says(directive, i, 'zone name is not specified');
      const size = parseSize(arg.slice(colon + 1));
      if (size < 0) return yield says(directive, i, 'invalid zone size');
      if (size < LEAST_ZONE) return yield says(directive, i, 'zone is too small');
      zone = { name: arg.slice(5, colon), size };
    } else if (arg.startsWith('timeout=')) {
      if (hasTimeout) return yield says(directive, i, 'duplicate timeout');
      if (parseTime(arg.slice(8), false) <= 0) return yield says(directive, i, 'invalid timeout');
      hasTimeout = true;
    } else if (arg.startsWith('create=') || arg.startsWith('lookup=')) {
      if (arg[7] !== '$') return yield says(directive, i, `missing variable in the "${arg.slice(0, 6)}" parameter`);
      if (arg.length === 8) return yield wrong(directive, i, 'invalid variable name "$"');
      if (arg.startsWith('create=')) creates++;
      else lookups++;
    } else if (arg !== 'header') return yield unknownParameter(directive, i);
  }
  if (lookups === 0) return yield returned(directive, '"lookup" parameter is not specified');
  if (creates === 0) return yield returned(directive, '"create" parameter is not specified');
  if (!zone) return yield returned(directive, '"zone" parameter is not specified');
  const shared = sharedZones(reading.level).add(zone.name, zone.size, MODULE, directive);
  if (isComplaint(shared)) return yield shared;
  const { data } = shared as { readonly data: { readonly host: string } | undefined };
  if (data) {
    const message = `sticky zone "${zone.name}" is already used in upstream "${data.host}"`;
    const related = [{ span: shared.first.headSpan, label: 'used here' }];
    return yield { rule: 'config-error', message, label: 'each group needs a zone of its own', related };
  }
  shared.data = { host: groupAt(reading, directive).host };
}
