/** Are the head and the parts of a `split_clients` as nginx wants them? (ngx_http_split_clients_module.c and its twin in stream) */

import { fixedPoint } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Closer, Complaint, Reading, SetterTable } from '../../setter.ts';
import { familyOf } from './regex.ts';
import { checkScript } from './script.ts';
import { checkDefinition } from './variables.ts';

function* head(directive: Directive, reading: Reading): Generator<Complaint> {
  const source = checkScript(directive, 0);
  if (source.length > 0) return yield* source;
  yield* checkDefinition(directive, 1, reading.version, familyOf(reading));
}

interface Part {
  readonly percent: number;
  readonly directive: Directive;
}

function* entry(directive: Directive, { level }: Reading): Generator<Complaint> {
  const { name } = directive;
  const parts = level.fact<Part[]>('parts', () => []);
  if (name === '*') return void parts.push({ percent: 0, directive });
  const percent = name.endsWith('%') ? fixedPoint(name.slice(0, -1), 2) : 0;
  if (percent > 0) return void parts.push({ percent, directive });
  yield {
    rule: 'invalid-value',
    message: `invalid percent value "${name}"`,
    span: directive.nameSpan,
    label: 'no percentage',
    help: 'write `10%`, `0.5%` (two decimals at most) or `*` for the rest',
  };
}

/** ngx_conf_split_clients_block, behind the parts: hundredths of a percent. */
function* total(reading: Reading): Generator<Complaint> {
  const { level } = reading;
  let sum = 0;
  for (const { percent, directive } of level.fact<Part[]>('parts', () => [])) {
    // 32-bit sums; `*` stands for the rest and sets the sum
    sum = percent > 0 ? (sum + percent) >>> 0 : 10000;
    if (sum <= 10000) continue;
    const place = { close: level.block! };
    const message = 'percent total is greater than 100%';
    return yield { rule: 'invalid-value', message, place, span: directive.nameSpan, label: `now ${sum / 100}%` };
  }
}

export const splitClientsSetters: SetterTable = {
  'ngx_http_split_clients_module split_clients': head,
  'ngx_stream_split_clients_module split_clients': head,
  '@split_clients': entry,
};

export const splitClientsClosers: readonly Closer[] = [
  { module: 'ngx_http_split_clients_module', at: '@split_clients', stage: 'init', check: total },
];
