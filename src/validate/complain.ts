/** How does a complaint become a diagnostic? */
import type { ConfigTree, Directive } from '../tree/index.ts';
import { type Diagnostic, nginxSays } from './diagnostic.ts';
import type { Complaint } from './setter.ts';

/** The diagnostic of a complaint about `directive` (for a closer: the block that ends; at the end of all: none need be there). */
export function complain(complaint: Complaint, directive: Directive | undefined, tree: ConfigTree): Diagnostic {
  const { rule, message, span, label = '', help, proposal, related = [], level = 'emerg' } = complaint;
  return {
    rule,
    message,
    span: span ?? directive?.headSpan ?? tree.root.cst.source.span(0, 0),
    label,
    ...(help !== undefined && { help }),
    ...(proposal && { proposal }),
    related,
    directive,
    nginx: directive ? placeOf(complaint, directive) : { message },
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
