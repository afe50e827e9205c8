/** What every binding rule says in the same way: where the dial is, what declares otherwise, how sure we are. */
import type { MismatchCode } from '../bindings/index.ts';
import { fromByteString, originOf } from '../text/index.ts';
import type { Draft } from './define.ts';
import type { Fix, Severity } from './finding.ts';
import { labelled, replace } from './fixes.ts';
import { jointFix } from './joint-fixes.ts';
import { otherScheme } from './scheme-fixes.ts';
import type { Mismatch, View } from './view.ts';

/** How grave a contradiction is, by how sure it is. */
export const SEVERITY: Readonly<Record<Mismatch['verdict']['confidence'], Severity>> = {
  high: 'error',
  medium: 'warning',
  low: 'info',
};

type Words<T extends string> = T | ((data: Readonly<Record<string, string>>) => T);

/**
 * A `check` that reports the dials that what is declared contradicts in one way. Message and help are the same for all of
 * them, or follow from the verdict's data; `otherwise` is the help where there is no address to dial instead.
 */
export function reportMismatches<M extends string>(
  code: MismatchCode,
  message: Words<M>,
  otherwise?: Words<string>,
): (view: View) => Iterable<Draft<M>> {
  return function* ({ mismatches }) {
    for (const mismatch of mismatches(code)) {
      const { data } = mismatch.verdict;
      const help = typeof otherwise === 'function' ? otherwise(data) : otherwise;
      yield { message: typeof message === 'function' ? message(data) : message, ...dialDraft(mismatch, help) };
    }
  };
}

/** A draft without its message: the dial as primary span, the declarations as related ones, the best address as a
 * suggestion, together with what the declarations have to say then. `otherwise` is the help where it is them that are wrong. */
export function dialDraft({ hop, peer, verdict }: Mismatch, otherwise?: string): Omit<Draft<never>, 'message'> {
  const [best] = verdict.suggestions;
  return {
    at: peer.span,
    in: peer.directive,
    label: 'dialled here',
    data: { suggestion: best ?? '', ...verdict.data },
    related: [
      peer.directive === hop.pass ? undefined : labelled(hop.pass, 'through this group'),
      ...verdict.evidence.map(({ span, label }) => ({ span, label })),
    ],
    help: best === undefined || verdict.changes ? otherwise : 'dial `{suggestion}`',
    severity: SEVERITY[verdict.confidence],
    confidence: verdict.confidence,
    fixes: [isOtherScheme(hop, verdict) ? otherScheme(hop, peer) : suggested(peer, verdict)],
  };
}

/** Is the dial right but for TLS, so that the same directive serves? */
function isOtherScheme({ pass }: Mismatch['hop'], { code, data }: Mismatch['verdict']): boolean {
  return code === 'protocol' && data.instead?.startsWith(`${pass.name} `) === true;
}

/** The best address and what the declarations have to say, one or both of them. */
function suggested(peer: Mismatch['peer'], { suggestions: [best], changes }: Mismatch['verdict']): Fix | undefined {
  const dial = best === undefined ? undefined : dialInstead(peer, best);
  if (!changes?.[0]) return dial;
  const file = originOf(changes[0].span).source.path;
  const texts = changes.map(({ text }) => `\`${fromByteString(text.trim())}\``).join(', ');
  const declared: Fix = { title: `write ${texts} in \`${file}\``, safety: 'suggestion', edits: changes };
  return best === undefined ? declared : jointFix(`${declared.title}, and dial it there`, [declared, dial]);
}

/** The address in place of the one that is dialled. A socket has `unix:` before it, and a colon between it and a URI. */
function dialInstead({ address, addressSpan }: Mismatch['peer'], best: string): Fix | undefined {
  if (!addressSpan) return undefined;
  const { source, start, end } = addressSpan;
  const next = source.text[end];
  const from = address.kind === 'unix' && source.text.slice(start - 5, start) === 'unix:' ? start - 5 : start;
  if (best.startsWith('unix:')) {
    const isBeforeUri = address.kind === 'tcp' && next === '/';
    return replace(source.span(from, end), isBeforeUri ? `${best}:` : best, 'suggestion');
  }
  const to = address.kind === 'unix' && next === ':' ? end + 1 : end;
  return replace(source.span(from, to), best, 'suggestion');
}
