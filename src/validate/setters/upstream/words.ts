/** How are the complaints worded that many directives share? */
import type { Directive } from '../../../tree/index.ts';
import { didYouMean, partOf } from '../../proposal.ts';
import type { Complaint } from '../../setter.ts';

/** A mistake in one argument; `index` counts from 0. */
export function wrong(directive: Directive, index: number, message: string, more: Partial<Complaint> = {}): Complaint {
  return { rule: 'invalid-value', message, span: directive.argSpan(index), ...more };
}

/** `invalid parameter "%V"`; `known` are the parameters that nginx has here, for a suggestion. */
export function invalidParameter(directive: Directive, index: number, known: readonly string[] = []): Complaint {
  const value = directive.args[index] ?? '';
  const equals = value.indexOf('=');
  const word = equals < 0 ? value : value.slice(0, equals + 1);
  return wrong(directive, index, `invalid parameter "${value}"`, {
    label: 'nginx has no such parameter here',
    ...didYouMean(word, known, partOf(directive, index, word)),
  });
}

/** `FILE:LINE` of a statement, as nginx prints it in the middle of a message. */
export function placeOf(directive: Directive): string {
  const { source } = directive.file.cst;
  return `${source.path}:${source.line(directive.nginxOffset)}`;
}
