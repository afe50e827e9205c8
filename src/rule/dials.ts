/** What every binding rule says in the same way: where the dial is, what declares otherwise, how sure we are. */
import type { Draft } from './define.ts';
import type { Severity } from './finding.ts';
import { labelled, replace } from './fixes.ts';
import type { Mismatch } from './view.ts';

const SEVERITY: Readonly<Record<Mismatch['verdict']['confidence'], Severity>> = {
  high: 'error',
  medium: 'warning',
  low: 'info',
};

/** A draft without its message: the dial as primary span, the declarations as related ones, the best address as a
 * suggestion. `otherwise` is the help where there is none: what the declaration has to say instead. */
export function dialDraft({ hop, peer, verdict }: Mismatch, otherwise?: string): Omit<Draft<never>, 'message'> {
  const [best] = verdict.suggestions;
  const written = best !== undefined && peer.address.kind === 'unix' ? best.replace(/^unix:/, '') : best;
  return {
    at: peer.span,
    in: peer.directive,
    label: 'dialled here',
    data: { suggestion: best ?? '', ...verdict.data },
    related: [
      peer.directive === hop.pass ? undefined : labelled(hop.pass, 'through this group'),
      ...verdict.evidence.map(({ span, label }) => ({ span, label })),
    ],
    help: best === undefined ? otherwise : 'dial `{suggestion}`',
    severity: SEVERITY[verdict.confidence],
    confidence: verdict.confidence,
    fixes: [written !== undefined && peer.addressSpan ? replace(peer.addressSpan, written, 'suggestion') : undefined],
  };
}
