/** How the rules of category `syntax` word what `nginx -t` would say: all in the same way, in nginx's own words. */
import { fromByteString } from '../text/index.ts';
import type { Diagnostic, DiagnosticRule } from '../validate/index.ts';
import type { Draft } from './define.ts';
import type { View } from './view.ts';

/** What `reportDiagnostics` leaves out: names that somebody knows better. */
interface Allowing {
  /** Byte strings. */
  readonly allow?: readonly string[];
}

/** A `check` that reports the diagnostics of one id; its rule has the one message `said: '{message}'`. */
export function reportDiagnostics(id: DiagnosticRule): (view: View, options?: Allowing) => Iterable<Draft<'said'>> {
  return function* ({ diagnostics }, { allow = [] } = {}) {
    for (const d of diagnostics(id)) {
      if (allow.includes(nameIn(d))) continue;
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

/** The name that a diagnostic is about: that of a variable (nginx puts it in quotes), else of the directive. */
function nameIn({ rule, message, directive }: Diagnostic): string {
  const variable = rule === 'unknown-variable' ? /"([^"]+)" variable/.exec(message)?.[1] : undefined;
  return variable ?? directive?.name ?? '';
}
