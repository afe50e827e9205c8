/** How does a complaint become a diagnostic? */
import type { Directive } from '../tree/index.ts';
import { type Diagnostic, nginxSays } from './diagnostic.ts';
import type { Complaint } from './setter.ts';

/** The diagnostic of a complaint about `directive` (for a closer: the block that ends). */
export function complain(complaint: Complaint, directive: Directive): Diagnostic {
  const { rule, message, span, label = '', help, related = [], level = 'emerg' } = complaint;
  return {
    rule,
    message,
    span: span ?? directive.headSpan,
    label,
    ...(help !== undefined && { help }),
    related,
    directive,
    nginx: placeOf(complaint, directive),
    ...(level === 'warn' && { severity: 'warning' as const }),
  };
}

function placeOf({ message, place }: Complaint, directive: Directive): Diagnostic['nginx'] {
  if (place === 'none') return { message };
  if (place && 'close' in place) {
    const close = place.close.closeSpan ?? place.close.span;
    return nginxSays(message, close.source, close.start);
  }
  const at = place ?? directive;
  return nginxSays(message, at.file.cst.source, at.nginxOffset);
}
