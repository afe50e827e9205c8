/** What would `nginx -t` say, and where would a person fix it? */
import { originOf, type SourceText, type Span } from '../text/index.ts';
import type { Directive } from '../tree/index.ts';
import type { Proposal } from './proposal.ts';

/** The rules that word the diagnostics of this room. */
export type DiagnosticRule =
  | 'syntax-error'
  | 'unknown-directive'
  | 'directive-context'
  | 'directive-terminator'
  | 'directive-arguments'
  | 'invalid-value'
  | 'duplicate-directive'
  | 'duplicate-location'
  | 'duplicate-listen'
  | 'unknown-variable'
  | 'invalid-regex'
  | 'upstream-reference'
  | 'zone-reference'
  | 'log-format-reference'
  | 'missing-section'
  | 'config-error'
  | 'config-warning'
  | 'deprecated-directive'
  | 'buffer-sizes'
  | 'proxy-pass-uri-context'
  | 'upstream-resolve-needs-zone'
  | 'upstream-keepalive-order'
  | 'proxy-ssl-verify-no-ca'
  | 'include-missing'
  | 'include-cycle'
  | 'unreadable-file';

export interface Diagnostic {
  readonly rule: DiagnosticRule;
  /** nginx's own words (a byte string). */
  readonly message: string;
  /** Where a person would fix it. */
  readonly span: Span;
  readonly label: string;
  readonly help?: string;
  /** What a person would probably write instead. */
  readonly proposal?: Proposal;
  readonly related: readonly { readonly span: Span; readonly label: string }[];
  /** The statement, for its scope; undefined for problems of the text itself. */
  readonly directive: Directive | undefined;
  /** Where nginx says it is, for what `nginx -t` rejects; undefined for what only we say. */
  readonly nginx: { readonly message: string; readonly path?: string; readonly line?: number } | undefined;
  /** Set where the outcome depends on what is not here. */
  readonly severity?: 'info' | 'warning';
  /** True when the message says it all: found in several places, it is told once. */
  readonly once?: boolean;
}

/** Where diagnostics go. */
export interface DiagnosticSink {
  push(diagnostic: Diagnostic): void;
}

/** NGX_MAX_CONF_ERRSTR: nginx cuts a longer message off. */
const MAX_MESSAGE = 1024;

/** What nginx prints about a place in a file; of a text inside of another file, where that one has it. */
export function nginxSays(message: string, source: SourceText, offset: number): NonNullable<Diagnostic['nginx']> {
  const at = originOf(source.span(offset, offset));
  return { message: message.slice(0, MAX_MESSAGE), path: at.source.path, line: at.source.line(at.start) };
}
