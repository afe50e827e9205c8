/** How the rules of category `syntax` word what `nginx -t` would say: all in the same way, in nginx's own words. */
import { fromByteString } from '../text/index.ts';
import type { DiagnosticRule } from '../validate/index.ts';
import type { Draft } from './define.ts';
import type { View } from './view.ts';

/** A `check` that reports the diagnostics of one id; its rule has the one message `said: '{message}'`. */
export function reportDiagnostics(id: DiagnosticRule): (view: View) => Iterable<Draft<'said'>> {
  return function* ({ diagnostics }) {
    for (const d of diagnostics(id)) {
      yield {
        message: 'said',
        at: d.span,
        in: d.directive,
        label: '{label}',
        data: { message: d.message, label: d.label, ...(d.help !== undefined && { help: d.help }) },
        related: d.related,
        ...(d.help !== undefined && { help: '{help}' }),
        fixes: [d.proposal],
        ...(d.severity !== undefined && { severity: d.severity }),
        ...(d.once && { once: true }),
        ...(d.nginx && {
          nginx: {
            message: fromByteString(d.nginx.message),
            ...(d.nginx.path !== undefined && { file: d.nginx.path }),
            ...(d.nginx.line !== undefined && { line: d.nginx.line }),
          },
        }),
      };
    }
  };
}
